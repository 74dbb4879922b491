using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Managers.</summary>
internal sealed class ManagerKind : ChangeKind<ManagerChange>
{
    /// <inheritdoc/>
    public override string Name => ManagerChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, ManagerChange change, string? before, CancellationToken cancellationToken)
    {
        JsonElement? manager = await tenant.FindAsync($"{Path(change)}?$select=id,displayName", cancellationToken);
        string? id = manager?.Text("id");
        bool same = string.Equals(id, change.Manager, StringComparison.OrdinalIgnoreCase);
        return new ChangeReading(same ? Shown.AsWanted : Shown.NotAsWanted, id is null ? "There is no manager." : $"The manager is {id}.")
        {
            Before = new JsonObject { ["manager"] = id }.ToJsonString(),
        };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ManagerChange change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(
            tenant,
            change.Manager is null
                ? GraphRequest.Delete($"{Path(change)}/$ref")
                : GraphRequest.Put($"{Path(change)}/$ref", new JsonObject { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/users/{change.Manager}" }),
            cancellationToken);

    protected override ITenantChange? Undo(ManagerChange change, string? before)
    {
        if (before is null)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(before);
        return change with { Manager = document.RootElement.Text("manager") };
    }

    private static string Path(ManagerChange change) => $"/users/{TenantReads.Escape(change.User)}/manager";
}

/// <summary>Licences.</summary>
internal sealed class LicenceKind : ChangeKind<LicenceChange>
{
    /// <inheritdoc/>
    public override string Name => LicenceChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, LicenceChange change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync($"/users/{TenantReads.Escape(change.User)}?$select=id,displayName,assignedLicenses,licenseAssignmentStates", cancellationToken) is not { } user)
        {
            return new ChangeReading(change.Assigned ? Shown.Impossible : Shown.AsWanted, $"User {change.User} is not in the tenant (any more).");
        }

        bool assigned = Items(user, "assignedLicenses").Any(licence => licence.Has("skuId", change.Sku));
        List<JsonElement> states = [.. Items(user, "licenseAssignmentStates").Where(state => state.Has("skuId", change.Sku))];
        ChangeReading reading = Presence(assigned, change.Assigned, $"Licence {change.Sku} is assigned.", $"Licence {change.Sku} is not assigned.") with { Name = user.Text("displayName") };

        // A licence that comes from a group goes with the membership; taking it away directly is refused by the tenant.
        return !change.Assigned && assigned && states.Count > 0 && states.All(state => state.Text("assignedByGroup") is not null)
            ? reading with { Shown = Shown.Impossible, Words = $"Licence {change.Sku} comes from group {states[0].Text("assignedByGroup")}: remove that membership." }
            : reading;
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, LicenceChange change, ChangeReading before, CancellationToken cancellationToken)
    {
        JsonArray add = change.Assigned ? [new JsonObject { ["skuId"] = change.Sku, ["disabledPlans"] = new JsonArray() }] : [];
        JsonArray remove = change.Assigned ? [] : [change.Sku];
        return SendAsync(
            tenant,
            GraphRequest.Post($"/users/{TenantReads.Escape(change.User)}/assignLicense", new JsonObject { ["addLicenses"] = add, ["removeLicenses"] = remove }),
            cancellationToken);
    }

    protected override ITenantChange Undo(LicenceChange change, string? before) => change with { Assigned = !change.Assigned };

    private static JsonElement.ArrayEnumerator Items(JsonElement user, string name) =>
        user.TryGetProperty(name, out JsonElement items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;
}
