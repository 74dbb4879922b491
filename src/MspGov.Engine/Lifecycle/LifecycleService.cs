using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Operators;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Lifecycle.Clients;

namespace MspGov.Engine.Lifecycle;

/// <summary>Lifecycle of people in tenants.</summary>
internal sealed class LifecycleService(LifecycleParts parts) : ILifecycleService
{
    private static readonly TimeSpan LatestPast = TimeSpan.FromDays(90);

    /// <inheritdoc/>
    public async Task InvokeAsync(LifecycleRequest request, IOutput<LifecycleRun> output, CancellationToken cancellationToken)
    {
        foreach (LifecycleEvent what in request.Events)
        {
            Check(what);
        }

        await new LeaverGuard(parts, request).CheckAsync(cancellationToken);
        foreach (LifecycleEvent what in request.Events)
        {
            await OneAsync(what, request.TenantIds, request, output, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task ContinueAsync(LifecycleRunQuery query, IOutput<LifecycleRun> output, CancellationToken cancellationToken)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        IEnumerable<IGrouping<string, LifecycleRunDocument>> due = Documents(query)
            .Where(run => run.RunState == LifecycleRunState.Open || (run.RunState is LifecycleRunState.Scheduled or LifecycleRunState.Staged && run.NextAt <= now))
            .GroupBy(run => run.Event.EventId);
        foreach (IGrouping<string, LifecycleRunDocument> runs in due)
        {
            LifecycleEvent what = runs.First().Event;
            string[] tenants = [.. runs.Select(run => run.Tenant)];
            await OneAsync(what, tenants, new LifecycleRequest { Events = [what], TenantIds = tenants, OutputPath = query.OutputPath }, output, cancellationToken, going: true);
        }
    }

    /// <inheritdoc/>
    public async Task UndoAsync(LifecycleRunQuery query, string? ticket, string? reason, IOutput<LifecycleRun> output, CancellationToken cancellationToken)
    {
        LifecycleRunDocument[] runs = [.. Documents(query).Where(run => run.RunState != LifecycleRunState.Undone)];
        if (runs.Length == 0)
        {
            throw LifecycleErrors.RunNotFound.With($"There is no run of event '{query.EventId}' that could be undone.");
        }

        await Parallel.ForEachAsync(runs, Side(8, cancellationToken), async (run, token) =>
        {
            LifecycleRun undone = await new LifecycleUndoing(parts).UndoAsync(run, ticket, reason, token);
            await output.WriteAsync(undone, token);
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<LifecycleRun> Get(LifecycleRunQuery query) => parts.Ledger.Read<IReadOnlyList<LifecycleRun>>(register =>
    [
        .. Documents(query).Select(run => RunView.Of(register, run, register.Get<TenantDocument>(run.Tenant)?.Name ?? run.Tenant)),
    ]);

    /// <inheritdoc/>
    public async Task OperateAsync(UserOperationRequest request, IOutput<UserOperationResult> output, CancellationToken cancellationToken)
    {
        UserOperationResult result = await new UserOperations(parts).RunAsync(request, cancellationToken);
        await output.WriteAsync(result, cancellationToken);
        foreach (LifecycleStep step in result.Steps.Where(step => step.Status is ChangeStatus.Failed or ChangeStatus.Unknown))
        {
            await output.ErrorAsync(
                (step.Status == ChangeStatus.Failed ? TenantErrors.ChangeRefused : TenantErrors.ChangeNotVerified)
                    .With($"{step.Action} of {step.Target} in tenant '{result.Tenant}': {step.Evidence}").About(result.User, result.TenantId),
                cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task CompareAsync(WorkforceRequest request, IOutput<WorkforceFinding> output, CancellationToken cancellationToken) =>
        new WorkforceReader(parts, request, output).RunAsync(cancellationToken);

    private void Check(LifecycleEvent what)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        if (what.EffectiveAt is { } at && at < now - LatestPast)
        {
            throw LifecycleErrors.EffectiveInPast.With($"Event '{what.EventId}' takes effect on {at:yyyy-MM-dd}, more than {LatestPast.TotalDays:0} days ago. Is the date right?").About(what.EventId);
        }

        if (!what.IsOfClient && what.Person.Names.Count == 0 && what.Person.EmployeeId is null or "")
        {
            throw PolicyErrors.InvalidArgument.With($"Event '{what.EventId}' names {what.Person.DisplayName} by display name only, which two people may share. Give a sign-in name, an address, an object id or an employee id.").About(what.EventId);
        }

        IReadOnlyList<JobRoleDocument> catalogue = parts.Ledger.Read(JobRoleCatalogue.InForce);
        string[] unknown = [.. what.JobRoles.Where(name => !catalogue.Any(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase)))];
        if (unknown.Length > 0)
        {
            throw LifecycleErrors.JobRoleNotInForce.With($"No job role '{unknown[0]}' is in force. In force are: {string.Join(", ", catalogue.Select(role => role.Name))}.").About(what.EventId);
        }
    }

    private async Task OneAsync(LifecycleEvent what, IReadOnlyList<string> tenantIds, LifecycleRequest request, IOutput<LifecycleRun> output, CancellationToken cancellationToken, bool going = false)
    {
        (TenantDocument Tenant, LifecycleRunDocument? Run)[] tenants = Tenants(what, tenantIds);
        foreach ((TenantDocument tenant, LifecycleRunDocument run) in tenants.Where(pair => pair.Run is not null && Rests(pair.Run)).Select(pair => (pair.Tenant, pair.Run!)))
        {
            await output.WriteAsync(parts.Ledger.Read(register => RunView.Of(register, run, tenant.Name)), cancellationToken);
        }

        if (!going && tenants.FirstOrDefault(pair => pair.Run is { OfPartner: true }) is { Run: not null } partner)
        {
            await output.ErrorAsync(
                LifecycleErrors.EventDiffers.With($"Event '{what.EventId}' has a run in tenant '{partner.Tenant.Name}' for its customers' sake only. Give the event another id to carry it out in that tenant too.").About(what.EventId, partner.Tenant.Id),
                cancellationToken);
        }

        (TenantDocument Tenant, LifecycleRunDocument? Run)[] open = [.. tenants.Where(pair => pair.Run is null || !Rests(pair.Run))];
        if (what.IsOfClient)
        {
            await ClientsAsync(what, [.. open.Select(pair => pair.Tenant)], request, output, cancellationToken);
        }
        else
        {
            await new PersonRuns(parts, what, request, output).RunAsync(open, [.. tenants.SelectMany(pair => pair.Run?.Principals ?? [])], cancellationToken);
        }
    }

    private async Task ClientsAsync(LifecycleEvent what, IReadOnlyList<TenantDocument> tenants, LifecycleRequest request, IOutput<LifecycleRun> output, CancellationToken cancellationToken)
    {
        var options = new LifecycleRequestOptions(request.DryRun, request.OutputPath);
        LifecycleServices services = parts.Services ?? throw new InvalidOperationException("Client tenants need the services of a session.");
        await Parallel.ForEachAsync(tenants, Side(request.ThrottleLimit, cancellationToken), async (tenant, token) =>
        {
            ClientRun run = what.Type == LifecycleType.Onboarding ? new OnboardingRun(parts, services, what, tenant, options) : new OffboardingRun(parts, services, what, tenant, options);
            await run.RunAsync(token);
            LifecycleRun shown = run.Show();
            await output.WriteAsync(shown, token);
            if (shown.State == LifecycleRunState.Open)
            {
                await output.ErrorAsync(LifecycleErrors.NotComplete.With($"{what.Type} '{what.EventId}' of tenant '{tenant.Name}' is not complete: {string.Join(" ", shown.Remaining.Take(5))}").About(what.EventId, tenant.Id), token);
            }
        });
    }

    private (TenantDocument Tenant, LifecycleRunDocument? Run)[] Tenants(LifecycleEvent what, IReadOnlyList<string> tenantIds) => parts.Ledger.Read(register => tenantIds.Select(id =>
    {
        LifecycleRunDocument? run = register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(what.EventId, id));
        TenantDocument tenant = register.Get<TenantDocument>(id) ?? (run is { Event.Type: LifecycleType.Offboarding } ? Erased(run)
            : throw TenantErrors.NotFound.With($"Tenant {id} is not registered."));
        return run is not null && (run.Event.Type != what.Type || !string.Equals(run.Event.Person.Id, what.Person.Id, StringComparison.OrdinalIgnoreCase))
            ? throw LifecycleErrors.EventDiffers.With($"Event '{what.EventId}' is the {run.Event.Type} of {run.Event.Person.DisplayName} already. Give this event an id of its own.").About(what.EventId, id)
            : (tenant, run);
    }).ToArray());

    /// <summary>A client whose registration was erased with the rest: only its run still knows the name.</summary>
    private static TenantDocument Erased(LifecycleRunDocument run) => new()
    {
        Id = run.Tenant,
        Name = run.Event.Person.DisplayName,
        Connection = new TenantConnection { Kind = ConnectionKind.Lab },
        OffBoardedAt = run.StartedAt,
    };

    /// <summary>Whether nothing is to be done about a run now.</summary>
    private bool Rests(LifecycleRunDocument run) => run.RunState switch
    {
        LifecycleRunState.Complete or LifecycleRunState.Undone => true,
        LifecycleRunState.Scheduled or LifecycleRunState.Staged => run.NextAt > parts.Time.GetUtcNow(),
        _ => false,
    };

    private IReadOnlyList<LifecycleRunDocument> Documents(LifecycleRunQuery query) => parts.Ledger.Read<IReadOnlyList<LifecycleRunDocument>>(register =>
    [
        .. register.List<LifecycleRunDocument>()
            .Where(run => (query.EventId is null || AccessFilter.Fits(query.EventId, run.Event.EventId))
                && (query.TenantIds is null || query.TenantIds.Contains(run.Tenant))
                && (query.States is null || query.States.Contains(run.RunState))
                && OperatorRights.Of(register, parts.Ledger.Operator, parts.Time.GetUtcNow()).Demand(Core.Policy.Permission.Read, run.Tenant, register).Kind == Core.Policy.RulingKind.Permit)
            .OrderByDescending(run => run.StartedAt),
    ]);

    private static ParallelOptions Side(int throttleLimit, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Math.Max(1, throttleLimit), CancellationToken = cancellationToken };
}
