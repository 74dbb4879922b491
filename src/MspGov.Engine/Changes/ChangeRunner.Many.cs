using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Changes;

/// <summary>Many changes, settling, undoing.</summary>
internal sealed partial class ChangeRunner
{
    /// <summary>Makes changes in the order given within a tenant, tenants side by side. Results in the order of the requests; those not started are left out.</summary>
    public async Task<IReadOnlyList<ChangeResult>> RunManyAsync(IReadOnlyList<ChangeRequest> requests, ChangeRunOptions options, CancellationToken cancellationToken)
    {
        var results = new ChangeResult?[requests.Count];
        int failures = 0;
        IEnumerable<IGrouping<string, int>> tenants = Enumerable.Range(0, requests.Count).GroupBy(index => requests[index].TenantId);
        await Parallel.ForEachAsync(tenants, Side(options.ThrottleLimit, cancellationToken), async (tenant, token) =>
        {
            foreach (int index in tenant)
            {
                if (options.StopAfterFailures is { } limit && Volatile.Read(ref failures) >= limit)
                {
                    return;
                }

                ChangeResult result = await RunAsync(requests[index], token);
                results[index] = result;
                if (options.OnResult is { } onResult)
                {
                    await onResult(result);
                }

                if (result.Error is not null)
                {
                    Interlocked.Increment(ref failures);
                    if (options.StopTenantOnFailure)
                    {
                        return;
                    }
                }
            }
        });
        return [.. results.OfType<ChangeResult>()];
    }

    /// <summary>
    /// Settles changes in doubt by reading their tenants: what is shown succeeded; what is not shown failed, once the intent is so old
    /// that no living run can still be at it. What cannot be read, or is too young, stays in doubt. Any number of processes may do this at once.
    /// </summary>
    /// <param name="tenantId">One tenant, or null for all.</param>
    /// <param name="abandonedAfter">Age from which nobody is at it any more; null for the default. Zero only where the caller knows.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="correlation">Only the changes of one run.</param>
    public async Task<IReadOnlyList<ChangeResult>> SettleAsync(string? tenantId, TimeSpan? abandonedAfter, CancellationToken cancellationToken, Guid? correlation = null)
    {
        (IReadOnlyList<ChangeDocument> changes, Dictionary<string, TenantDocument> tenants) = _ledger.Read(register => (
            register.List<ChangeDocument>(tenantId, ChangeDocument.InDoubt),
            (tenantId is null ? register.List<TenantDocument>(state: TenantDocument.Active) : register.Get<TenantDocument>(tenantId) is { OffBoardedAt: null } one ? [one] : [])
                .ToDictionary(tenant => tenant.Id)));
        DateTimeOffset youngest = _time.GetUtcNow() - (abandonedAfter ?? _patience.Abandoned);
        var settled = new System.Collections.Concurrent.ConcurrentBag<ChangeResult>();
        IEnumerable<IGrouping<string, ChangeDocument>> byTenant = changes
            .Where(change => (correlation is null || change.Correlation == correlation) && tenants.ContainsKey(change.Tenant))
            .GroupBy(change => change.Tenant);
        await Parallel.ForEachAsync(byTenant, Side(8, cancellationToken), async (group, token) =>
        {
            foreach (ChangeDocument change in group)
            {
                settled.Add(await SettleAsync(change, tenants[group.Key], change.IntentAt <= youngest, token));
            }
        });
        return [.. settled.OrderBy(result => result.ChangeId, StringComparer.Ordinal)];
    }

    private async Task<ChangeResult> SettleAsync(ChangeDocument change, TenantDocument tenant, bool abandoned, CancellationToken cancellationToken)
    {
        ITenantChange wanted = TenantChanges.Read(change.ChangeKind, change.Arguments);
        var request = new ChangeRequest { TenantId = tenant.Id, Change = wanted, Correlation = change.Correlation, SubjectName = change.Subject?.Name };
        var run = new ChangeRun(request, tenant, ChangeKinds.Of(wanted), _tenants.Open(tenant), change.Id);
        run.MarkRecorded();
        try
        {
            ChangeReading reading = await run.Kind.ReadAsync(run.Port, wanted, change.Before ?? "{}", cancellationToken);
            return reading.Shown == Shown.AsWanted ? Record(run, EntryOutcome.Succeeded, $"Settled by a later reading: {reading.Words}", null, reading.ObjectId)
                : abandoned ? Record(run, EntryOutcome.Failed, $"Settled by a later reading: {reading.Words}", null)
                : run.Failure(ChangeStatus.Unknown, TenantErrors.ChangeNotVerified, $"Still in doubt: {reading.Words} It may still be under way.");
        }
        catch (GovException e) when (IsOfTheTenant(e))
        {
            return run.Failure(ChangeStatus.Unknown, e, $"Still in doubt: {e.Message}");
        }
    }

    /// <summary>Undoes a change that succeeded, unless somebody changed it since.</summary>
    public async Task<ChangeResult> UndoAsync(string changeId, Guid correlation, string? ticket, string? reason, CancellationToken cancellationToken)
    {
        ChangeDocument change = _ledger.Read(register => register.Get<ChangeDocument>(changeId))
            ?? throw PolicyErrors.InvalidArgument.With($"No change has the id {changeId}.");
        if (change.Outcome != EntryOutcome.Succeeded)
        {
            throw PolicyErrors.Conflict.With($"Change {changeId} did not succeed (it is {change.Outcome?.ToString() ?? "in doubt"}), so there is nothing to undo.").About(changeId, change.Tenant);
        }

        ITenantChange done = TenantChanges.Read(change.ChangeKind, change.Arguments);
        IChangeKind kind = ChangeKinds.Of(done);
        ITenantChange opposite = kind.Undo(done, change.Before)
            ?? throw PolicyErrors.InvalidArgument.With($"A change of kind '{change.ChangeKind}' cannot be undone.").About(changeId, change.Tenant);
        TenantDocument tenant = _ledger.Read(register => register.Get<TenantDocument>(change.Tenant))!;
        ChangeReading now = await kind.ReadAsync(_tenants.Open(tenant), done, change.Before ?? "{}", cancellationToken);
        var request = new ChangeRequest
        {
            TenantId = change.Tenant,
            Change = opposite,
            Correlation = correlation,
            Ticket = ticket,
            Reason = reason ?? $"Undoes change {changeId}",
            SubjectName = change.Subject?.Name,
            Undoes = changeId,
        };
        if (now.Shown == Shown.AsWanted)
        {
            return await RunAsync(request, cancellationToken);
        }

        ChangeReading there = await ChangeKinds.Of(opposite).ReadAsync(_tenants.Open(tenant), opposite, null, cancellationToken);
        return there.Shown == Shown.AsWanted
            ? await RunAsync(request, cancellationToken)
            : throw PolicyErrors.Conflict.With($"Change {changeId} was changed by somebody since ({now.Words}); undoing it would overwrite that.").About(changeId, change.Tenant);
    }

    private static ParallelOptions Side(int throttleLimit, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Math.Max(1, throttleLimit), CancellationToken = cancellationToken };
}
