using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Changes;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;

namespace MspGov.Engine.Lifecycle.Partners;

/// <summary>One membership to be given or taken in the partner's tenant.</summary>
/// <param name="Change">The change.</param>
/// <param name="Principal">The account.</param>
/// <param name="Wider">What it gives beyond the job roles, where that is accepted.</param>
internal sealed record PartnerStep(ITenantChange Change, string Principal, IReadOnlyList<PartnerGive> Wider);

/// <summary>
/// Which memberships of the partner's groups an account needs, and which it must lose. A group is given only where it gives nothing
/// beyond the job roles in any tenant, or where the event accepts that; and it is taken only when no job role anywhere still needs it.
/// Pure.
/// </summary>
internal sealed class PartnerPlan
{
    private readonly PartnerScope _scope;
    private readonly List<PartnerOption> _given = [];
    private readonly List<PartnerOption> _taken = [];
    private readonly List<string> _left = [];
    private readonly List<string> _kept = [];
    private readonly Dictionary<PartnerNeed, string> _refused = [];

    private PartnerPlan(PartnerScope scope) => _scope = scope;

    /// <summary>The account.</summary>
    public LocatedUser Home => _scope.Home;

    /// <summary>Steps: what is taken first, so that nobody has both roles at once.</summary>
    public IReadOnlyList<PartnerStep> Steps { get; private set; } = [];

    /// <summary>What keeps the run of the partner's tenant open. It names tenants: it is for the partner's log alone.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>Memberships that are kept for a job role, and for which. For the partner's log alone.</summary>
    public IReadOnlyList<string> Kept => _kept;

    /// <summary>Groups that some job role needs the account to be in.</summary>
    public IReadOnlyList<string> Needed => [.. _scope.Held.Where(held => _scope.Needs.Any(held.Meets)).Select(held => _scope.Partner.Objects.Text(held.Group)).Distinct()];

    /// <summary>Makes the plan.</summary>
    public static PartnerPlan Of(PartnerScope scope)
    {
        var plan = new PartnerPlan(scope);
        if (scope.IsShown)
        {
            plan.Give();
            plan.Take();
            plan.Steps = [.. plan._taken.Select(plan.Taking), .. plan._given.Select(plan.Giving)];
        }
        else if (scope.Needs.Any(need => need.Customer.Covered))
        {
            plan._left.Add($"{scope.Home.Name} is not in the partner's lists yet.");
        }

        return plan;
    }

    /// <summary>The part of the plan that is about one client tenant, in words that name no other.</summary>
    public PartnerView ViewOf(string tenant)
    {
        var view = new PartnerView(Home);
        foreach (PartnerNeed need in _scope.Needs.Where(need => need.Customer.Tenant.Id == tenant))
        {
            if (_scope.Held.SelectMany(held => held.Gives).FirstOrDefault(give => give.Meets(need)) is { } give)
            {
                view.Given.Add(give);
            }
            else if (!_scope.IsShown)
            {
                view.Left.Add($"{Home.Name} is not in the partner's lists yet.");
            }
            else
            {
                (_refused.ContainsKey(need) ? view.Left : view.Pending)
                    .Add(_refused.GetValueOrDefault(need) ?? $"{need.Entitlement.Name} is still to be given to {Home.Name} through the partner's group.");
            }
        }

        foreach (PartnerOption held in _scope.Held)
        {
            foreach (PartnerGive give in held.Gives.Where(give => give.Customer == tenant))
            {
                Judge(view, held, give);
            }
        }

        return view;
    }

    private void Judge(PartnerView view, PartnerOption held, PartnerGive give)
    {
        string words = PathCut.Words(give.Path);
        if (give.Verdict == ScopeVerdictKind.Excepted)
        {
            view.Kept.Add($"{words}: an exception covers it.");
        }
        else if (give.Beyond && _taken.Contains(held))
        {
            view.Pending.Add($"{words}: the membership is still to be taken in the partner's tenant.");
        }
        else if (give.Beyond && Accepted(held, give))
        {
            view.ToDo.Add($"{words}: no job role gives it, and the event accepts it. Record an exception or a job role, or let the partner's groups be parted.");
        }
        else if (give.Beyond && _scope.Covers(give.Customer))
        {
            view.Left.Add($"{words}: no job role gives it here, and the partner's group is kept ({(CanChange(held) ? "another job role of the person needs it" : "its members come by rule or from on-premises")}).");
        }
    }

    private void Give()
    {
        List<PartnerNeed> open = [.. _scope.Needs.Where(need => need.Customer.Covered && !_scope.Held.Any(held => held.Meets(need) && !BeyondHere(held)))];
        Dictionary<PartnerNeed, PartnerOption[]> candidates = open.ToDictionary(need => need, need => _scope.Candidates(need).ToArray());
        while (Best([.. candidates.Values.SelectMany(options => options).Where(option => !option.Gives.Any(give => give.Beyond))], open) is { } clean)
        {
            _given.Add(clean);
            open.RemoveAll(clean.Meets);
        }

        // What is held serves, whatever else it gives: taking it would take what the job role needs.
        open.RemoveAll(need => _scope.Held.Any(held => held.Meets(need)));
        foreach (PartnerNeed need in open.ToArray().Where(need => !_given.Any(option => option.Meets(need))))
        {
            PartnerOption[] wide = [.. candidates[need].OrderBy(option => option.Gives.Count(give => give.Beyond)).ThenBy(option => option.Group)];
            if (wide.FirstOrDefault(option => _scope.Event.AllowWiderPartnerAccess && !Forbidden(option, [need]).Any()) is { } accepted)
            {
                _given.Add(accepted);
            }
            else
            {
                Refuse(need, wide);
            }
        }
    }

    /// <summary>The option that meets most of what is open; of equals the one that gives least, then the first.</summary>
    private static PartnerOption? Best(IReadOnlyList<PartnerOption> options, List<PartnerNeed> open) => options
        .Select(option => (Option: option, Meets: open.Count(option.Meets)))
        .Where(pair => pair.Meets > 0)
        .OrderByDescending(pair => pair.Meets).ThenBy(pair => pair.Option.Gives.Count).ThenBy(pair => pair.Option.Group)
        .Select(pair => pair.Option)
        .FirstOrDefault();

    private void Refuse(PartnerNeed need, PartnerOption[] wide)
    {
        string what = $"{need.Entitlement.Name} ({need}) for {Home.Name}";
        if (wide.Length == 0)
        {
            _refused[need] = $"No group of the partner whose members can be changed has {need.Entitlement.Name} here by an active access assignment: assign one (GDAP), or change the job role.";
            _left.Add($"{what}: no group whose members can be changed has it by an active access assignment.");
            return;
        }

        foreach (PartnerOption option in wide)
        {
            string[] forbidden = [.. Forbidden(option, [need]).Select(give => _scope.NameOf(give.Customer)).Distinct()];
            string reach = string.Join(", ", option.Gives.Where(give => give.Beyond).Select(give => $"{give.Path.Role} in {_scope.NameOf(give.Customer)}").Distinct());
            _left.Add($"{what}: group {_scope.NameOf(option.Group)} would also give {reach}, which no job role gives"
                + (forbidden.Length > 0 ? $"; contract or jurisdiction of {string.Join(", ", forbidden)} does not permit it." : ". Record job roles or exceptions there, part the groups, or accept it with -AllowWiderPartnerAccess."));
        }

        _refused[need] = $"{need.Entitlement.Name} was not given to {Home.Name}: the partner's groups that have it would give access beyond the job roles"
            + (wide.All(option => Forbidden(option, [need]).Any()) ? ", where contract or jurisdiction does not permit it." : ". The partner's own run says what; -AllowWiderPartnerAccess accepts it.");
    }

    private void Take()
    {
        foreach (PartnerOption held in _scope.Held.Where(BeyondHere))
        {
            PartnerNeed[] needing = [.. _scope.Needs.Where(need => held.Meets(need)
                && !_given.Any(option => option.Meets(need))
                && !_scope.Held.Any(other => other != held && !_taken.Contains(other) && other.Meets(need)))];
            string beyond = string.Join(", ", held.Gives.Where(give => give.Beyond).Select(give => $"{give.Path.Role} in {_scope.NameOf(give.Customer)}").Distinct());
            if (needing.Length > 0)
            {
                bool accepted = held.Gives.Where(give => give.Beyond && _scope.Covers(give.Customer)).All(give => Accepted(held, give));
                (accepted ? _kept : _left).Add($"{Home.Name} stays in group {_scope.NameOf(held.Group)}, because {string.Join("; ", needing.Select(need => need.ToString()))} need it. It also gives {beyond}.");
            }
            else if (!CanChange(held))
            {
                _left.Add($"{Home.Name} is in group {_scope.NameOf(held.Group)} by rule or from on-premises, which gives {beyond}: end it there.");
            }
            else
            {
                _taken.Add(held);
            }
        }
    }

    /// <summary>Whether the event accepts what a membership gives beyond the job roles: it says so, a job role needs the membership, and nothing forbids it.</summary>
    private bool Accepted(PartnerOption held, PartnerGive give)
    {
        PartnerNeed[] needing = [.. _scope.Needs.Where(held.Meets)];
        return _scope.Event.AllowWiderPartnerAccess && needing.Length > 0 && !_scope.Forbidden(give.Customer, needing);
    }

    private IEnumerable<PartnerGive> Forbidden(PartnerOption option, IReadOnlyList<PartnerNeed> causes) =>
        option.Gives.Where(give => give.Beyond && _scope.Forbidden(give.Customer, causes));

    private bool BeyondHere(PartnerOption option) => option.Gives.Any(give => give.Beyond && _scope.Covers(give.Customer));

    private bool CanChange(PartnerOption option) => !_scope.Partner.Objects[option.Group].NotForPim;

    private PartnerStep Taking(PartnerOption held)
    {
        string group = _scope.Partner.Objects.Text(held.Group);
        ITenantChange change = held.Eligible ? Schedule(ScheduleKind.Eligibility, false)
            : held.Held is { Window.End: > 0 } ? Schedule(ScheduleKind.Assignment, false)
            : new ReferenceChange(Relation.GroupMember, group, Home.Id, false);
        return new PartnerStep(change, Home.Id, []);

        GroupScheduleChange Schedule(ScheduleKind kind, bool present) => new() { Schedule = kind, Principal = Home.Id, Group = group, Present = present };
    }

    private PartnerStep Giving(PartnerOption option)
    {
        string group = _scope.Partner.Objects.Text(option.Group);
        ITenantChange change = option.Eligible
            ? new GroupScheduleChange { Schedule = ScheduleKind.Eligibility, Principal = Home.Id, Group = group, Present = true, End = _scope.At + ScopePlan.EligibilityLasts, Justification = "Job role" }
            : new ReferenceChange(Relation.GroupMember, group, Home.Id, true);
        return new PartnerStep(change, Home.Id, [.. option.Gives.Where(give => give.Beyond)]);
    }
}

/// <summary>What a plan comes to in one client tenant, in words that name no other tenant.</summary>
/// <param name="home">The account in the partner's tenant.</param>
internal sealed class PartnerView(LocatedUser home)
{
    /// <summary>The account in the partner's tenant.</summary>
    public LocatedUser Home { get; } = home;

    /// <summary>What job roles give, as it is given now.</summary>
    public List<PartnerGive> Given { get; } = [];

    /// <summary>What the next round of changes will mend.</summary>
    public List<string> Pending { get; } = [];

    /// <summary>What no change mends.</summary>
    public List<string> Left { get; } = [];

    /// <summary>What an exception keeps.</summary>
    public List<string> Kept { get; } = [];

    /// <summary>What people must do.</summary>
    public List<string> ToDo { get; } = [];
}
