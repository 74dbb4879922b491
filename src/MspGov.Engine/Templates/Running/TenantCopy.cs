using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>What became of one tenant.</summary>
/// <param name="Succeeded">Steps proven.</param>
/// <param name="Failed">Steps failed or in doubt; 1 when the tenant could not even be started.</param>
/// <param name="Error">What stopped it.</param>
internal sealed record TenantOutcome(int Succeeded, int Failed, GovException? Error = null);

/// <summary>Copies a version to one tenant: settles what an earlier attempt left in doubt, plans, and applies step by step.</summary>
internal sealed class TenantCopy(ILedger ledger, ChangeRunner runner, TenantWork work, TimeProvider time)
{
    /// <summary>Plans one tenant.</summary>
    public async Task<TemplatePlan> PlanAsync(TenantDocument tenant, PlannedVersion version, string parameters, TemplatePlanOptions options, CancellationToken cancellationToken)
    {
        TenantFacts facts = work.Facts(tenant, parameters);
        ParameterValues.CheckNames(version.Content, facts.Parameters);
        TenantReading reading = await work.ReadAsync(tenant, version.Content, facts, cancellationToken);
        return new Planner(version, facts, reading.State, reading.Lookup, reading.Accepted, options).Plan(ledger.Operator, time.GetUtcNow());
    }

    /// <summary>Copies.</summary>
    /// <param name="rollout">Rollout it is part of.</param>
    /// <param name="ring">Ring.</param>
    /// <param name="tenant">Tenant.</param>
    /// <param name="version">Version.</param>
    /// <param name="given">A plan that must still fit; null to plan now.</param>
    /// <param name="request">Ticket and reason.</param>
    /// <param name="output">Results.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    public async Task<TenantOutcome> RunAsync(
        TemplateRolloutDocument rollout, int ring, TenantDocument tenant, PlannedVersion version, TemplatePlan? given, (string? Ticket, string? Reason) request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        var correlation = Guid.Parse(rollout.Run);
        TemplateRunDocument? earlier = ledger.Read(register => register.Get<TemplateRunDocument>(TemplateRunDocument.KeyOf(rollout.Run, tenant.Id)));
        if (earlier is { RunState: TemplateRunState.Succeeded })
        {
            return new TenantOutcome(0, 0);
        }

        if (earlier is not null)
        {
            // The run belongs to this process now; what its predecessor left in doubt is decided by the tenant, not by waiting.
            await runner.SettleAsync(tenant.Id, TimeSpan.Zero, cancellationToken, correlation);
        }

        string parameters = given?.Parameters ?? TenantWork.ParametersFor(rollout.Parameters, tenant.Id);
        TemplatePlan plan = await PlanAsync(tenant, version, parameters, given?.Options ?? rollout.Options, cancellationToken);
        Check(plan, given, earlier, tenant);
        foreach (TemplatePlanBlock block in plan.Blocked)
        {
            await output.WarningAsync($"{tenant.Name}: {block.Kind} '{block.Key}' is left out: {block.Reason}", cancellationToken);
        }

        if (earlier?.RunState != TemplateRunState.Running)
        {
            Start(rollout, ring, tenant, plan, given, correlation, request);
        }

        TenantOutcome outcome = await ApplyAsync(rollout, ring, tenant, plan, correlation, request, output, cancellationToken);
        int blocked = plan.Blocked.Count;
        End(tenant, correlation, outcome.Succeeded, outcome.Failed + blocked, outcome.Error?.Message ?? (blocked > 0 ? $"{blocked} objects could not be brought about." : null));
        return outcome with { Failed = outcome.Failed + blocked };
    }

    private static void Check(TemplatePlan plan, TemplatePlan? given, TemplateRunDocument? earlier, TenantDocument tenant)
    {
        if (given is not null)
        {
            if (given.TenantId != tenant.Id)
            {
                throw TemplateErrors.PlanInvalid.With($"The plan is for tenant {given.TenantId}, not for '{tenant.Name}'.").About(tenant.Name, tenant.Id);
            }

            bool resumes = earlier is not null && earlier.PlanHash == given.PlanHash && IsRest(plan, given);
            if (plan.StateHash != given.StateHash && !resumes)
            {
                throw TemplateErrors.PlanStale.With($"Tenant '{tenant.Name}' has changed since the plan was made on {given.CreatedAt:yyyy-MM-dd HH:mm} UTC. Nothing was changed. Make a new plan.").About(tenant.Name, tenant.Id);
            }
        }

        if (plan.Blocked.Count > 0 && !plan.Options.SkipBlocked)
        {
            string all = string.Join(" ", plan.Blocked.Select(block => $"[{block.Kind} '{block.Key}'] {block.Reason}"));
            throw TemplateErrors.PlanBlocked.With($"Tenant '{tenant.Name}': {plan.Blocked.Count} objects cannot be brought about, so nothing was changed. {all} Use -SkipBlocked to do the rest.").About(tenant.Name, tenant.Id);
        }
    }

    /// <summary>Whether what is left to do was all in the plan, unchanged: an interrupted run of it may go on.</summary>
    private static bool IsRest(TemplatePlan rest, TemplatePlan whole) => rest.Steps.All(step => whole.Steps.Any(planned =>
        planned.Kind == step.Kind && planned.Key == step.Key && (planned.Action == step.Action || (planned.Action == TemplateStepAction.Create && step.Action == TemplateStepAction.Update))));

    private async Task<TenantOutcome> ApplyAsync(
        TemplateRolloutDocument rollout, int ring, TenantDocument tenant, TemplatePlan plan, Guid correlation, (string? Ticket, string? Reason) request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        var created = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int succeeded = 0;
        foreach (TemplatePlanStep step in plan.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ChangeResult result = await runner.RunAsync(
                new ChangeRequest
                {
                    TenantId = tenant.Id,
                    Change = Change(rollout, step, created),
                    Correlation = correlation,
                    Ticket = request.Ticket,
                    Reason = request.Reason,
                    SubjectName = step.Key,
                    AwaitReplication = created.Count > 0,
                },
                cancellationToken);
            await output.WriteAsync(Result(rollout, ring, tenant, step, result), cancellationToken);
            if (!result.Proven)
            {
                return new TenantOutcome(succeeded, 1, result.Error);
            }

            succeeded++;
            if (step.Action == TemplateStepAction.Create && result.ObjectId is { } id)
            {
                created[$"{step.Kind}/{step.Key}"] = await ReferenceAsync(tenant, step, id, cancellationToken);
            }
        }

        return new TenantOutcome(succeeded, 0);
    }

    private async Task<string> ReferenceAsync(TenantDocument tenant, TemplatePlanStep step, string id, CancellationToken cancellationToken)
    {
        ObjectKind kind = ObjectKinds.Get(step.Kind);
        if (kind.Name != "application")
        {
            return id;
        }

        // Others name an application by its appId, which only the tenant knows.
        JObject? body = await kind.ReadAsync(work.Open(tenant), id, cancellationToken);
        return body is null ? id : (string?)kind.ReferenceOf(body) ?? id;
    }

    private static TemplateObjectChange Change(TemplateRolloutDocument rollout, TemplatePlanStep step, Dictionary<string, string> created)
    {
        string? after = step.After is null
            ? null
            : CanonicalJson.Text(SymbolResolver.Complete(CanonicalJson.ParseObject(step.After), created.GetValueOrDefault));
        string? expected = step.Before is null
            ? null
            : new StateObject(ObjectKinds.Get(step.Kind), step.Key, "", CanonicalJson.ParseObject(step.Before)).Fingerprint;
        return new TemplateObjectChange(rollout.Run, rollout.Template, rollout.Version, step.Kind, step.Key, step.Action, step.ObjectId, after, expected);
    }

    internal static TemplateStepResult Result(TemplateRolloutDocument rollout, int ring, TenantDocument tenant, TemplatePlanStep step, ChangeResult result) => new()
    {
        Run = rollout.Run,
        TenantId = tenant.Id,
        Tenant = tenant.Name,
        Ring = ring,
        Template = rollout.Template,
        Action = step.Action,
        Kind = step.Kind,
        Key = step.Key,
        Status = result.Status,
        Evidence = result.Evidence,
        ChangeId = result.ChangeId,
        ObjectId = result.ObjectId,
    };

    private void Start(TemplateRolloutDocument rollout, int ring, TenantDocument tenant, TemplatePlan plan, TemplatePlan? given, Guid correlation, (string? Ticket, string? Reason) request) => ledger.Append([new EntryDraft
    {
        Log = tenant.Id,
        Action = TemplateActions.RunStart,
        Correlation = correlation,
        Subject = new EntrySubject("template", rollout.Version, rollout.Template),
        Ticket = request.Ticket,
        Reason = request.Reason,
        Detail = CoreJson.ToBytes(new TemplateRunDocument
        {
            Run = rollout.Run,
            Tenant = tenant.Id,
            RunKind = TemplateRunKind.Copy,
            Template = rollout.Template,
            Version = rollout.Version,
            PlanHash = given?.PlanHash ?? plan.PlanHash,
            Parameters = plan.Parameters,
            Ring = ring,
        }),
    }]);

    private void End(TenantDocument tenant, Guid correlation, int succeeded, int failed, string? message) => ledger.Append([new EntryDraft
    {
        Log = tenant.Id,
        Action = TemplateActions.RunEnd,
        Correlation = correlation,
        Subject = new EntrySubject("templateRun", correlation.ToString()),
        Detail = CoreJson.ToBytes(new TemplateRunEndDetail(correlation.ToString(), succeeded, failed, message)),
    }]);
}
