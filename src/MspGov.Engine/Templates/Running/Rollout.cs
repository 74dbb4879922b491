using System.Collections.Concurrent;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Templates.Planning;

namespace MspGov.Engine.Templates.Running;

/// <summary>
/// Takes a version through rings of tenants: side by side within a ring, the next ring only after the soak and when the criteria
/// hold. What stops it leaves every tenant not yet begun untouched.
/// </summary>
internal sealed class Rollout(ILedger ledger, TenantCopy copy, TenantWork work, TimeProvider time)
{
    private readonly RollbackWatch _watch = new(ledger, work);

    /// <summary>Runs, or goes on with, a rollout.</summary>
    public async Task RunAsync(
        TemplateRolloutDocument rollout, PlannedVersion version, int throttleLimit, (string? Ticket, string? Reason) request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        int total = rollout.Rings.Sum(ring => ring.Count);
        int done = 0;
        int unfinished = 0;
        for (int ring = 0; ring < rollout.Rings.Count; ring++)
        {
            DateTimeOffset began = time.GetUtcNow();
            int failures = 0;
            string? stop = null;
            var begun = new ConcurrentBag<TenantDocument>();
            int number = ring;
            await Parallel.ForEachAsync(
                rollout.Rings[ring],
                new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, throttleLimit), CancellationToken = cancellationToken },
                async (id, token) =>
                {
                    if (Volatile.Read(ref failures) > version.Content.Rollback.MaxFailedWrites)
                    {
                        return;
                    }

                    TenantDocument tenant = work.Tenant(id);
                    begun.Add(tenant);
                    TenantOutcome outcome = await TenantAsync(rollout, number, tenant, version, request, output, token);
                    Interlocked.Add(ref failures, outcome.Failed);
                    if (outcome.Failed > 0 || outcome.Waits)
                    {
                        Interlocked.Increment(ref unfinished);
                    }

                    output.Progress(new ProgressUpdate($"Copying {rollout.Template}", tenant.Name, Interlocked.Increment(ref done), total));
                });
            bool last = ring == rollout.Rings.Count - 1;
            stop = failures > version.Content.Rollback.MaxFailedWrites
                ? $"{failures} writes failed in ring {ring + 1}; the template bears {version.Content.Rollback.MaxFailedWrites}."
                : null;
            if (stop is null && !last && rollout.Soak > TimeSpan.Zero)
            {
                output.Verbose($"Ring {ring + 1} soaks until {time.GetUtcNow() + rollout.Soak:u}.");
                await Task.Delay(rollout.Soak, time, cancellationToken);
            }

            stop ??= await _watch.ReasonToStopAsync(version.Content.Rollback, rollout.Run, begun, began, cancellationToken);
            if (stop is not null)
            {
                await StopAsync(rollout, ring, stop, output, cancellationToken);
                return;
            }
        }

        End(rollout, unfinished == 0 ? RolloutOutcome.Succeeded : RolloutOutcome.Incomplete, null);
    }

    private async Task<TenantOutcome> TenantAsync(
        TemplateRolloutDocument rollout, int ring, TenantDocument tenant, PlannedVersion version, (string? Ticket, string? Reason) request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        TenantOutcome outcome;
        try
        {
            outcome = await copy.RunAsync(rollout, ring, tenant, version, request, output, cancellationToken);
        }
        catch (GovException e)
        {
            outcome = new TenantOutcome(0, 1, e.Target is null ? e.About(tenant.Name, tenant.Id) : e);
        }

        if (outcome.Error is { } error)
        {
            await output.ErrorAsync(error, cancellationToken);
        }

        return outcome;
    }

    private async Task StopAsync(TemplateRolloutDocument rollout, int ring, string reason, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        End(rollout, RolloutOutcome.Stopped, reason);
        int untouched = rollout.Rings.Skip(ring + 1).Sum(later => later.Count);
        await output.ErrorAsync(
            TemplateErrors.RunStopped.With(
                $"The rollout stopped after ring {ring + 1} of {rollout.Rings.Count}: {reason} {untouched} tenants of later rings were not touched. "
                + $"Look at Get-TenantTemplate -Run {rollout.Run}; go on with Copy-TenantTemplate -Resume {rollout.Run}, or undo with Restore-TenantTemplate -Run {rollout.Run}.").About(rollout.Run),
            cancellationToken);
    }

    private void End(TemplateRolloutDocument rollout, RolloutOutcome outcome, string? message) => ledger.Append([new EntryDraft
    {
        Log = LogIds.Msp,
        Action = TemplateActions.RolloutEnd,
        Correlation = Guid.Parse(rollout.Run),
        Subject = new EntrySubject("template", rollout.Version, rollout.Template),
        Detail = CoreJson.ToBytes(new TemplateRolloutEndDetail(rollout.Run, outcome, message)),
    }]);
}
