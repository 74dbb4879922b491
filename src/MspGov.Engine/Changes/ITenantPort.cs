using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Graph;

namespace MspGov.Engine.Changes;

/// <summary>What a change needs of one tenant. Writes pass the fuse on the token's <c>tid</c> before anything is sent.</summary>
internal interface ITenantPort
{
    /// <summary>Sends one request and gives back whatever was answered; throws only when nothing was.</summary>
    Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken);

    /// <summary>Whether a person is signed in, by whose own rights the tenant is changed, and not an application.</summary>
    Task<bool> IsDelegatedAsync(CancellationToken cancellationToken);
}

/// <summary>Opens ports to tenants.</summary>
internal interface ITenantPorts
{
    /// <summary>The port of a tenant; the same for the same tenant within a session.</summary>
    ITenantPort Open(TenantDocument tenant);
}

/// <summary>Reads that changes have in common. A read that fails throws: nothing is ever taken for absent because it could not be read.</summary>
internal static class TenantReads
{
    /// <summary>One object, or null when the tenant answers that there is none.</summary>
    public static async Task<JsonElement?> FindAsync(this ITenantPort tenant, string path, CancellationToken cancellationToken)
    {
        GraphResponse response = await tenant.SendAsync(GraphRequest.Get(path), cancellationToken);
        return response.Status == 404 ? null : response.EnsureSuccess().ParseRoot();
    }

    /// <summary>All items of a collection, or null when the object it hangs on is not there. Only the absence of a nextLink ends it.</summary>
    public static async Task<List<JsonElement>?> ListAsync(this ITenantPort tenant, string path, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        string? next = path;
        while (next is not null)
        {
            GraphResponse response = await tenant.SendAsync(GraphRequest.Get(next), cancellationToken);
            if (response.Status == 404 && ReferenceEquals(next, path))
            {
                return null;
            }

            JsonElement page = response.EnsureSuccess().ParseRoot();
            if (!page.TryGetProperty("value", out JsonElement value) || value.ValueKind != JsonValueKind.Array)
            {
                throw TenantErrors.Unreachable.With($"The answer to {next} is not a collection.");
            }

            items.AddRange(value.EnumerateArray());
            next = page.Text("@odata.nextLink");
        }

        return items;
    }

    /// <summary>A string property, or null.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether a string property equals a value; ids and enum names differ in case between documents (FACTS section 3).</summary>
    public static bool Has(this JsonElement element, string name, string value) =>
        string.Equals(element.Text(name), value, StringComparison.OrdinalIgnoreCase);

    /// <summary>A time property, UTC, or null.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        DateTimeOffset.TryParse(element.Text(name), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>Escapes a value for a path or a filter literal.</summary>
    public static string Escape(string value) => Uri.EscapeDataString(value.Replace("'", "''", StringComparison.Ordinal));
}
