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
/// <param name="Waits">Whether people have to do something before the tenant is as the template says.</param>
internal sealed record TenantOutcome(int Succeeded, int Failed, GovException? Error = null, bool Waits = false);

/// <summary>Copies a version to one tenant: settles what an earlier attempt left in doubt, plans, and applies step by step.</summary>
internal sealed class TenantCopy(ILedger ledger, ChangeRunner runner, TenantWork work, TimeProvider time)
{
    /// <summary>Plans one tenant.</summary>
    public async Task<TemplatePlan> PlanAsync(TenantDocument tenant, PlannedVersion version, string parameters, TemplatePlanOptions options, CancellationToken cancellationToken)
    {
        TenantReading reading = await ReadAsync(tenant, version, parameters, cancellationToken);
        return Plan(reading, reading.State, version, options, ledger.Operator);
    }

    /// <summary>Copies.</summary>
    /// <param name="rollout">Rollout it is part of.</param>
    /// <param name="ring">Ring.</param>
    /// <param name="tenant">Tenant.</param>
    /// <param name="version">Version.</param>
    /// <param name="request">Ticket and reason.</param>
    /// <param name="output">Results.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    public async Task<TenantOutcome> RunAsync(
        TemplateRolloutDocument rollout, int ring, TenantDocument tenant, PlannedVersion version, (string? Ticket, string? Reason) request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
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

        TemplatePlanBinding? bound = earlier is { PlanHash: { } hash, PlanAuthor: { } author } ? new(hash, author, earlier.Parameters, earlier.Options) : rollout.Plans.GetValueOrDefault(tenant.Id);
        string parameters = bound?.Parameters ?? TenantWork.ParametersFor(rollout.Parameters, tenant.Id);
        TenantReading reading = await ReadAsync(tenant, version, parameters, cancellationToken);
        TemplatePlan plan = Plan(reading, reading.State, version, bound?.Options ?? rollout.Options, bound?.Author ?? ledger.Operator);
        if (bound is not null)
        {
            CheckBound(tenant, reading, version, bound, plan, RunChanges.Of(ledger, tenant.Id, correlation));
        }

        CheckBlocked(plan, tenant);
        foreach (TemplatePlanBlock block in plan.Blocked)
        {
            await output.WarningAsync($"{tenant.Name}: {block.Kind} '{block.Key}' is left out: {block.Reason}", cancellationToken);
        }

        if (earlier?.RunState != TemplateRunState.Running)
        {
            Start(rollout, ring, tenant, plan, bound?.PlanHash ?? plan.PlanHash, correlation, request);
        }

        TenantOutcome outcome = await ApplyAsync(rollout, ring, tenant, plan, correlation, request, output, cancellationToken);
        foreach (TemplatePlanToDo toDo in plan.ToDo)
        {
            await output.WarningAsync($"{tenant.Name}: {toDo.Kind} '{toDo.Key}' is not done: {toDo.Words}", cancellationToken);
        }

        int blocked = plan.Blocked.Count;
        string? message = outcome.Error?.Message ?? (blocked > 0 ? $"{blocked} objects could not be brought about." : null);
        End(tenant, new TemplateRunEndDetail(rollout.Run, outcome.Succeeded, outcome.Failed + blocked, message, [.. plan.ToDo.Select(toDo => $"{toDo.Kind} '{toDo.Key}': {toDo.Words}")]));
        return outcome with { Failed = outcome.Failed + blocked, Waits = plan.ToDo.Count > 0 };
    }

    private async Task<TenantReading> ReadAsync(TenantDocument tenant, PlannedVersion version, string parameters, CancellationToken cancellationToken)
    {
        TenantFacts facts = work.Facts(tenant, parameters);
        ParameterValues.CheckNames(version.Content, facts.Parameters);
        return await work.ReadAsync(tenant, version.Content, facts, cancellationToken);
    }

    private TemplatePlan Plan(TenantReading reading, TenantState state, PlannedVersion version, TemplatePlanOptions options, string author) =>
        new Planner(version, reading.Facts, state, reading.Lookup, reading.Accepted, options).Plan(author, time.GetUtcNow());

    /// <summary>
    /// A plan is a pure function of what was read. Made again of what the tenant had before the run began, it must be the plan the run
    /// is bound to, byte for byte; then what is left to do is the rest of that plan, and nothing else.
    /// </summary>
    private void CheckBound(TenantDocument tenant, TenantReading reading, PlannedVersion version, TemplatePlanBinding bound, TemplatePlan rest, IReadOnlyList<RunChange> changes)
    {
        TenantState before;
        try
        {
            before = StateBefore.Of(reading.State, changes);
        }
        catch (GovException e)
        {
            throw e.About(tenant.Name, tenant.Id);
        }

        TemplatePlan whole = changes.Count == 0 ? rest : Plan(reading, before, version, bound.Options, bound.Author);
        if (whole.PlanHash != bound.PlanHash || !IsRest(rest, whole))
        {
            string more = changes.Count == 0 ? "Nothing was changed." : "Nothing more was changed.";
            throw TemplateErrors.PlanStale.With($"Tenant '{tenant.Name}' (or what the register accepts of it) has changed since the plan was made: the plan would be another now. {more} Make a new plan, or a new copy, which plans anew.").About(tenant.Name, tenant.Id);
        }
    }

    private static void CheckBlocked(TemplatePlan plan, TenantDocument tenant)
    {
        if (plan.Blocked.Count > 0 && !plan.Options.SkipBlocked)
        {
            string all = string.Join(" ", plan.Blocked.Select(block => $"[{block.Kind} '{block.Key}'] {block.Reason}"));
            throw TemplateErrors.PlanBlocked.With($"Tenant '{tenant.Name}': {plan.Blocked.Count} objects cannot be brought about, so nothing was changed. {all} Use -SkipBlocked to do the rest.").About(tenant.Name, tenant.Id);
        }
    }

    /// <summary>Whether what is left to do was all in the plan: what was created in part is only completed, and what waited for people is done when it need not any more.</summary>
    private static bool IsRest(TemplatePlan rest, TemplatePlan whole) => rest.Steps.All(step =>
        whole.ToDo.Any(toDo => toDo.Kind == step.Kind && toDo.Key == step.Key)
        || whole.Steps.Any(planned => planned.Kind == step.Kind && planned.Key == step.Key
            && (planned.Action == step.Action || (planned.Action == TemplateStepAction.Create && step.Action == TemplateStepAction.Update))));

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

    private void Start(TemplateRolloutDocument rollout, int ring, TenantDocument tenant, TemplatePlan plan, string planHash, Guid correlation, (string? Ticket, string? Reason) request) => ledger.Append([new EntryDraft
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
            PlanHash = planHash,
            PlanAuthor = plan.Author,
            Options = plan.Options,
            Parameters = plan.Parameters,
            Ring = ring,
        }),
    }]);

    private void End(TenantDocument tenant, TemplateRunEndDetail detail) => ledger.Append([new EntryDraft
    {
        Log = tenant.Id,
        Action = TemplateActions.RunEnd,
        Correlation = Guid.Parse(detail.Run),
        Subject = new EntrySubject("templateRun", detail.Run),
        Detail = CoreJson.ToBytes(detail),
    }]);
}
