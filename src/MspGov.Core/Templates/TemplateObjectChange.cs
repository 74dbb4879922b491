using MspGov.Core.Changes;
using MspGov.Core.Ledger;

namespace MspGov.Core.Templates;

/// <summary>One object of a tenant is created, changed, deleted or brought back, as a template (or the undoing of one) says.</summary>
/// <param name="Run">Run.</param>
/// <param name="Template">Template name.</param>
/// <param name="Version">Version hash.</param>
/// <param name="ObjectKind">Kind of object.</param>
/// <param name="Name">What it is called in every tenant.</param>
/// <param name="Step">What is done to it.</param>
/// <param name="ObjectId">Its id; null for what is created.</param>
/// <param name="After">What it shall be, as JSON text, references resolved; null for what is deleted.</param>
/// <param name="Expected">Hash of what the tenant must have had when the change was planned; null for not looking.</param>
public sealed record TemplateObjectChange(
    string Run, string Template, string Version, string ObjectKind, string Name, TemplateStepAction Step, string? ObjectId, string? After, string? Expected) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "templateObject";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Step switch
    {
        TemplateStepAction.Create or TemplateStepAction.Undelete => TemplateActions.ObjectCreate,
        TemplateStepAction.Update => TemplateActions.ObjectUpdate,
        _ => TemplateActions.ObjectDelete,
    };

    EntrySubject ITenantChange.Subject => new(ObjectKind, ObjectId ?? Name, Name);
}
