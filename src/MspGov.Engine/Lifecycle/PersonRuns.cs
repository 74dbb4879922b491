using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Lifecycle.Partners;

namespace MspGov.Engine.Lifecycle;

/// <summary>
/// One event of a person in all its tenants, phase by phase: each phase is over in every tenant before the next begins in one. Partners
/// whose groups open other tenants of the event come first where an account must be found, and last where access is given or proven.
/// </summary>
internal sealed class PersonRuns(LifecycleParts parts, LifecycleEvent what, LifecycleRequest request, IOutput<LifecycleRun> output)
{
    /// <summary>Runs it.</summary>
    /// <param name="tenants">Tenants in which something is to be done, with their recorded runs.</param>
    /// <param name="known">Accounts that earlier runs of the event found, in any tenant.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RunAsync(IReadOnlyList<(TenantDocument Tenant, LifecycleRunDocument? Run)> tenants, IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        TenantRun[] runs = [.. tenants.Where(pair => pair.Run is not { OfPartner: true }).Select(pair => Make(pair.Tenant))];
        if (!request.DryRun && what.EffectiveAt > parts.Time.GetUtcNow() && runs.Length > 0)
        {
            await ScheduleAsync(runs, cancellationToken);
            return;
        }

        TenantRun[] partners = await PartnersAsync(runs, [.. tenants.Where(pair => pair.Run is { OfPartner: true }).Select(pair => pair.Tenant)], cancellationToken);
        TenantRun[] others = [.. runs.Except(partners)];
        await PhaseAsync(others.Where(run => !run.Begun), what.Type == LifecycleType.Leaver ? "Blocking" : "Finding accounts", (run, token) => run.BeginAsync(token), cancellationToken);
        string[] homes = [.. await HomesAsync(runs, cancellationToken), .. partners.SelectMany(run => run.Users).Select(user => user.Id)];
        if (runs.Length > 0 && homes.Length == 0 && runs.All(run => run.Users.Count == 0 && run.Fault is null && run.Document is null))
        {
            await output.ErrorAsync(LifecycleErrors.PersonNotFound.With($"{what.Person.DisplayName} has no account in any of the {runs.Length} tenant(s) asked. Names tried: {string.Join(", ", what.Person.Names)}. Nothing was recorded.").About(what.EventId), cancellationToken);
            return;
        }

        if (what.Type == LifecycleType.Leaver && what.Operator is { } leaver && !request.DryRun)
        {
            await new LeaverOperator(parts, what).RetireAsync(leaver, output, cancellationToken);
        }

        string[] everywhere = [.. runs.SelectMany(run => run.Users).Select(user => user.Id).Concat(known).Concat(homes).Distinct(StringComparer.OrdinalIgnoreCase)];
        await ApplyAsync(others, partners, everywhere, cancellationToken);
        As(Guid.NewGuid(), [.. others, .. partners]);
        await PhaseAsync(others.Where(run => !IsAlone(run)), "Proving", (run, token) => ProveAsync(run, everywhere, token), cancellationToken);
        await PhaseAsync(partners, "Proving partners", (run, token) => ProveAsync(run, everywhere, token), cancellationToken);
    }

    private TenantRun Make(TenantDocument tenant) => what.Type switch
    {
        LifecycleType.Leaver => new LeaverRun(parts, what, tenant, request.DryRun),
        LifecycleType.Joiner or LifecycleType.Mover => new ScopeRun(parts, what, tenant, request.DryRun),
        _ => throw PolicyErrors.InvalidArgument.With($"'{what.Type}' is a run of a tenant, not of a person."),
    };

    private async Task ScheduleAsync(TenantRun[] runs, CancellationToken cancellationToken)
    {
        foreach (TenantRun run in runs)
        {
            run.Schedule();
            await output.WriteAsync(run.Show(), cancellationToken);
        }
    }

    /// <summary>
    /// The runs of partners whose groups open tenants of the event: the tenant's own run where the event is about it too, else one for its
    /// customers' sake only. They have begun: whoever comes through a partner is looked for there first.
    /// </summary>
    private async Task<TenantRun[]> PartnersAsync(TenantRun[] runs, TenantDocument[] open, CancellationToken cancellationToken)
    {
        ILookup<string, ScopeRun> customers = runs.OfType<ScopeRun>().Where(run => run.Tenant.Connection.PartnerTenantId is not null)
            .ToLookup(run => run.Tenant.Connection.PartnerTenantId!.ToLowerInvariant());
        var partners = new List<TenantRun>();
        foreach (string id in customers.Select(group => group.Key).Concat(open.Select(tenant => tenant.Id)).Distinct().ToArray())
        {
            if (parts.Ledger.Read(register => register.Get<TenantDocument>(id)) is { OffBoardedAt: null } tenant)
            {
                TenantRun partner = await BeginAsync(runs.FirstOrDefault(run => run.Tenant.Id == id) ?? new PartnerRun(parts, what, tenant, request.DryRun), cancellationToken);

                // A job role that the partner's own contract scope does not permit may be one for its customers all the same.
                partner = partner is ScopeRun { Fault.Definition: var refusal } && ReferenceEquals(refusal, LifecycleErrors.ScopeNotPermitted)
                    ? await BeginAsync(new PartnerRun(parts, what, tenant, request.DryRun), cancellationToken) : partner;
                ScopeRun[] served = [.. customers[id]];
                partner.Serves = new PartnerWork(parts, what, partner, served);
                Array.ForEach(served, run => run.Through = partner.Serves);
                partners.Add(partner);
            }
        }

        return [.. partners];
    }

    private static async Task<TenantRun> BeginAsync(TenantRun run, CancellationToken cancellationToken)
    {
        await run.BeginAsync(cancellationToken);
        return run;
    }

    /// <summary>Whether nothing that is done in another tenant gives or takes access in this one: it need not wait for the others to be proven.</summary>
    private static bool IsAlone(TenantRun run) => run.Tenant.Connection.PartnerTenantId is null && run.Serves is null;

    private async Task ApplyAsync(TenantRun[] others, TenantRun[] partners, IReadOnlyList<string> everywhere, CancellationToken cancellationToken)
    {
        As(Guid.NewGuid(), [.. others, .. partners]);

        // Job roles are on record in every client tenant before a partner's group is judged by them.
        await PhaseAsync(others, "Applying", async (run, token) =>
        {
            await run.ApplyAsync(token);
            if (IsAlone(run))
            {
                await (run is ScopeRun scope ? scope.JudgeAsync(token) : Task.CompletedTask);
                await ProveAsync(run, everywhere, token);
            }
        }, cancellationToken);
        await PhaseAsync(partners, "Giving partner groups", (run, token) => run.ServeAsync(token), cancellationToken);
        await PhaseAsync(partners.Where(run => run is not PartnerRun || run.Document is { RunState: not LifecycleRunState.Complete }), "Applying", (run, token) => run.ApplyAsync(token), cancellationToken);
        await PhaseAsync([.. others.Where(run => !IsAlone(run)).Concat(partners).OfType<ScopeRun>()], "Opening reviews", (run, token) => ((ScopeRun)run).JudgeAsync(token), cancellationToken);
    }

    private async Task ProveAsync(TenantRun run, IReadOnlyList<string> everywhere, CancellationToken cancellationToken)
    {
        await run.ProveAsync(everywhere, cancellationToken);
        LifecycleRun shown = run.Show();

        // A partner that had nothing to do for its customers has no run.
        if (run is not PartnerRun || shown.State is not null || shown.Steps.Count + shown.Remaining.Count + shown.ToDo.Count > 0)
        {
            await output.WriteAsync(shown, cancellationToken);
        }

        if (run.Fault is { } fault)
        {
            await output.ErrorAsync(fault, cancellationToken);
        }
        else if (shown.State == LifecycleRunState.Open)
        {
            await output.ErrorAsync(LifecycleErrors.NotComplete.With($"{what.Type} '{what.EventId}' is not complete in tenant '{run.Tenant.Name}': {string.Join(" ", shown.Remaining.Take(5))}").About(what.EventId, run.Tenant.Id), cancellationToken);
        }
    }

    /// <summary>
    /// Accounts of a leaver in partner tenants that the run does not cover: only looked up, so that access which comes from there is
    /// seen, and the run is not complete while it is there.
    /// </summary>
    private async Task<IReadOnlyList<string>> HomesAsync(TenantRun[] runs, CancellationToken cancellationToken)
    {
        if (what.Type != LifecycleType.Leaver)
        {
            return [];
        }

        var found = new List<string>();
        string[] covered = [.. runs.Select(run => run.Tenant.Id)];
        foreach (string id in runs.Select(run => run.Tenant.Connection.PartnerTenantId?.ToLowerInvariant()).OfType<string>().Distinct().Except(covered))
        {
            if (parts.Ledger.Read(register => register.Get<TenantDocument>(id)) is not { OffBoardedAt: null } partner)
            {
                continue;
            }

            try
            {
                found.AddRange((await LocatedUser.FindAsync(parts.Ports.Open(partner), partner, what.Person, cancellationToken)).Select(user => user.Id));
            }
            catch (GovException e) when (!e.IsOfTheStore)
            {
                await output.ErrorAsync(e.About(what.EventId, id), cancellationToken);
            }
        }

        return found;
    }

    private static void As(Guid reading, TenantRun[] runs) => Array.ForEach(runs, run => run.Proving = reading);

    private async Task PhaseAsync(IEnumerable<TenantRun> of, string activity, Func<TenantRun, CancellationToken, Task> phase, CancellationToken cancellationToken)
    {
        TenantRun[] runs = [.. of];
        int done = 0;
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken }, async (run, token) =>
        {
            await phase(run, token);
            output.Progress(new ProgressUpdate(activity, run.Tenant.Name, Interlocked.Increment(ref done), runs.Length));
        });
    }
}
