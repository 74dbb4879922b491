using System.Buffers;
using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Graph.Transport;

namespace MspGov.Graph;

/// <summary>
/// One page of a collection. Its bytes are pooled: it is valid until the enumeration moves on, so take what is needed out of it at once.
/// </summary>
public sealed class GraphPage : IDisposable
{
    private byte[]? _buffer;
    private readonly int _length;
    private JsonDocument? _document;

    internal GraphPage(byte[] buffer, int length, PageLinks links)
    {
        _buffer = buffer;
        _length = length;
        NextLink = links.Next;
        DeltaLink = links.Delta;
        Count = links.Count;
    }

    /// <summary>The page that an answer of a batch is.</summary>
    /// <exception cref="GovException">Unreachable, when it is not JSON.</exception>
    internal static GraphPage Of(GraphResponse answer)
    {
        PageLinks links;
        try
        {
            links = PageLinks.Scan(answer.Body.Span);
        }
        catch (JsonException e)
        {
            throw TenantErrors.Unreachable.With($"Tenant '{answer.Tenant}' answered {GraphErrorMapping.Shown(answer.Request.Path)} with something that is not JSON.", e).About(answer.Tenant, answer.TenantId);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(answer.Body.Length);
        answer.Body.CopyTo(buffer);
        return new GraphPage(buffer, answer.Body.Length, links);
    }

    /// <summary>The whole page as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Utf8 => _buffer is { } buffer ? buffer.AsMemory(0, _length) : throw new ObjectDisposedException(nameof(GraphPage), "The enumeration has moved on.");

    /// <summary>Link to the next page, verbatim; null on the last one.</summary>
    public string? NextLink { get; }

    /// <summary>Link for the next delta query; on the last page of a delta round.</summary>
    public string? DeltaLink { get; }

    /// <summary><c>@odata.count</c>; only on the first page, where asked for.</summary>
    public long? Count { get; }

    /// <summary>The page as a document.</summary>
    public JsonElement Root => (_document ??= JsonDocument.Parse(Utf8)).RootElement;

    /// <summary>The items of the page; the page itself where it is no collection.</summary>
    public IEnumerable<JsonElement> Items
    {
        get
        {
            JsonElement root = Root;
            return root.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [root];
        }
    }

    /// <summary>Gives the bytes back to the pool.</summary>
    public void Dispose()
    {
        _document?.Dispose();
        _document = null;
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
