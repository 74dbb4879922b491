using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;

namespace MspGov.Engine.Lifecycle.Partners;

/// <summary>One thing that membership of a partner's group gives in one customer, directly or through the groups that it is in.</summary>
/// <param name="Grant">What the last group may do.</param>
/// <param name="Groups">Numbers of the groups on the way, the one that somebody is a member of first.</param>
/// <param name="Hops">Edge names between them.</param>
/// <param name="Eligible">Whether a membership on the way must be activated first.</param>
/// <param name="Window">When the way holds.</param>
internal sealed record PartnerReach(PartnerGrant Grant, IReadOnlyList<int> Groups, IReadOnlyList<string> Hops, bool Eligible, Window Window);

/// <summary>Which of a partner's groups give what in which customer: one membership may open many tenants at once.</summary>
internal sealed class PartnerGroups
{
    private readonly TenantInventory _partner;
    private readonly Dictionary<int, List<PartnerReach>> _reach = [];

    public PartnerGroups(TenantInventory partner)
    {
        _partner = partner;
        foreach (IGrouping<int, PartnerGrant> grants in partner.PartnerGrants.GroupBy(grant => grant.Group))
        {
            foreach ((int group, Way way) in WaysTo(grants.Key))
            {
                if (!_reach.TryGetValue(group, out List<PartnerReach>? reached))
                {
                    _reach[group] = reached = [];
                }

                reached.AddRange(grants.Select(grant => new PartnerReach(grant, way.Groups, way.Hops, way.Eligible, way.Window)));
            }
        }
    }

    /// <summary>Groups that an access assignment names and whose members can be changed: those that somebody can be put into.</summary>
    public IEnumerable<int> Named => _partner.PartnerGrants.Select(grant => grant.Group).Distinct()
        .Where(group => _partner.Objects[group] is { Kind: ObjectKind.Group, NotForPim: false });

    /// <summary>What membership of a group gives.</summary>
    public IReadOnlyList<PartnerReach> Of(int group) => _reach.TryGetValue(group, out List<PartnerReach>? reached) ? reached : [];

    /// <summary>Memberships of a person that give anything in any customer.</summary>
    public IReadOnlyList<Membership> HeldBy(int person)
    {
        var held = new List<Membership>();
        foreach (int group in _reach.Keys.Order())
        {
            foreach (Membership membership in _partner.MembersOf(group))
            {
                if (membership.Member == person)
                {
                    held.Add(membership);
                }
            }
        }

        return held;
    }

    /// <summary>
    /// Every group from which a named one is reached, each with its strongest way: one that holds always and at once before one that
    /// ends or must be activated.
    /// </summary>
    private Dictionary<int, Way> WaysTo(int named)
    {
        var found = new Dictionary<int, Way> { [named] = new Way([named], [], false, Window.Always) };
        var strong = new Queue<int>([named]);
        var weak = new Queue<int>();
        while (strong.TryDequeue(out int group) || weak.TryDequeue(out group))
        {
            Way way = found[group];
            foreach (Membership edge in _partner.MembersOf(group))
            {
                if (_partner.Objects[edge.Member].Kind != ObjectKind.Group)
                {
                    continue;
                }

                var longer = new Way(
                    [edge.Member, .. way.Groups],
                    [edge.Eligible ? AccessEdges.EligibleMemberOf : AccessEdges.MemberOf, .. way.Hops],
                    way.Eligible || edge.Eligible,
                    way.Window.Meet(edge.Window));
                if (!found.TryGetValue(edge.Member, out Way? known) || (longer.IsStrong && !known.IsStrong))
                {
                    found[edge.Member] = longer;
                    (longer.IsStrong ? strong : weak).Enqueue(edge.Member);
                }
            }
        }

        return found;
    }

    private sealed record Way(IReadOnlyList<int> Groups, IReadOnlyList<string> Hops, bool Eligible, Window Window)
    {
        public bool IsStrong => !Eligible && Window.End == 0;
    }
}
