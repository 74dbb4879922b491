using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>An account of a person in a tenant.</summary>
internal sealed record LocatedUser(string Id, string Name, bool Enabled, string? EmployeeId, bool FromOnPremises)
{
    private const string Selected = "id,userPrincipalName,displayName,mail,accountEnabled,employeeId,userType,onPremisesSyncEnabled";

    /// <summary>Reads an account from an answer.</summary>
    public static LocatedUser From(JsonElement user) => new(
        user.Text("id") ?? throw TenantErrors.Unreachable.With("A user of the tenant has no id."),
        user.Text("userPrincipalName") ?? user.Text("displayName") ?? user.Text("id")!,
        user.TryGetProperty("accountEnabled", out JsonElement enabled) && enabled.ValueKind == JsonValueKind.True,
        user.Text("employeeId"),
        user.TryGetProperty("onPremisesSyncEnabled", out JsonElement synced) && synced.ValueKind == JsonValueKind.True);

    /// <summary>
    /// The accounts of a person: by object id, sign-in name, address or employee id, never by display name. When the names fit an
    /// account with another employee id, that is somebody else, and nothing is guessed.
    /// </summary>
    /// <param name="port">The tenant.</param>
    /// <param name="tenant">Its registration, for words.</param>
    /// <param name="person">The person.</param>
    /// <param name="byEmployeeId">Whether an employee id finds an account: not in another employer's tenant, where the same number is somebody else's.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlyList<LocatedUser>> FindAsync(
        ITenantPort port, TenantDocument tenant, LifecyclePerson person, CancellationToken cancellationToken, bool byEmployeeId = true)
    {
        var found = new Dictionary<string, LocatedUser>(StringComparer.OrdinalIgnoreCase);
        var clauses = new List<string>();
        string[] ids = [.. person.Names.Where(name => Guid.TryParse(name, out _))];
        foreach (string name in person.Names.Except(ids))
        {
            clauses.Add($"userPrincipalName eq '{TenantReads.Escape(name)}'");
            clauses.Add($"mail eq '{TenantReads.Escape(name)}'");
        }

        // A person has at most one object id in a tenant; those of other tenants come with it, and are not waited for one by one.
        foreach (JsonElement? user in await Task.WhenAll(ids.Select(id => port.FindAsync($"/users/{TenantReads.Escape(id)}?$select={Selected}", cancellationToken))))
        {
            if (user is { } located)
            {
                found[located.Text("id") ?? ""] = From(located);
            }
        }

        if (byEmployeeId && person.EmployeeId is { Length: > 0 } employee)
        {
            clauses.Add($"employeeId eq '{TenantReads.Escape(employee)}'");
        }

        // Graph takes at most 15 clauses in a filter.
        foreach (List<JsonElement>? users in await Task.WhenAll(clauses.Chunk(10).Select(chunk => port.ListAsync($"/users?$filter={string.Join(" or ", chunk)}&$select={Selected}", cancellationToken))))
        {
            foreach (LocatedUser located in (users ?? []).Select(From))
            {
                found[located.Id] = located;
            }
        }

        LocatedUser? other = found.Values.FirstOrDefault(user => person.EmployeeId is { Length: > 0 } wanted && user.EmployeeId is { Length: > 0 } has && !string.Equals(wanted, has, StringComparison.OrdinalIgnoreCase));
        return other is null
            ? [.. found.Values.OrderBy(user => user.Name, StringComparer.Ordinal)]
            : throw LifecycleErrors.PersonAmbiguous
                .With($"'{other.Name}' in tenant '{tenant.Name}' fits a name of {person.DisplayName} and has employee id {other.EmployeeId}, not {person.EmployeeId}. Name the accounts by object id.")
                .About(person.Id, tenant.Id);
    }
}
