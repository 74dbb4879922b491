using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Templates;

/// <summary>Templates, their versions, approvals, runs, and what each tenant has.</summary>
public sealed class TemplateFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } =
    [
        TemplateActions.Create, TemplateActions.Approve, TemplateActions.Deprecate,
        TemplateActions.PlanApprove, TemplateActions.RunStart, TemplateActions.RunEnd,
        TemplateActions.RolloutStart, TemplateActions.RolloutEnd, TemplateActions.DeviationSeen,
    ];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case TemplateActions.Create:
                Create(register, entry);
                break;
            case TemplateActions.Approve:
                Change(register, entry, version => version with { ApprovedBy = entry.Operator, ApprovedAt = entry.At });
                break;
            case TemplateActions.Deprecate:
                Change(register, entry, version => version with { DeprecatedAt = entry.At });
                break;
            case TemplateActions.PlanApprove:
                register.Put(entry.DetailAs<TemplatePlanApprovalDocument>() with { ApprovedBy = entry.Operator, ApprovedAt = entry.At });
                break;
            case TemplateActions.RunStart:
                register.Put(entry.DetailAs<TemplateRunDocument>() with
                {
                    RunState = TemplateRunState.Running,
                    Operator = entry.Operator,
                    StartedAt = entry.At,
                    EndedAt = null,
                });
                break;
            case TemplateActions.DeviationSeen:
                register.Put(entry.DetailAs<AcceptedDeviationDocument>() with { SeenAt = entry.At });
                break;
            case TemplateActions.RolloutStart:
                register.Put(entry.DetailAs<TemplateRolloutDocument>() with { Operator = entry.Operator, StartedAt = entry.At, EndedAt = null });
                break;
            case TemplateActions.RolloutEnd when register.Get<TemplateRolloutDocument>(entry.DetailAs<TemplateRolloutEndDetail>().Run) is { } rollout:
                TemplateRolloutEndDetail end = entry.DetailAs<TemplateRolloutEndDetail>();
                register.Put(rollout with { EndedAt = entry.At, Outcome = end.Outcome, Message = end.Message });
                break;
            case TemplateActions.RunEnd:
                End(register, entry);
                break;
        }
    }

    private static void Create(IRegisterWriter register, EntryView entry)
    {
        TemplateVersionDetail detail = entry.DetailAs<TemplateVersionDetail>();
        register.Put(new TemplateVersionDocument
        {
            Hash = detail.Hash,
            Template = detail.Name,
            Number = detail.Number,
            Content = detail.Content,
            Changelog = detail.Changelog,
            Origin = detail.Origin,
            Author = entry.Operator,
            CreatedAt = entry.At,
        });
        register.Put(new TemplateDocument
        {
            Name = detail.Name,
            Owners = detail.Owners,
            LatestVersion = detail.Number,
            LatestHash = detail.Hash,
            ApprovedHash = register.Get<TemplateDocument>(detail.Name)?.ApprovedHash,
        });
    }

    private static void Change(IRegisterWriter register, EntryView entry, Func<TemplateVersionDocument, TemplateVersionDocument> change)
    {
        TemplateVersionReference reference = entry.DetailAs<TemplateVersionReference>();
        if (register.Get<TemplateVersionDocument>(reference.Hash) is not { } version)
        {
            return;
        }

        register.Put(change(version));
        if (register.Get<TemplateDocument>(version.Template) is { } template)
        {
            TemplateVersionDocument? usable = register.List<TemplateVersionDocument>(state: "approved")
                .Where(other => other.Template == template.Name)
                .MaxBy(other => other.Number);
            register.Put(template with { ApprovedHash = usable?.Hash });
        }
    }

    private static void End(IRegisterWriter register, EntryView entry)
    {
        TemplateRunEndDetail detail = entry.DetailAs<TemplateRunEndDetail>();
        if (register.Get<TemplateRunDocument>(TemplateRunDocument.KeyOf(detail.Run, entry.Log)) is not { } run)
        {
            return;
        }

        IReadOnlyList<string> toDo = detail.ToDo ?? [];
        TemplateRunState state = detail.Failed > 0 ? TemplateRunState.Failed : toDo.Count > 0 ? TemplateRunState.Waiting : TemplateRunState.Succeeded;
        register.Put(run with { RunState = state, Succeeded = detail.Succeeded, Failed = detail.Failed, ToDo = toDo, EndedAt = entry.At });
        if (run.RunKind == TemplateRunKind.Copy && state != TemplateRunState.Failed)
        {
            register.Put(new TemplateAssignmentDocument
            {
                Tenant = run.Tenant,
                Template = run.Template,
                Version = run.Version,
                Parameters = run.Parameters,
                Run = run.Run,
                At = entry.At,
            });
        }
    }
}
