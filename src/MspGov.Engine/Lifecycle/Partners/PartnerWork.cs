using MspGov.Core.Access.Inventory;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle.Partners;

/// <summary>What proving a client tenant gave.</summary>
/// <param name="Left">What is not as it should be.</param>
/// <param name="ToDo">What people must do.</param>
/// <param name="Own">What was read of the client's tenant.</param>
/// <param name="Partner">What was read of the partner's.</param>
internal sealed record PartnerProof(IReadOnlyList<string> Left, IReadOnlyList<string> ToDo, TenantInventory? Own = null, TenantInventory? Partner = null);

/// <summary>
/// Job roles that are held through the groups of one partner, for one event: planned over every customer that a group opens, changed in
/// the partner's tenant and recorded in its log, and proven on both sides. Each client's log has its own part, and names no other client.
/// </summary>
/// <param name="parts">What runs need.</param>
/// <param name="what">The event.</param>
/// <param name="run">The run of the partner's tenant, which makes the changes.</param>
/// <param name="customers">Runs of this call in the partner's customers.</param>
internal sealed class PartnerWork(LifecycleParts parts, LifecycleEvent what, TenantRun run, IReadOnlyList<ScopeRun> customers)
{
    private const int Rounds = 3;

    private readonly object _gate = new();
    private (TenantInventory Of, IReadOnlyList<PartnerPlan> Plans)? _planned;

    /// <summary>The person's accounts in the partner's tenant.</summary>
    public IReadOnlyList<LocatedUser> Homes => run.Users;

    /// <summary>Whether the person has an account there, or would get one by what is only planned.</summary>
    public bool IsHome => Homes.Count > 0 || run.WouldMakeAccount;

    /// <summary>Throws what keeps the partner's tenant from saying whether the person has an account there.</summary>
    public void DemandLocated()
    {
        if (run.Fault is { } fault && !ReferenceEquals(fault.Definition, LifecycleErrors.PersonNotFound))
        {
            throw fault;
        }
    }

    /// <summary>Groups that job roles need an account to be in, by the last plan.</summary>
    public IReadOnlyList<string> Needed(string user) => _planned?.Plans.FirstOrDefault(plan => plan.Home.Id == user)?.Needed ?? [];

    /// <summary>What the last plan comes to in a client tenant.</summary>
    public IReadOnlyList<PartnerView> ViewsOf(string tenant) => [.. _planned?.Plans.Select(plan => plan.ViewOf(tenant)) ?? []];

    /// <summary>Plans and changes until nothing is left to change: taking one membership may show what another gave.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (Homes.Count == 0)
        {
            if (run.WouldMakeAccount)
            {
                run.ToDo.Add("What comes through this tenant's groups can be planned when the account is there.");
            }

            return;
        }

        var tried = new HashSet<ITenantChange>();
        for (int round = 0; round < Rounds; round++)
        {
            IReadOnlyList<PartnerPlan> plans = PlansOf(await ReadAsync(Guid.NewGuid(), cancellationToken));
            PartnerStep[] steps = [.. plans.SelectMany(plan => plan.Steps).Where(step => tried.Add(step.Change))];
            if (steps.Length > 0 || plans.Any(plan => plan.Left.Count > 0))
            {
                run.Schedule();
            }

            foreach (PartnerStep step in steps.Where(Record))
            {
                await run.ChangeAsync(step.Change, cancellationToken, fresh: true);
            }

            if (run.DryRun)
            {
                run.Remaining.AddRange(plans.SelectMany(plan => plan.Left));
                run.ToDo.AddRange(plans.SelectMany(plan => plan.Kept));
            }

            if (steps.Length == 0 || run.DryRun)
            {
                return;
            }
        }
    }

    /// <summary>Adds to the partner's own run what is left of this, and for which tenant a membership is kept.</summary>
    public async Task ProveAsync(Guid reading, CancellationToken cancellationToken)
    {
        if (Homes.Count > 0)
        {
            IReadOnlyList<PartnerPlan> plans = PlansOf(await ReadAsync(reading, cancellationToken));
            run.ToDo.AddRange(plans.SelectMany(plan => plan.Kept));
            run.Remaining.AddRange(plans.SelectMany(plan => plan.Left));
            run.Remaining.AddRange(plans.SelectMany(plan => plan.Steps.Select(step => $"{step.Change.Action} of group {step.Change.Subject.Id} is still to be done for {plan.Home.Name}.")));
        }

        run.Remaining.AddRange(customers.Where(customer => !customer.PartnerProven && Homes.Count > 0).Select(customer => $"Tenant '{customer.Tenant.Name}': what job roles give it through this tenant is not proven yet."));
    }

    /// <summary>
    /// Whether a client tenant shows what it should, on both sides: the membership and the active access assignment in the partner's
    /// tenant, and the role of the partner's group in the client's.
    /// </summary>
    public PartnerProof ProofIn(string tenant, PathReading reading)
    {
        if (run.Fault is { } fault)
        {
            return new PartnerProof([$"Access through the partner's tenant could not be settled: {fault.Message}"], []);
        }

        if (reading.Of(tenant) is not { } own || reading.Of(run.Tenant.Id) is not { } partner)
        {
            return new PartnerProof(["What the partner's groups give here could not be read."], []);
        }

        PartnerView[] views = [.. PlansOf(partner).Select(plan => plan.ViewOf(tenant))];
        return new PartnerProof(
            [
                .. views.SelectMany(view => view.Pending.Concat(view.Left)),
                .. views.SelectMany(view => view.Given).Where(give => !Shows(own, give.Path.Via[^1], give.Path.RoleId))
                    .Select(give => $"{give.Path.Role} of the partner's group {give.Path.Via[^1]} does not show in this tenant yet."),
            ],
            [.. views.SelectMany(view => view.ToDo)],
            own,
            partner);
    }

    /// <summary>What the event's changes in the partner's tenant came to in a client tenant, and is not in its log yet.</summary>
    public IReadOnlyList<LifecyclePartner> DeedsIn(string tenant, PartnerProof proof, LifecycleRunDocument document)
    {
        var groups = new PartnerGroups(proof.Partner!);
        var deeds = new List<LifecyclePartner>();
        foreach ((string principal, string group, bool present) in Changed())
        {
            PartnerReach[] here = proof.Partner!.Objects.TryFind(group, out int number)
                ? [.. groups.Of(number).Where(reach => string.Equals(reach.Grant.CustomerTenantId, tenant, StringComparison.OrdinalIgnoreCase)
                    && (!present || IsSeen(reach.Grant, proof)))] : [];
            PartnerDeedKind kind = present ? PartnerDeedKind.Given : PartnerDeedKind.Taken;
            if (here.Length > 0 && !document.PartnerDeeds.Any(deed => deed.Kind == kind && deed.Group == group && deed.Principal == principal))
            {
                string grants = string.Join(", ", here.Select(reach => $"{reach.Grant.AssignmentId} of relationship {reach.Grant.Relationship}").Distinct());
                deeds.Add(new LifecyclePartner(what.EventId, kind, principal, group, [.. here.Select(reach => reach.Grant.Role).Distinct()], present
                    ? $"The membership was read back in the partner's tenant; access assignment {grants} is active; this tenant shows the roles of the partner's group."
                    : "The membership is gone from the partner's tenant, by a reading of it; no path of the person through this group is left here."));
            }
        }

        return deeds;
    }

    // A group may open the tenant by a second assignment that is still pending: nothing was seen of that one.
    private static bool IsSeen(PartnerGrant grant, PartnerProof proof) => grant.Settled && Shows(proof.Own!, proof.Partner!.Objects.Text(grant.Group), grant.Role);

    private static bool Shows(TenantInventory client, string group, string role) =>
        client.Objects.TryFind(group, out int holder) && client.RoleHoldings.Any(holding => holding.Holder == holder && holding.Scope == "/"
            && (string.Equals(holding.Role, role, StringComparison.OrdinalIgnoreCase) || string.Equals(client.Role(holding.Role).TemplateId, role, StringComparison.OrdinalIgnoreCase)));

    private (string Principal, string Group, bool Present)[] Changed() => parts.Ledger.Read(register => register.List<ChangeDocument>(run.Tenant.Id)
        .Where(change => change.Correlation == what.Correlation && change.Outcome == EntryOutcome.Succeeded && change.Undoes is null)
        .OrderBy(change => change.IntentAt)
        .Select(change => TenantChanges.Read(change.ChangeKind, change.Arguments) switch
        {
            ReferenceChange { Relation: Relation.GroupMember } member => (Principal: member.Target, Group: member.Object, member.Present),
            GroupScheduleChange { Owner: false } schedule => (Principal: schedule.Principal, Group: schedule.Group, schedule.Present),
            _ => (Principal: "", Group: "", Present: false),
        })
        .Where(change => Homes.Any(home => home.Id == change.Principal))
        .GroupBy(change => (change.Principal, change.Group))
        .Select(changes => (changes.Key.Principal, changes.Key.Group, changes.Last().Present))
        .ToArray());

    private async Task<TenantInventory> ReadAsync(Guid reading, CancellationToken cancellationToken)
    {
        TenantInventory inventory = await parts.Paths.PartnerOfAsync(parts.Ledger.Read(register => Registered(register).First()), reading, cancellationToken)
            ?? throw TenantErrors.NotFound.With($"The partner tenant {run.Tenant.Id} is not registered.");
        FamilyResult[] lost = [.. inventory.Families.Where(family => family.LosesRows)];
        return lost.Length == 0 ? inventory
            : throw TenantErrors.ReadIncomplete.With($"Not all of the partner's tenant '{run.Tenant.Name}' could be read, so nothing is given or taken: {string.Join("; ", lost.Select(family => $"{family.Family}: {family.Reason}"))}").About(run.Tenant.Name, run.Tenant.Id);
    }

    private IReadOnlyList<PartnerPlan> PlansOf(TenantInventory partner)
    {
        lock (_gate)
        {
            if (_planned is { } planned && ReferenceEquals(planned.Of, partner))
            {
                return planned.Plans;
            }

            var groups = new PartnerGroups(partner);
            DateTimeOffset at = parts.Time.GetUtcNow();
            IReadOnlyList<PartnerPlan> plans = parts.Ledger.Read<IReadOnlyList<PartnerPlan>>(register =>
            {
                PartnerCustomer[] all = [.. Registered(register).Select(tenant => Customer(register, tenant))];
                IReadOnlyList<JobRoleDocument> catalogue = JobRoleCatalogue.InForce(register);
                return [.. Homes.Select(home => PartnerPlan.Of(new PartnerScope(partner, groups, home, what, all, catalogue, at)))];
            });
            _planned = (partner, plans);
            return plans;
        }
    }

    private IEnumerable<TenantDocument> Registered(IRegister register) => register.List<TenantDocument>()
        .Where(tenant => tenant.OffBoardedAt is null && string.Equals(tenant.Connection.PartnerTenantId, run.Tenant.Id, StringComparison.OrdinalIgnoreCase));

    private PartnerCustomer Customer(IRegister register, TenantDocument tenant)
    {
        ScopeRun? here = customers.FirstOrDefault(customer => customer.Tenant.Id == tenant.Id);
        return new PartnerCustomer(
            tenant,
            here is not null || register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(what.EventId, tenant.Id)) is { RunState: not LifecycleRunState.Undone },
            here?.Assignments(register) ?? register.List<JobRoleAssignmentDocument>(tenant.Id),
            register.List<AccessExceptionDocument>(tenant.Id));
    }

    /// <summary>
    /// Puts on record, in the log of each registered client that a membership opens beyond the job roles, that the event accepts it. What
    /// cannot be recorded there is not given.
    /// </summary>
    private bool Record(PartnerStep step)
    {
        if (run.DryRun)
        {
            return true;
        }

        try
        {
            foreach (IGrouping<string, PartnerGive> wider in step.Wider.GroupBy(give => give.Customer))
            {
                if (parts.Ledger.Read(register => register.Get<TenantDocument>(wider.Key)) is { OffBoardedAt: null } tenant && !IsAccepted(tenant.Id, step))
                {
                    parts.Ledger.Append([Accepted(tenant.Id, step, [.. wider.Select(give => give.Path.RoleId).Distinct()])]);
                }
            }

            return true;
        }
        catch (GovException e) when (!e.IsOfTheStore && !ReferenceEquals(e.Definition, StoreErrors.Busy))
        {
            run.Remaining.Add($"Group {step.Change.Subject.Id} was not given, because its wider access could not be recorded: {e.Message}");
            return false;
        }
    }

    private bool IsAccepted(string tenant, PartnerStep step) =>
        parts.Ledger.Query(new EntryQuery { Logs = [tenant], Action = LifecycleActions.Partner, Correlation = what.Correlation })
            .Any(entry => entry.Detail is not null && entry.DetailAs<LifecyclePartner>() is { Kind: PartnerDeedKind.Accepted } known && known.Group == step.Change.Subject.Id && known.Principal == step.Principal);

    private EntryDraft Accepted(string tenant, PartnerStep step, IReadOnlyList<string> roles) => new()
    {
        Log = tenant,
        Action = LifecycleActions.Partner,
        Correlation = what.Correlation,
        Subject = new EntrySubject("person", what.Person.Id, what.Person.DisplayName),
        Ticket = what.Ticket,
        Reason = what.Reason,
        Detail = CoreJson.ToBytes(new LifecyclePartner(
            what.EventId,
            PartnerDeedKind.Accepted,
            step.Principal,
            step.Change.Subject.Id,
            roles,
            $"No job role of {what.Person.DisplayName} gives this here; event {what.EventId} accepts it{(what.Approver is { Length: > 0 } approver ? $", approved by {approver}" : "")}.")),
    };
}
