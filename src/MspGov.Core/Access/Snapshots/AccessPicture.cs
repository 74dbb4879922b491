using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access.Snapshots;

/// <summary>Access of one tenant at one moment, from a snapshot or just read: what two of are compared.</summary>
/// <param name="TenantId">Tenant id.</param>
/// <param name="Name">For messages: the snapshot's id and time, or "now".</param>
/// <param name="Paths">All paths.</param>
/// <param name="Incomplete">Families that are not complete.</param>
public sealed record AccessPicture(string TenantId, string Name, IReadOnlyList<AccessPath> Paths, IReadOnlyList<FamilyResult> Incomplete)
{
    /// <summary>The lost family that could hide a path of that kind, or null when such paths were read to the full.</summary>
    public FamilyResult? Hides(AccessPath path)
    {
        InventoryFamily needed = Needed(path);
        return Incomplete.FirstOrDefault(family => family.LosesRows && (family.Family & needed) != 0);
    }

    private static InventoryFamily Needed(AccessPath path) => path.Assignment switch
    {
        AssignmentKind.Application => InventoryFamily.ServicePrincipals | InventoryFamily.AppPermissions,
        AssignmentKind.Delegated => InventoryFamily.DelegatedGrants,
        AssignmentKind.Owner => InventoryFamily.Owners | InventoryFamily.Applications | InventoryFamily.ServicePrincipals
            | InventoryFamily.Groups | InventoryFamily.GroupSchedules | InventoryFamily.GroupMembers,
        _ => InventoryFamily.RoleAssignments | InventoryFamily.RoleEligibility | InventoryFamily.RoleSchedules | InventoryFamily.Groups
            | InventoryFamily.GroupMembers | InventoryFamily.GroupSchedules | InventoryFamily.Principals | InventoryFamily.PartnerAccess,
    };
}
