using System.Management.Automation;
using MspGov.Core.Ledger;

namespace MspGov.Cmdlets.Ledger;

/// <summary>A ledger entry as users see it.</summary>
public sealed class AuditEntry
{
    internal AuditEntry(EntryView entry)
    {
        TenantId = LogIds.IsTenant(entry.Log) ? entry.Log : null;
        Log = entry.Log;
        Seq = entry.Seq;
        Epoch = entry.Epoch;
        Id = entry.Id;
        At = entry.At.UtcDateTime;
        Operator = entry.Operator;
        Action = entry.Action;
        Phase = entry.Phase;
        Outcome = entry.Outcome;
        Correlation = entry.Correlation;
        Subject = entry.Subject;
        Ticket = entry.Ticket;
        Reason = entry.Reason;
        Detail = entry.Detail is { } bytes ? JsonObject.From(bytes.Span) : null;
        DetailErased = entry.Detail is null;
        KeyId = entry.KeyId;
    }

    /// <summary>Client tenant id; null in the MSP's own logs.</summary>
    public string? TenantId { get; }

    /// <summary>Log id.</summary>
    public string Log { get; }

    /// <summary>Index in the log.</summary>
    public long Seq { get; }

    /// <summary>Epoch (commit).</summary>
    public long Epoch { get; }

    /// <summary>Entry id.</summary>
    public Guid Id { get; }

    /// <summary>Time, UTC.</summary>
    public DateTime At { get; }

    /// <summary>Operator id.</summary>
    public string Operator { get; }

    /// <summary>Action.</summary>
    public string Action { get; }

    /// <summary>Phase.</summary>
    public EntryPhase Phase { get; }

    /// <summary>Outcome.</summary>
    public EntryOutcome? Outcome { get; }

    /// <summary>Correlation id.</summary>
    public Guid Correlation { get; }

    /// <summary>Subject.</summary>
    public EntrySubject? Subject { get; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; }

    /// <summary>Reason.</summary>
    public string? Reason { get; }

    /// <summary>The detail as an object; null when erased.</summary>
    public PSObject? Detail { get; }

    /// <summary>Whether the detail was erased.</summary>
    public bool DetailErased { get; }

    /// <summary>Key that signed.</summary>
    public string KeyId { get; }
}
