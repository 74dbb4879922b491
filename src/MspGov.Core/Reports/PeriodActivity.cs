using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Exceptions;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Reviews;

namespace MspGov.Core.Reports;

/// <summary>What was done in a tenant in a period, counted from its entries and from the register at the period's end. Pure.</summary>
public sealed class PeriodActivity
{
    private static readonly HashSet<string> HelpDesk = [ChangeActions.PasswordReset, ChangeActions.MethodRemove, ChangeActions.SessionsRevoke, ChangeActions.AccessPassCreate];

    private readonly Dictionary<string, int> _facts = [];
    private readonly Dictionary<EntryOutcome, int> _outcomes = [];
    private readonly List<(string Name, string Area, double? Value, string Unit)> _measures = [];
    private int _helpDesk;
    private int _denied;

    private PeriodActivity()
    {
    }

    /// <summary>The measures of a period beside those of the one before.</summary>
    /// <param name="now">The period.</param>
    /// <param name="before">The period of the same length before it.</param>
    public static IReadOnlyList<ReportMeasure> Compare(PeriodActivity now, PeriodActivity before) =>
        now._measures.Zip(before._measures, (one, other) => new ReportMeasure(one.Area, one.Name, one.Value, other.Value, one.Unit)).ToArray();

    /// <summary>Counts a period.</summary>
    /// <param name="tenantId">Tenant.</param>
    /// <param name="entries">Entries of the tenant's log in the period.</param>
    /// <param name="register">The register at the end of the period.</param>
    /// <param name="from">Begin, UTC.</param>
    /// <param name="to">End, exclusive, UTC.</param>
    public static PeriodActivity Of(string tenantId, IEnumerable<EntryView> entries, IRegister register, DateTimeOffset from, DateTimeOffset to)
    {
        var activity = new PeriodActivity();
        foreach (EntryView entry in entries)
        {
            activity.Count(entry);
        }

        bool In(DateTimeOffset? at) => at >= from && at < to;
        activity.Elevations([.. register.List<ElevationGrantDocument>(tenantId).Where(grant => In(grant.RequestedAt))]);
        activity.Reviews(register, tenantId, In);
        activity.People([.. register.List<LifecycleRunDocument>(tenantId).Where(run => In(run.StartedAt))]);
        activity.Rest();
        return activity;
    }

    private void Count(EntryView entry)
    {
        if (entry.Outcome == EntryOutcome.Denied)
        {
            _denied++;
        }
        else if (entry.Phase == EntryPhase.Fact)
        {
            _facts[entry.Action] = _facts.GetValueOrDefault(entry.Action) + 1;
        }
        else if (entry.Outcome is { } outcome)
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            _helpDesk += outcome == EntryOutcome.Succeeded && HelpDesk.Contains(entry.Action) ? 1 : 0;
        }
    }

    private void Elevations(ElevationGrantDocument[] grants)
    {
        const string area = "Elevation";
        Add(area, "Asked for", grants.Length);
        Add(area, "Held", grants.Count(grant => grant.ActiveFrom is not null));
        Add(area, "Denied", grants.Count(grant => grant.GrantState == GrantState.Denied));
        Add(area, "Proven to be over", grants.Count(grant => grant.EndedAt is not null));
        Add(area, "Break-glass uses", grants.Count(grant => grant.Request.BreakGlass));
        Add(area, "Median time from request to access", Median(grants.Select(grant => (grant.ActiveFrom - grant.RequestedAt)?.TotalMinutes)), "min");
        Add(area, "Median time held", Median(grants.Select(grant => (grant.EndedAt - grant.ActiveFrom)?.TotalHours)), "h");
    }

    private void Reviews(IRegister register, string tenantId, Func<DateTimeOffset?, bool> within)
    {
        const string area = "Access reviews";
        IReadOnlyList<ReviewDocument> parts = register.List<ReviewDocument>(tenantId);
        ReviewDecisionDocument[] decisions = [.. register.List<ReviewDecisionDocument>(tenantId).Where(decision => within(decision.ResultAt))];
        Add(area, "Campaigns opened", parts.Count(part => within(part.OpenedAt)));
        Add(area, "Campaigns completed", parts.Count(part => part.Status == ReviewStatus.Completed && within(part.EndedAt)));
        Add(area, "Items closed", decisions.Count(decision => decision.Result!.IsFinal));
        Add(area, "Access removed or reduced, read back", decisions.Count(decision => decision.Result!.Kind is ReviewResultKind.Removed or ReviewResultKind.Reduced));
        Add(area, "Exceptions recorded", _facts.GetValueOrDefault(ExceptionActions.Create));
    }

    private void People(LifecycleRunDocument[] runs)
    {
        const string area = "Joiners, movers, leavers";
        LifecycleRunDocument[] leavers = [.. runs.Where(run => run.Event.Type == LifecycleType.Leaver)];
        Add(area, "Joiners", runs.Count(run => run.Event.Type == LifecycleType.Joiner));
        Add(area, "Movers", runs.Count(run => run.Event.Type == LifecycleType.Mover));
        Add(area, "Leavers", leavers.Length);
        Add(area, "Proven to be complete", runs.Count(run => run.RunState == LifecycleRunState.Complete));
        Add(area, "Median time until a leaver is blocked", Median(leavers.Select(run => (run.BlockedAt - run.StartedAt)?.TotalMinutes)), "min");
    }

    private void Rest()
    {
        const string area = "Operations";
        Add(area, "Help desk resets", _helpDesk);
        Add(area, "Changes read back", _outcomes.GetValueOrDefault(EntryOutcome.Succeeded));
        Add(area, "Changes failed", _outcomes.GetValueOrDefault(EntryOutcome.Failed));
        Add(area, "Changes not verified", _outcomes.GetValueOrDefault(EntryOutcome.Unknown));
        Add(area, "Refused attempts", _denied);
        Add(area, "Readings of access", _facts.GetValueOrDefault(Tenants.TenantActions.AccessRead));
        Add(area, "Emergency drills", _facts.GetValueOrDefault(BreakGlassActions.Drill));
        Add(area, "Evidence packs handed out", _facts.GetValueOrDefault(LedgerActions.EvidenceExport));
    }

    private void Add(string area, string measure, double? value, string unit = "") => _measures.Add((measure, area, value, unit));

    private static double? Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : Math.Round((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, 1);
    }
}
