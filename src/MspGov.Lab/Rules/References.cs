using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Adds and removes references: members, owners, manager, sponsors, devices' owners and users, members of directory roles.</summary>
internal static class References
{
    private const int OwnerLimit = 100;

    private static readonly HashSet<string> Edges = [Relations.Members, Relations.Owners, Relations.Sponsors, Relations.RegisteredOwners, Relations.RegisteredUsers];

    internal static LabResponse? TryHandle(LabCall call, LabObject item, string[] rest)
    {
        switch (call.Method, rest)
        {
            case ("PUT", ["manager", "$ref"]):
                SetManager(call, item, Writes.ReferencedId(call.Body.RequiredText("@odata.id")));
                return LabResponse.NoContent;
            case ("DELETE", ["manager", "$ref"]):
                var manager = call.Directory.Edges(Relations.Manager).From(item.Id);
                _ = manager.Count > 0 && call.Transaction.Unlink(Relations.Manager, item.Id, manager[0]) ? 0 : throw LabError.NotFound("manager");
                return LabResponse.NoContent;
            case ("POST", [var relation, "$ref"]) when Edges.Contains(relation):
                Add(call, item, relation, Writes.ReferencedId(call.Body.RequiredText("@odata.id")));
                return LabResponse.NoContent;
            case ("DELETE", [var relation, var id, "$ref"]) when Edges.Contains(relation):
                return Remove(call, item, relation, id);
            case ("DELETE", [var relation, "$ref"]) when Edges.Contains(relation) && call.Query.ReferenceId is { } address:
                return Remove(call, item, relation, Writes.ReferencedId(address));
            default:
                return null;
        }
    }

    internal static void SetManager(LabCall call, LabObject user, string manager)
    {
        _ = call.Directory.Find(Sets.Users, manager) ?? throw LabError.NotFound(manager);
        foreach (var old in call.Directory.Edges(Relations.Manager).From(user.Id).ToList())
        {
            call.Transaction.Unlink(Relations.Manager, user.Id, old);
        }

        call.Transaction.Link(Relations.Manager, user.Id, manager);
    }

    internal static void Add(LabCall call, LabObject item, string relation, string id)
    {
        var target = call.Directory.FindDirectoryObject(id) ?? throw LabError.NotFound(id);
        if (item.Type == "directoryRole")
        {
            RoleAssignmentRules.AddRoleMember(call, item, target);
            return;
        }

        if (item.Type == "group" && relation == Relations.Members)
        {
            GroupRules.RequireWritableMembership(item);
            RequireMember(item, target);
        }

        if (relation == Relations.Owners && call.Directory.Edges(Relations.Owners).From(item.Id).Count >= OwnerLimit)
        {
            throw new LabError(400, "Directory_QuotaExceeded", "The limit of owners is exceeded.");
        }

        if (!call.Transaction.Link(relation, item.Id, target.Id))
        {
            throw LabError.BadRequest($"One or more added object references already exist for the following modified properties: '{relation}'.");
        }
    }

    private static LabResponse Remove(LabCall call, LabObject item, string relation, string id)
    {
        if (item.Type == "directoryRole")
        {
            return RoleAssignmentRules.RemoveRoleMember(call, item, id);
        }

        if (item.Type == "group" && relation == Relations.Members)
        {
            GroupRules.RequireWritableMembership(item);
        }

        var unified = item.Type == "group" && item.Flag("mailEnabled") == true;
        if (unified && relation == Relations.Owners && call.Directory.Edges(relation).From(item.Id) is [var only] && only.Equals(id, StringComparison.OrdinalIgnoreCase))
        {
            throw LabError.BadRequest("The group must have at least one owner, hence this owner cannot be removed.");
        }

        if (!call.Transaction.Unlink(relation, item.Id, id))
        {
            throw LabError.NotFound(id);
        }

        // Membership that PIM gave is ended in PIM too.
        PimGroupRequests.Forget(call, item.Id, id, relation == Relations.Owners ? "owner" : "member");
        return LabResponse.NoContent;
    }

    private static void RequireMember(LabObject group, LabObject target)
    {
        if (target.Type is not ("user" or "group" or "servicePrincipal" or "device"))
        {
            throw LabError.BadRequest("Invalid object type for a member.");
        }

        if (target.Type == "group" && group.Flag("isAssignableToRole") == true)
        {
            throw LabError.BadRequest("Nesting is not supported for groups that can be assigned to roles.");
        }

        if (target.Type == "group" && target.Flag("isAssignableToRole") == true)
        {
            throw LabError.BadRequest("Groups that can be assigned to roles cannot be added as members of other groups.");
        }
    }
}
