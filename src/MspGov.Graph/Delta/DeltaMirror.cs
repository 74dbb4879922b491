using System.Text.Json;
using MspGov.Core.Errors;

namespace MspGov.Graph.Delta;

/// <summary>
/// A local copy of one collection of one tenant that is brought up to date by delta queries, so that reading it again costs what
/// changed. A round counts as a whole: until its deltaLink has come, the copy is as it was before, also on disk.
/// </summary>
public sealed class DeltaMirror
{
    private readonly DeltaFile? _file;
    private readonly DeltaCollection _collection;
    private readonly string _tenantId;
    private Dictionary<string, DeltaItem> _items = new(StringComparer.OrdinalIgnoreCase);
    private string? _link;

    private DeltaMirror(DeltaFile? file, DeltaCollection collection, string tenantId)
    {
        _file = file;
        _collection = collection;
        _tenantId = tenantId.ToLowerInvariant();
    }

    /// <summary>The objects as of the last round.</summary>
    public IReadOnlyDictionary<string, DeltaItem> Items => _items;

    /// <summary>When the last round ended, UTC; null before the first.</summary>
    public DateTimeOffset? SyncedAt { get; private set; }

    /// <summary>Opens a mirror.</summary>
    /// <param name="folder">Folder of mirrors, a file for each tenant and collection; null keeps the mirror in memory.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="tenantId">The tenant.</param>
    public static DeltaMirror Open(string? folder, DeltaCollection collection, string tenantId)
    {
        DeltaFile? file = folder is null ? null : new DeltaFile(Path.Combine(folder, tenantId.ToLowerInvariant(), collection.Name + ".delta"));
        DeltaMirror mirror = new(file, collection, tenantId);
        if (file?.Read(mirror._tenantId, collection.Path) is { } saved)
        {
            mirror._items = saved.Items;
            mirror._link = saved.Link;
            mirror.SyncedAt = saved.At;
        }

        return mirror;
    }

    /// <summary>Brings the mirror up to date.</summary>
    /// <exception cref="GovException">The mapped error of the request that failed; the mirror is as it was.</exception>
    public async Task<DeltaRound> SyncAsync(TenantClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        if (client.TenantId != _tenantId)
        {
            throw TenantErrors.WrongTenant.With($"A mirror of tenant {_tenantId} cannot be brought up to date from tenant {client.TenantId}.").About(client.TenantName, client.TenantId);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (_link is { } link)
        {
            try
            {
                return await RoundAsync(client, link, isFull: false, now, cancellationToken);
            }
            catch (GovException e) when (IsStateLost(e))
            {
                // Older than seven days, or the tenant moved: everything is read again.
            }
        }

        return await RoundAsync(client, _collection.Path, isFull: true, now, cancellationToken);
    }

    /// <summary>410, or 40x with a code that says that the state is gone (FACTS section 4).</summary>
    private static bool IsStateLost(GovException error) =>
        error.InnerException is GraphException graph
        && (graph.Status == 410
            || (graph.Status is >= 400 and < 500 && (graph.Error.Is("syncStateNotFound") || graph.Error.Is("resyncRequired") || graph.Error.Is("syncStateInvalid")))
            || (graph.Status == 400 && graph.Error.Message.Contains("deltaToken", StringComparison.OrdinalIgnoreCase)));

    private async Task<DeltaRound> RoundAsync(TenantClient client, string path, bool isFull, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DeltaMerge merge = new(isFull ? null : _items);
        string? link = null;
        int requests = 0;
        await foreach (GraphPage page in client.PagesAsync(path, cancellationToken: cancellationToken))
        {
            requests++;
            link = page.DeltaLink;
            if (Value(page) is not { } items)
            {
                throw Broken(client, "a page of it is no collection");
            }

            foreach (JsonElement item in items.EnumerateArray())
            {
                merge.Apply(item);
            }
        }

        if (link is null)
        {
            throw Broken(client, "it ended without a deltaLink");
        }

        _items = merge.Finish();
        _link = link;
        SyncedAt = now;
        _file?.Write(new DeltaFile.Content(_tenantId, _collection.Path, link, now, _items));
        return new DeltaRound(isFull, requests, merge.Changed, merge.Removed);
    }

    private static JsonElement? Value(GraphPage page)
    {
        JsonElement root = page.Root;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value : null;
    }

    private GovException Broken(TenantClient client, string why) =>
        TenantErrors.Unreachable.With($"Tenant '{client.TenantName}' did not give a whole delta round of {_collection.Name}: {why}. Try again.").About(client.TenantName, client.TenantId);
}
