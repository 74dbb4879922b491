using System.Collections;
using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access;

/// <summary>One way from a principal to a holder: the principal, the groups between, the holder.</summary>
/// <param name="Principal">Number of the principal.</param>
/// <param name="Via">Object ids, principal first, holder last.</param>
/// <param name="Hops">Edge names between them.</param>
/// <param name="Eligible">Whether some membership on the way must be activated first.</param>
/// <param name="Window">When the whole way holds.</param>
public sealed record GroupChain(int Principal, IdChain Via, IReadOnlyList<string> Hops, bool Eligible, Window Window);

/// <summary>
/// Enumerates every simple chain principal → group → … → holder: each edge is a direct membership, no object comes twice, and of
/// two edges between the same objects (active and eligible) each makes its own chain. Depth first with an explicit stack, so the
/// depth of nesting is bounded by memory only, and a cycle ends where it would repeat.
/// </summary>
public sealed class GroupChains(TenantInventory inventory)
{
    private readonly BitArray _onPath = new(inventory.Objects.Count);

    /// <summary>All chains that end in a holder. A holder that is no group has one, itself. One enumeration at a time.</summary>
    public IEnumerable<GroupChain> To(int holder)
    {
        if (inventory.Objects[holder].Kind != ObjectKind.Group)
        {
            yield return new(holder, new(inventory.Objects.Text(holder)), [], false, Window.Always);
            yield break;
        }

        var stack = new List<Frame> { Frame.Of(inventory, holder) };
        _onPath[holder] = true;
        try
        {
            while (stack.Count > 0)
            {
                Frame top = stack[^1];
                if (top.Next == top.Limit)
                {
                    _onPath[top.Group] = false;
                    stack.RemoveAt(stack.Count - 1);
                    continue;
                }

                Membership edge = inventory.MemberAt(top.Next);
                stack[^1] = top with { Next = top.Next + 1 };
                ObjectKind kind = inventory.Objects[edge.Member].Kind;
                if (kind == ObjectKind.Group)
                {
                    if (!_onPath[edge.Member])
                    {
                        _onPath[edge.Member] = true;
                        stack.Add(Frame.Of(inventory, edge.Member) with
                        {
                            Hop = edge.Eligible,
                            Eligible = top.Eligible || edge.Eligible,
                            Window = top.Window.Meet(edge.Window),
                        });
                    }
                }
                else if (kind != ObjectKind.Other)
                {
                    yield return Chain(stack, edge);
                }
            }
        }
        finally
        {
            // Whoever stops half way leaves the marks clean for the next enumeration.
            foreach (Frame frame in stack)
            {
                _onPath[frame.Group] = false;
            }
        }
    }

    /// <summary>Everybody who is in a group, directly or nested, each once; a holder that is no group is itself the one.</summary>
    public IReadOnlyCollection<int> PrincipalsUnder(int holder)
    {
        var seen = new HashSet<int> { holder };
        var queue = new Queue<int>(seen);
        while (queue.TryDequeue(out int group))
        {
            foreach (Membership membership in inventory.MembersOf(group))
            {
                if (seen.Add(membership.Member))
                {
                    queue.Enqueue(membership.Member);
                }
            }
        }

        seen.RemoveWhere(index => inventory.Objects[index].Kind is ObjectKind.Group or ObjectKind.Other);
        return seen;
    }

    private GroupChain Chain(List<Frame> stack, Membership last)
    {
        string[] via = new string[stack.Count + 1];
        string[] hops = new string[stack.Count];
        via[0] = inventory.Objects.Text(last.Member);
        hops[0] = Name(last.Eligible);
        for (int i = 0; i < stack.Count; i++)
        {
            Frame frame = stack[stack.Count - 1 - i];
            via[i + 1] = inventory.Objects.Text(frame.Group);
            if (i + 1 < hops.Length)
            {
                hops[i + 1] = Name(frame.Hop);
            }
        }

        return new(last.Member, new(via), hops, stack[^1].Eligible || last.Eligible, stack[^1].Window.Meet(last.Window));
    }

    private static string Name(bool eligible) => eligible ? AccessEdges.EligibleMemberOf : AccessEdges.MemberOf;

    /// <summary>A group on the stack, with the edge that leads from it to the one below.</summary>
    private readonly record struct Frame(int Group, int Next, int Limit, bool Hop, bool Eligible, Window Window)
    {
        public static Frame Of(TenantInventory inventory, int group)
        {
            (int first, int end) = inventory.MemberRange(group);
            return new(group, first, end, false, false, Window.Always);
        }
    }
}
