using System.Text;
using MspGov.Core.Errors;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Graph;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>A tenant behind the session's client: same fuse, same budget, same retries as everything else.</summary>
internal sealed class PortTenant(ITenantPort port, string tenant) : ITemplateTenant
{
    /// <summary>The last answer to a write.</summary>
    public GraphResponse? LastWrite { get; private set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JObject>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var items = new List<JObject>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? next = path; next is not null;)
        {
            GraphResponse response = (await port.SendAsync(GraphRequest.Get(next), cancellationToken)).EnsureSuccess();
            JObject page = Parse(response.Body.Span, next);
            var values = page["value"] as JArray
                ?? throw TenantErrors.Unreachable.With($"Tenant '{tenant}' answered {next} with something that is no collection.");
            items.AddRange(values.OfType<JObject>());
            next = (string?)page["@odata.nextLink"];
            if (next is not null && !seen.Add(next))
            {
                throw TenantErrors.Unreachable.With($"Tenant '{tenant}' gives the same nextLink twice for {path}: the collection cannot be read to its end.");
            }
        }

        return items;
    }

    /// <inheritdoc/>
    public async Task<JObject?> GetAsync(string path, CancellationToken cancellationToken)
    {
        GraphResponse response = await port.SendAsync(GraphRequest.Get(path), cancellationToken);
        return response.Status == 404 ? null : Parse(response.EnsureSuccess().Body.Span, path);
    }

    /// <inheritdoc/>
    public async Task<JObject?> SendAsync(GraphWrite write, CancellationToken cancellationToken)
    {
        var request = new GraphRequest
        {
            Method = new HttpMethod(write.Method),
            Path = write.Path,
            IfMatch = write.IfMatch,
        };
        if (write.Body is not null)
        {
            request = request with { Body = Encoding.UTF8.GetBytes(write.Body.ToString(Formatting.None)) };
        }

        LastWrite = await port.SendAsync(request, cancellationToken);
        return LastWrite.IsSuccess && LastWrite.Body.Length > 0 && LastWrite.Body.Span[0] == (byte)'{' ? Parse(LastWrite.Body.Span, write.Path) : null;
    }

    private JObject Parse(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            return CanonicalJson.ParseObject(Encoding.UTF8.GetString(utf8));
        }
        catch (JsonException e)
        {
            throw TenantErrors.Unreachable.With($"Tenant '{tenant}' answered {path} with something that is not a JSON object: {e.Message}", e);
        }
    }
}
