using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Changes;

/// <summary>One change on its way: its entries and its result.</summary>
internal sealed class ChangeRun(ChangeRequest request, TenantDocument document, IChangeKind kind, ITenantPort port, string changeId)
{
    /// <summary>What was asked.</summary>
    public ChangeRequest Request => request;

    /// <summary>Tenant.</summary>
    public TenantDocument Document => document;

    /// <summary>Code of the change.</summary>
    public IChangeKind Kind => kind;

    /// <summary>The tenant's port.</summary>
    public ITenantPort Port => port;

    /// <summary>Id of the change.</summary>
    public string ChangeId => changeId;

    /// <summary>Name of the subject.</summary>
    public string? SubjectName { get; set; } = request.SubjectName;

    /// <summary>True once the intent stands in the ledger.</summary>
    public bool Recorded { get; private set; }

    private EntrySubject Subject => request.Change.Subject with { Name = SubjectName ?? request.Change.Subject.Name };

    /// <summary>The intent; without <paramref name="before"/> as it can be drafted before anything was read.</summary>
    public EntryDraft Draft(string? before = null) => new()
    {
        Log = document.Id,
        Action = request.Change.Action,
        Phase = EntryPhase.Intent,
        Correlation = request.Correlation,
        Subject = Subject,
        Ticket = request.Ticket,
        Reason = request.Reason,
        Detail = CoreJson.ToBytes(new ChangeIntentDetail(changeId, request.Change.Kind, TenantChanges.Write(request.Change), before, request.Undoes)),
    };

    /// <summary>Says that the intent stands in the ledger.</summary>
    public void MarkRecorded() => Recorded = true;

    /// <summary>The outcome.</summary>
    public EntryDraft Outcome(EntryOutcome outcome, string evidence, string? requestId) => new()
    {
        Log = document.Id,
        Action = request.Change.Action,
        Phase = EntryPhase.Outcome,
        Outcome = outcome,
        Correlation = request.Correlation,
        Subject = Subject,
        Ticket = request.Ticket,
        Reason = request.Reason,
        Detail = CoreJson.ToBytes(new ChangeOutcomeDetail(changeId, evidence, requestId)),
    };

    /// <summary>A result without an error.</summary>
    public ChangeResult Result(ChangeStatus status, string evidence, string? objectId = null) => new()
    {
        TenantId = document.Id,
        Tenant = document.Name,
        ChangeId = Recorded ? changeId : null,
        Action = request.Change.Action,
        Change = request.Change,
        Subject = Subject,
        Status = status,
        Evidence = evidence,
        Correlation = request.Correlation,
        ObjectId = objectId,
    };

    /// <summary>A result with an error of its own.</summary>
    public ChangeResult Failure(ChangeStatus status, ErrorDefinition error, string evidence) =>
        Failure(status, error.With($"{request.Change.Action} of {Subject.Type} '{Subject.Name ?? Subject.Id}' in tenant '{document.Name}': {evidence}"), evidence);

    /// <summary>A result with an error that came from elsewhere.</summary>
    public ChangeResult Failure(ChangeStatus status, GovException error, string? evidence = null) =>
        Result(status, evidence ?? error.Message) with { Error = error.About(Subject.Name ?? Subject.Id, document.Id) };
}
