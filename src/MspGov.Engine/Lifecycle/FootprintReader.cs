using System.Collections.Concurrent;
using System.Text.Json;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>Reads footprints. A kind that cannot be read is named; it is never taken for empty.</summary>
internal sealed class FootprintReader(ITenantPort port, LocatedUser user, CancellationToken cancellationToken)
{
    private readonly ConcurrentBag<string> _unread = [];
    private readonly ConcurrentBag<string> _aside = [];

    private string Id => TenantReads.Escape(user.Id);

    /// <summary>Reads everything, side by side.</summary>
    public async Task<Footprint> ReadAsync()
    {
        if (await port.FindAsync($"/users/{Id}?$select=id,userPrincipalName,displayName,accountEnabled,employeeId,onPremisesSyncEnabled,assignedLicenses,licenseAssignmentStates", cancellationToken) is not { } account)
        {
            // PIM and role assignments outlive a deleted account for a while: they are still asked for.
            (List<HeldRole> left, List<HeldRoleSchedule> scheduled) = await RolesAsync();
            return new Footprint { User = user with { Enabled = false }, Exists = false, Roles = left, RoleSchedules = scheduled, Unread = [.. _unread] };
        }

        Task<List<HeldGroup>> groups = GroupsAsync();
        Task<List<OwnedObject>> owned = OwnedAsync();
        Task<(List<HeldRole>, List<HeldRoleSchedule>)> roles = RolesAsync();
        Task<List<HeldGroupSchedule>> schedules = GroupSchedulesAsync();
        Task<List<HeldAppRole>> appRoles = EachAsync("app role assignments", $"/users/{Id}/appRoleAssignments", item => new HeldAppRole(item.Text("resourceId") ?? "", item.Text("appRoleId") ?? "", item.Text("resourceDisplayName") ?? ""));
        Task<List<HeldConsent>> consents = EachAsync("delegated consents", $"/users/{Id}/oauth2PermissionGrants", item => new HeldConsent(item.Text("id") ?? "", item.Text("scope") ?? ""));
        Task<List<HeldMethod>> methods = MethodsAsync();
        Task<List<HeldDevice>> devices = DevicesAsync("devices", $"/users/{Id}/ownedDevices?$select=id,displayName,accountEnabled", item => item.TryGetProperty("accountEnabled", out JsonElement enabled) && enabled.ValueKind == JsonValueKind.True);
        Task<List<HeldDevice>> managed = DevicesAsync("managed devices", $"/deviceManagement/managedDevices?$filter=userId eq '{Id}'", item => item.Text("managementState") is null or "managed");
        (List<HeldRole> held, List<HeldRoleSchedule> pim) = await roles;
        return new Footprint
        {
            User = LocatedUser.From(account),
            Groups = await groups,
            Owned = await owned,
            Roles = held,
            RoleSchedules = pim,
            GroupSchedules = await schedules,
            AppRoles = await appRoles,
            Consents = await consents,
            Methods = await methods,
            Licences = Licences(account),
            Devices = await devices,
            ManagedDevices = await managed,
            Unread = [.. _unread.Order(StringComparer.Ordinal)],
            UnreadAside = [.. _aside.Order(StringComparer.Ordinal)],
        };
    }

    private Task<List<HeldGroup>> GroupsAsync() => EachAsync(
        "group memberships",
        $"/users/{Id}/memberOf?$top=999",
        item => new HeldGroup(
            item.Text("id") ?? "",
            item.Text("displayName") ?? item.Text("id") ?? "",
            item.TryGetProperty("groupTypes", out JsonElement types) && types.ValueKind == JsonValueKind.Array && types.EnumerateArray().Any(type => type.GetString() == "DynamicMembership"),
            item.TryGetProperty("onPremisesSyncEnabled", out JsonElement synced) && synced.ValueKind == JsonValueKind.True),
        item => item.Text("@odata.type") is null or "#microsoft.graph.group");

    private async Task<List<OwnedObject>> OwnedAsync()
    {
        List<JsonElement> items = await EachAsync("owned objects", $"/users/{Id}/ownedObjects", item => item);
        var owned = new List<OwnedObject>();
        foreach (JsonElement item in items)
        {
            (Relation Relation, string Path)? kind = item.Text("@odata.type") switch
            {
                "#microsoft.graph.group" => (Relation.GroupOwner, "groups"),
                "#microsoft.graph.application" => (Relation.ApplicationOwner, "applications"),
                "#microsoft.graph.servicePrincipal" => (Relation.ServicePrincipalOwner, "servicePrincipals"),
                _ => null,
            };
            if (kind is not { } known)
            {
                continue;
            }

            string id = item.Text("id") ?? "";
            List<JsonElement> owners = await EachAsync($"owners of {id}", $"/{known.Path}/{TenantReads.Escape(id)}/owners?$select=id", owner => owner);
            owned.Add(new OwnedObject(known.Relation, id, item.Text("displayName") ?? id, owners.All(owner => owner.Has("id", user.Id))));
        }

        return owned;
    }

    private async Task<(List<HeldRole> Roles, List<HeldRoleSchedule> Schedules)> RolesAsync()
    {
        string mine = $"?$filter=principalId eq '{Id}'";
        Task<List<HeldRole>> roles = EachAsync("role assignments", "/roleManagement/directory/roleAssignments" + mine, item => new HeldRole(item.Text("roleDefinitionId") ?? "", item.Text("directoryScopeId") ?? "/"), IsMine);
        Task<List<HeldRoleSchedule>> active = Schedules(ScheduleKind.Assignment, "roleAssignmentSchedules");
        Task<List<HeldRoleSchedule>> eligible = Schedules(ScheduleKind.Eligibility, "roleEligibilitySchedules");
        return (await roles, [.. await active, .. await eligible]);

        Task<List<HeldRoleSchedule>> Schedules(ScheduleKind kind, string collection) => EachAsync(
            $"PIM {collection}",
            $"/roleManagement/directory/{collection}{mine}",
            item => new HeldRoleSchedule(kind, item.Text("roleDefinitionId") ?? "", item.Text("directoryScopeId") ?? "/"),
            IsMine);
    }

    private async Task<List<HeldGroupSchedule>> GroupSchedulesAsync()
    {
        Task<List<HeldGroupSchedule>> active = Schedules(ScheduleKind.Assignment, "assignmentSchedules");
        Task<List<HeldGroupSchedule>> eligible = Schedules(ScheduleKind.Eligibility, "eligibilitySchedules");
        return [.. await active, .. await eligible];

        Task<List<HeldGroupSchedule>> Schedules(ScheduleKind kind, string collection) => EachAsync(
            $"PIM for Groups {collection}",
            $"/identityGovernance/privilegedAccess/group/{collection}?$filter=principalId eq '{Id}'",
            item => new HeldGroupSchedule(kind, item.Text("groupId") ?? "", item.Has("accessId", "owner")),
            IsMine);
    }

    private bool IsMine(JsonElement item) =>
        item.Has("principalId", user.Id)
        && (item.Text("memberType") is null || item.Has("memberType", "Direct"))
        && !item.Has("status", "Revoked");

    private Task<List<HeldMethod>> MethodsAsync() => AsideAsync(
        "authentication methods",
        $"/users/{Id}/authentication/methods",
        item => MethodCollections.Of(item.Text("@odata.type")) is { } collection ? new HeldMethod(collection, item.Text("id") ?? "") : null);

    private Task<List<HeldDevice>> DevicesAsync(string what, string path, Func<JsonElement, bool> active) =>
        AsideAsync(what, path, item => new HeldDevice(item.Text("id") ?? "", item.Text("displayName") ?? item.Text("deviceName") ?? "", active(item)));

    private static List<HeldLicence> Licences(JsonElement account)
    {
        if (!account.TryGetProperty("assignedLicenses", out JsonElement licences) || licences.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        JsonElement[] states = account.TryGetProperty("licenseAssignmentStates", out JsonElement all) && all.ValueKind == JsonValueKind.Array ? [.. all.EnumerateArray()] : [];
        return
        [
            .. licences.EnumerateArray().Select(licence => licence.Text("skuId") ?? "").Select(sku => new HeldLicence(
                sku, states.Any(state => state.Has("skuId", sku)) && states.Where(state => state.Has("skuId", sku)).All(state => state.Text("assignedByGroup") is not null))),
        ];
    }

    private Task<List<T>> EachAsync<T>(string what, string path, Func<JsonElement, T> make, Func<JsonElement, bool>? wanted = null) => GuardedAsync(what, path, make, wanted, _unread);

    private async Task<List<T>> AsideAsync<T>(string what, string path, Func<JsonElement, T?> make)
        where T : class => [.. (await GuardedAsync(what, path, make, null, _aside)).OfType<T>()];

    private async Task<List<T>> GuardedAsync<T>(string what, string path, Func<JsonElement, T> make, Func<JsonElement, bool>? wanted, ConcurrentBag<string> unread)
    {
        try
        {
            return [.. (await port.ListAsync(path, cancellationToken) ?? []).Where(item => wanted?.Invoke(item) ?? true).Select(make)];
        }
        catch (GovException e) when (ReferenceEquals(e.Definition, TenantErrors.NotLicensed))
        {
            // Without the licence the tenant has none of these.
            return [];
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            unread.Add($"The {what} of {user.Name} could not be read: {e.Message}");
            return [];
        }
    }
}
