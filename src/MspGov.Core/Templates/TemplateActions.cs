using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Templates;

/// <summary>Actions on templates (log msp) and of copying them (each tenant's log).</summary>
public static class TemplateActions
{
    /// <summary>A version is made; detail <see cref="TemplateVersionDetail"/>.</summary>
    public const string Create = "template.create";

    /// <summary>A version is approved by an owner; detail <see cref="TemplateVersionReference"/>.</summary>
    public const string Approve = "template.approve";

    /// <summary>A version is withdrawn; detail <see cref="TemplateVersionReference"/>.</summary>
    public const string Deprecate = "template.deprecate";

    /// <summary>A tenant's plan is approved; detail <see cref="TemplatePlanApprovalDocument"/>.</summary>
    public const string PlanApprove = "template.plan.approve";

    /// <summary>A copy or restore begins in a tenant; detail <see cref="TemplateRunDocument"/>.</summary>
    public const string RunStart = "template.run.start";

    /// <summary>It ended; detail <see cref="TemplateRunEndDetail"/>.</summary>
    public const string RunEnd = "template.run.end";

    /// <summary>An accepted deviation was seen for the first time; detail <see cref="AcceptedDeviationDocument"/>.</summary>
    public const string DeviationSeen = "template.deviation.seen";

    /// <summary>A rollout to several tenants begins (log msp); detail <see cref="TemplateRolloutDocument"/>.</summary>
    public const string RolloutStart = "template.rollout.start";

    /// <summary>It ended or stopped (log msp); detail <see cref="TemplateRolloutEndDetail"/>.</summary>
    public const string RolloutEnd = "template.rollout.end";

    /// <summary>An object of a tenant is created.</summary>
    public const string ObjectCreate = "template.object.create";

    /// <summary>An object of a tenant is changed.</summary>
    public const string ObjectUpdate = "template.object.update";

    /// <summary>An object of a tenant is deleted.</summary>
    public const string ObjectDelete = "template.object.delete";

    /// <summary>Actions that change a tenant.</summary>
    public static readonly ActionDefinition[] Changes =
    [
        new(ObjectCreate, Permission.ManagePolicy, InRun) { Mandate = ChangeMandates.Decide },
        new(ObjectUpdate, Permission.ManagePolicy, InRun) { Mandate = ChangeMandates.Decide },
        new(ObjectDelete, Permission.ManagePolicy, InRun) { Mandate = ChangeMandates.Decide },
    ];

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Create, Permission.ManagePolicy, NewVersion),
        new(Approve, Permission.ManagePolicy, ApproveVersion),
        new(Deprecate, Permission.ManagePolicy, DeprecateVersion),
        new(PlanApprove, Permission.ManagePolicy, ApprovePlan),
        new(RunStart, Permission.ManagePolicy, StartRun),
        new(RunEnd, Permission.ManagePolicy, EndRun),
        new(RolloutStart, Permission.ManagePolicy, StartRollout),
        new(RolloutEnd, Permission.ManagePolicy),
        new(DeviationSeen, Permission.Read, TenantActions.ActiveTenant),
        .. Changes,
    ];

    private static Ruling NewVersion(RuleContext context)
    {
        TemplateVersionDetail version = Detail<TemplateVersionDetail>(context);
        if (context.Entry.Log != LogIds.Msp)
        {
            return Ruling.Deny("Templates belong to the MSP.");
        }

        if (TemplateHash.Of(version.Content) != version.Hash)
        {
            return Ruling.Deny("The version's hash is not that of its content.");
        }

        if (context.Register.Get<TemplateVersionDocument>(version.Hash) is { } known)
        {
            return Ruling.Conflict($"Version {known.Number} of template '{known.Template}' has exactly this content.", TemplateErrors.Unchanged);
        }

        int latest = context.Register.Get<TemplateDocument>(version.Name)?.LatestVersion ?? 0;
        return version.Number == latest + 1 ? Ruling.Permit : Ruling.Conflict($"Version {latest} of template '{version.Name}' was made meanwhile.");
    }

    private static Ruling ApproveVersion(RuleContext context)
    {
        TemplateVersionReference reference = Detail<TemplateVersionReference>(context);
        TemplateVersionDocument? version = context.Register.Get<TemplateVersionDocument>(reference.Hash);
        TemplateDocument? template = context.Register.Get<TemplateDocument>(reference.Name);
        return version is null || template is null || version.Template != template.Name ? Ruling.Conflict("There is no such version.")
            : version.ApprovedBy is not null ? Ruling.Conflict($"It was approved by {version.ApprovedBy} on {version.ApprovedAt:yyyy-MM-dd}.")
            : version.Author == context.Operator ? Ruling.Deny("The author of a version cannot approve it.")
            : !template.Owners.Contains(context.Operator) ? Ruling.Deny($"Only an owner approves: {string.Join(", ", template.Owners)}.")
            : Ruling.Permit;
    }

    private static Ruling DeprecateVersion(RuleContext context)
    {
        TemplateVersionReference reference = Detail<TemplateVersionReference>(context);
        return context.Register.Get<TemplateVersionDocument>(reference.Hash) switch
        {
            null => Ruling.Conflict("There is no such version."),
            { DeprecatedAt: not null } => Ruling.Conflict("It is deprecated already."),
            _ => Ruling.Permit,
        };
    }

    private static Ruling ApprovePlan(RuleContext context)
    {
        TemplatePlanApprovalDocument plan = Detail<TemplatePlanApprovalDocument>(context);
        Ruling tenant = TenantActions.ActiveTenant(context);
        return tenant.Kind != RulingKind.Permit ? tenant
            : plan.Tenant != context.Entry.Log ? Ruling.Deny("A plan is approved in its tenant's own log.")
            : plan.Author == context.Operator ? Ruling.Deny("The author of a plan cannot approve it.")
            : Usable(context, plan.Version);
    }

    private static Ruling StartRollout(RuleContext context)
    {
        TemplateRolloutDocument rollout = Detail<TemplateRolloutDocument>(context);
        return context.Register.Get<TemplateRolloutDocument>(rollout.Run) is not null ? Ruling.Conflict($"Run {rollout.Run} was started already.")
            : Usable(context, rollout.Version);
    }

    private static Ruling StartRun(RuleContext context)
    {
        TemplateRunDocument run = Detail<TemplateRunDocument>(context);
        Ruling tenant = TenantActions.ActiveTenant(context);
        if (tenant.Kind != RulingKind.Permit || run.Tenant != context.Entry.Log)
        {
            return tenant.Kind != RulingKind.Permit ? tenant : Ruling.Deny("A run is recorded in its tenant's own log.");
        }

        if (run.RunKind == TemplateRunKind.Restore)
        {
            return context.Register.Get<TemplateRunDocument>(TemplateRunDocument.KeyOf(run.Restores ?? "", run.Tenant)) is null
                ? Ruling.Deny("A restore undoes a run of this tenant.")
                : Ruling.Permit;
        }

        Ruling usable = Usable(context, run.Version);
        if (usable.Kind != RulingKind.Permit)
        {
            return usable;
        }

        TemplateVersionDocument version = context.Register.Get<TemplateVersionDocument>(run.Version)!;
        return TemplateHash.RequiresPlanApproval(version.Content)
            && context.Register.Get<TemplatePlanApprovalDocument>(run.PlanHash ?? "") is not { ApprovedBy: not null }
            ? Ruling.Deny($"Template '{version.Template}' wants each plan approved by a second person.", TemplateErrors.PlanNotApproved)
            : Ruling.Permit;
    }

    private static Ruling EndRun(RuleContext context) =>
        context.Register.Get<TemplateRunDocument>(TemplateRunDocument.KeyOf(Detail<TemplateRunEndDetail>(context).Run, context.Entry.Log)) switch
        {
            null => Ruling.Deny("There is no such run in this tenant."),
            { RunState: not TemplateRunState.Running } => Ruling.Conflict("The run has ended."),
            _ => Ruling.Permit,
        };

    /// <summary>A change belongs to a run of this tenant that is under way, so it had an approved version behind it (or undoes one).</summary>
    private static Ruling InRun(RuleContext context)
    {
        Ruling change = ChangeActions.Change(context);
        if (change.Kind != RulingKind.Permit || context.Entry.Phase != EntryPhase.Intent)
        {
            return change;
        }

        string run = context.Entry.Correlation.ToString();
        return context.Register.Get<TemplateRunDocument>(TemplateRunDocument.KeyOf(run, context.Entry.Log)) is { RunState: TemplateRunState.Running }
            ? Ruling.Permit
            : Ruling.Deny("A template changes a tenant only within a run that was started there.");
    }

    private static Ruling Usable(RuleContext context, string hash) => context.Register.Get<TemplateVersionDocument>(hash) switch
    {
        null => Ruling.Deny("The version is not in the register; a version that was edited is another version.", TemplateErrors.NotApproved),
        { DeprecatedAt: not null } gone => Ruling.Deny($"Version {gone.Number} of template '{gone.Template}' is deprecated.", TemplateErrors.NotApproved),
        { ApprovedBy: null } draft => Ruling.Deny($"Version {draft.Number} of template '{draft.Template}' is not approved.", TemplateErrors.NotApproved),
        _ => Ruling.Permit,
    };

    private static T Detail<T>(RuleContext context) => CoreJson.FromBytes<T>(context.Entry.Detail.Span);
}
