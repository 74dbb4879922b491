using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Rules;

/// <summary>Answers every POST, PATCH, PUT and DELETE.</summary>
internal static class WriteHandler
{
    private static readonly Dictionary<string, SetRules> Rules = new SetRules[]
    {
        new UserRules(), new GroupRules(), new ApplicationRules(), new ServicePrincipalRules(), new PermissionGrantRules(), new AdministrativeUnitRules(),
        new DeviceRules(), new ManagedDeviceRules(), new RoleDefinitionRules(), new RoleAssignmentRules(), new DirectoryRoleRules(),
        new ConditionalAccessRules(), new NamedLocationRules(), new StrengthRules(), new AuthenticationContextRules(), new MethodConfigurationRules(),
        new CrossTenantPartnerRules(), new RelationshipRules(), new ReviewRules(),
        new ConditionalAccessBinRules(Sets.DeletedPolicies, "conditionalAccessPolicy"), new ConditionalAccessBinRules(Sets.DeletedLocations, "namedLocation"),
    }.ToDictionary(r => r.Set, StringComparer.Ordinal);

    internal static LabResponse Handle(LabCall call)
    {
        if (TrySpecial(call) is { } special)
        {
            return special;
        }

        if (TenantPolicies.TryHandle(call) is { } policy)
        {
            return policy;
        }

        if (EntityModel.Match(call.Segments) is not { } match)
        {
            throw call.NoSegment();
        }

        var (set, length) = match;
        ReadHandler.CheckLicence(call, set);
        var rest = call.Segments[length..];
        if (PimKind.All.FirstOrDefault(k => k.RequestSet == set.Name) is { } pim)
        {
            return HandlePim(call, set, pim, rest);
        }

        if (rest.Length == 0)
        {
            return call.Method == "POST" && Rules.TryGetValue(set.Name, out var creator) ? creator.Create(call) : throw LabError.MethodNotAllowed();
        }

        var item = ObjectFinder.Require(call, set, rest[0]);
        return HandleObject(call, set, item, rest[1..]);
    }

    private static LabResponse? TrySpecial(LabCall call) => (call.Method, call.Segments) switch
    {
        ("POST", ["invitations"]) => UserRules.Invite(call),
        ("POST", ["directory", "deletedItems", var id, "restore"]) => SoftDelete.Restore(call, id),
        ("DELETE", ["directory", "deletedItems", var id]) => SoftDelete.Purge(call, id),
        ("DELETE", ["directoryObjects", var id]) when call.Directory.FindDirectoryObject(id) is { } item => HandleObject(call, EntityModel.Of(item.Set), item, []),
        _ => null,
    };

    private static LabResponse HandlePim(LabCall call, EntitySet set, PimKind pim, string[] rest) => (call.Method, rest) switch
    {
        ("POST", []) => PimRequests.Create(call, pim),
        ("POST", [var id, "cancel" or "microsoft.graph.cancel"]) => PimRequests.Cancel(call, ObjectFinder.Require(call, set, id)),
        _ => throw LabError.MethodNotAllowed(),
    };

    private static LabResponse HandleObject(LabCall call, EntitySet set, LabObject item, string[] rest)
    {
        if (rest.Length > 0)
        {
            return TryInside(call, item, rest) ?? throw LabError.NoSegment(rest[0]);
        }

        if (!Rules.TryGetValue(set.Name, out var rules))
        {
            throw LabError.MethodNotAllowed();
        }

        if (ETags.Has(item))
        {
            ETags.Require(call, item);
        }

        return call.Method switch
        {
            "PATCH" or "PUT" when call.Method == "PATCH" || rules is ReviewRules => rules.Update(call, item),
            "DELETE" => rules.Delete(call, item),
            _ => throw LabError.MethodNotAllowed(),
        };
    }

    private static LabResponse? TryInside(LabCall call, LabObject item, string[] rest)
    {
        if ((References.TryHandle(call, item, rest) ?? ConditionalAccessBin.TryHandle(call, item, rest)) is { } done)
        {
            return done;
        }

        return item.Type switch
        {
            "user" => UserActions.TryHandle(call, item, rest) ?? AppRoles.TryHandle(call, item, rest),
            "group" => AppRoles.TryHandle(call, item, rest),
            "servicePrincipal" => Credentials.TryHandle(call, item, rest) ?? AppRoles.TryHandle(call, item, rest),
            "application" => Credentials.TryHandle(call, item, rest),
            "administrativeUnit" => AdministrativeUnitRules.TryScopedRole(call, item, rest),
            "unifiedRoleManagementPolicy" => TenantPolicies.TryRule(call, item, rest),
            "authenticationStrengthPolicy" => StrengthRules.TryAction(call, item, rest),
            "delegatedAdminRelationship" => RelationshipRules.TryInside(call, item, rest),
            "accessReviewScheduleDefinition" => ReviewRules.TryInside(call, item, rest),
            "managedDevice" => ManagedDeviceRules.TryAction(call, item, rest),
            _ => null,
        };
    }
}
