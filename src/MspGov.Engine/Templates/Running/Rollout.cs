using System.Collections.Concurrent;
using System.Globalization;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Planning;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>
/// Takes a version through rings of tenants: side by side within a ring, the next ring only after the soak and when the criteria
/// hold. What stops it leaves every tenant not yet begun untouched.
/// </summary>
internal sealed class Rollout(ILedger ledger, TenantCopy copy, TenantWork work, TimeProvider time)
{
    /// <summary>Runs, or goes on with, a rollout.</summary>
    public async Task RunAsync(
        TemplateRolloutDocument rollout, PlannedVersion version, IReadOnlyDictionary<string, TemplatePlan> plans, int throttleLimit, (string? Ticket, string? Reason) request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        int total = rollout.Rings.Sum(ring => ring.Count);
        int done = 0;
        int failedTenants = 0;
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
                    TenantOutcome outcome = await TenantAsync(rollout, number, tenant, version, plans.GetValueOrDefault(id), request, output, token);
                    Interlocked.Add(ref failures, outcome.Failed);
                    if (outcome.Failed > 0)
                    {
                        Interlocked.Increment(ref failedTenants);
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

            stop ??= await CriteriaAsync(version.Content.Rollback, begun, began, cancellationToken);
            if (stop is not null)
            {
                await StopAsync(rollout, ring, stop, output, cancellationToken);
                return;
            }
        }

        End(rollout, failedTenants == 0 ? RolloutOutcome.Succeeded : RolloutOutcome.Incomplete, null);
    }

    private async Task<TenantOutcome> TenantAsync(
        TemplateRolloutDocument rollout, int ring, TenantDocument tenant, PlannedVersion version, TemplatePlan? plan, (string? Ticket, string? Reason) request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        TenantOutcome outcome;
        try
        {
            outcome = await copy.RunAsync(rollout, ring, tenant, version, plan, request, output, cancellationToken);
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

    /// <summary>Why the rollout must stop after a ring; null when every criterion was checked and holds.</summary>
    private async Task<string?> CriteriaAsync(RollbackCriteria criteria, IEnumerable<TenantDocument> tenants, DateTimeOffset since, CancellationToken cancellationToken)
    {
        foreach (TenantDocument tenant in tenants.OrderBy(tenant => tenant.Name, StringComparer.Ordinal))
        {
            try
            {
                string? reason = (criteria.BreakGlassMustWork ? await BreakGlassAsync(tenant, cancellationToken) : null)
                    ?? await SignInsAsync(tenant, criteria.MaxSignInFailures, since, cancellationToken);
                if (reason is not null)
                {
                    return reason;
                }
            }
            catch (GovException e)
            {
                return $"A rollback criterion could not be checked in tenant '{tenant.Name}': {e.Message}";
            }
        }

        return null;
    }

    private async Task<string?> BreakGlassAsync(TenantDocument tenant, CancellationToken cancellationToken)
    {
        foreach (string account in work.Facts(tenant, "{}").BreakGlass)
        {
            JObject? user = await work.Open(tenant).GetAsync($"/users/{account}?$select=id,accountEnabled", cancellationToken);
            if (user is null || (bool?)user["accountEnabled"] == false)
            {
                return $"Break-glass account {account} of tenant '{tenant.Name}' is {(user is null ? "gone" : "disabled")}.";
            }
        }

        return null;
    }

    private async Task<string?> SignInsAsync(TenantDocument tenant, int? limit, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (limit is not { } most)
        {
            return null;
        }

        string filter = Uri.EscapeDataString($"createdDateTime ge {since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}");
        IReadOnlyList<JObject> signIns = await work.Open(tenant).ListAsync($"/auditLogs/signIns?$filter={filter}", cancellationToken);
        int failures = signIns.Count(signIn => (int?)(signIn["status"] as JObject)?["errorCode"] is not (null or 0));
        return failures > most ? $"Tenant '{tenant.Name}' saw {failures} failed sign-ins since the ring began; the template bears {most}." : null;
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
