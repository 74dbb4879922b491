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
    /// <summary>
    /// Most steps of a walk to one holder. The number of simple ways grows with the factorial of groups that are all in each other;
    /// no directory made by people comes near this, and a hostile one must not hang the run.
    /// </summary>
    public const int MostSteps = 2_000_000;

    private readonly BitArray _onPath = new(inventory.Objects.Count);

    /// <summary>All chains that end in a holder. A holder that is no group has one, itself. One enumeration at a time.</summary>
    public IEnumerable<GroupChain> To(int holder) =>
        inventory.Objects[holder].Kind == ObjectKind.Group
            ? Walk(holder).Select(step => Chain(step.Stack, step.Last))
            : [new(holder, new(inventory.Objects.Text(holder)), [], false, Window.Always)];

    /// <summary>Whether there are too many ways to a holder for <see cref="To"/> to give them all.</summary>
    public bool ExceedsLimit(int holder)
    {
        if (inventory.Objects[holder].Kind != ObjectKind.Group)
        {
            return false;
        }

        if (!HasGroups(holder))
        {
            // Each member is one step: nothing need be walked to count them.
            return inventory.MembersOf(holder).Length > MostSteps;
        }

        var steps = new StepCount();
        foreach (object _ in Walk(holder, steps))
        {
        }

        return steps.Count > MostSteps;
    }

    private bool HasGroups(int holder)
    {
        foreach (Membership edge in inventory.MembersOf(holder))
        {
            if (inventory.Objects[edge.Member].Kind == ObjectKind.Group)
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<(List<Frame> Stack, Membership Last)> Walk(int holder, StepCount? count = null)
    {
        count ??= new();
        var stack = new List<Frame> { Frame.Of(inventory, holder) };
        _onPath[holder] = true;
        try
        {
            while (stack.Count > 0 && count.Count <= MostSteps)
            {
                Frame top = stack[^1];
                if (top.Next == top.Limit)
                {
                    _onPath[top.Group] = false;
                    stack.RemoveAt(stack.Count - 1);
                    continue;
                }

                count.Count++;
                Membership edge = inventory.MemberAt(top.Next);
                stack[^1] = top with { Next = top.Next + 1 };
                ObjectKind kind = inventory.Objects[edge.Member].Kind;
                if (kind == ObjectKind.Group)
                {
                    Push(stack, top, edge);
                }
                else if (kind != ObjectKind.Other)
                {
                    yield return (stack, edge);
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

    private void Push(List<Frame> stack, Frame top, Membership edge)
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

    private sealed class StepCount
    {
        public int Count { get; set; }
    }

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
