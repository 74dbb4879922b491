using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access;

/// <summary>
/// Paths of a partner's technicians into one customer, from the partner's own inventory: technician → group(s) → the group of the
/// access assignment → role in the customer. The customer's tenant knows only the last group, as a foreign one.
/// </summary>
public sealed class PartnerPathFinder(TenantInventory partner)
{
    private readonly GroupChains _chains = new(partner);

    /// <summary>Paths into a customer. One enumeration at a time.</summary>
    public IEnumerable<AccessPath> Find(string customerTenantId, string customerName, AccessFilter filter)
    {
        foreach (PartnerGrant grant in partner.PartnerGrants)
        {
            if (!string.Equals(grant.CustomerTenantId, customerTenantId, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            BuiltInDirectoryRole? known = EntraReference.Roles.GetValueOrDefault(grant.Role);
            string name = known?.Name ?? grant.Role;
            if (!filter.WantsRole(grant.Role, name, known?.Privileged == true))
            {
                continue;
            }

            foreach (GroupChain chain in _chains.To(grant.Group))
            {
                AccessPath path = PathOf(partner, grant, chain, customerName);
                if (filter.Wants(path))
                {
                    yield return path;
                }
            }
        }
    }

    /// <summary>The path that a chain of memberships makes of a grant; the chain need not be there yet.</summary>
    /// <param name="partner">The partner's inventory, which knows the chain's principal.</param>
    /// <param name="grant">What the last group of the chain may do.</param>
    /// <param name="chain">From the technician to that group.</param>
    /// <param name="customerName">Short name of the customer.</param>
    public static AccessPath PathOf(TenantInventory partner, in PartnerGrant grant, GroupChain chain, string customerName)
    {
        ref DirectoryObject technician = ref partner.Objects[chain.Principal];
        BuiltInDirectoryRole? known = EntraReference.Roles.GetValueOrDefault(grant.Role);
        Window window = chain.Window.Meet(grant.Window);
        bool person = technician.Kind is ObjectKind.User or ObjectKind.Guest;
        return new()
        {
            TenantId = grant.CustomerTenantId,
            Tenant = customerName,
            PrincipalId = partner.Objects.Text(chain.Principal),
            PrincipalType = person ? PrincipalType.ForeignUser : PrincipalType.Unknown,
            PrincipalName = technician.Login ?? technician.Name,
            PrincipalEnabled = technician.Enabled,
            LastSignIn = technician.LastSignIn == 0 ? null : new DateTimeOffset(technician.LastSignIn, TimeSpan.Zero),
            Role = known?.Name ?? grant.Role,
            RoleId = grant.Role,
            Scope = "/",
            ScopeName = grant.RelationshipName,
            Assignment = chain.Eligible ? AssignmentKind.Eligible : AssignmentKind.Gdap,
            Via = chain.Via,
            Edges = EdgeNames.Of(chain.Hops, AccessEdges.Gdap),
            Start = window.StartTime,
            End = window.EndTime,
            Standing = !chain.Eligible && window.End == 0,
            Privileged = known?.Privileged == true,
            AssignmentId = $"{grant.Relationship}/{grant.AssignmentId}",
            Completeness = partner.Completeness,
        };
    }
}
