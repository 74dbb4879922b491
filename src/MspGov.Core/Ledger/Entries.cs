namespace MspGov.Core.Ledger;

/// <summary>Ids of the logs that belong to no client (LEDGER section 1). Every other log id is a tenant's UUID, lower-case.</summary>
public static class LogIds
{
    /// <summary>Roles, catalogue, templates: whatever belongs to no client.</summary>
    public const string Msp = "msp";

    /// <summary>Operator and ledger keys (LEDGER section 3).</summary>
    public const string Keys = "keys";

    /// <summary>Whether the log is a client tenant's.</summary>
    public static bool IsTenant(string log) => log is not (Msp or Keys);
}

/// <summary>What an entry says about a deed (LEDGER section 2).</summary>
public enum EntryPhase
{
    /// <summary>It is so; nothing outside the ledger was changed by it.</summary>
    Fact,

    /// <summary>Written before a tenant is touched.</summary>
    Intent,

    /// <summary>Written after, with what reading back showed.</summary>
    Outcome,
}

/// <summary>How it ended. Absent for intents and for facts that are no refusal.</summary>
public enum EntryOutcome
{
    /// <summary>The tenant was read back and shows it.</summary>
    Succeeded,

    /// <summary>The tenant was read back and does not show it, or refused.</summary>
    Failed,

    /// <summary>It could not be read back.</summary>
    Unknown,

    /// <summary>A refused attempt (facts only).</summary>
    Denied,
}

/// <summary>What an entry is about.</summary>
/// <param name="Type">Kind of thing in lower-case, for example <c>grant</c> or <c>user</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name at the time, where it has one.</param>
public sealed record EntrySubject(string Type, string Id, string? Name = null);

/// <summary>An entry to be appended. The ledger adds what it alone knows: seq, prev, keys, incarnation, id, time, operator, source, signature.</summary>
public sealed record EntryDraft
{
    /// <summary>Log id: a tenant's UUID, <see cref="LogIds.Msp"/> or <see cref="LogIds.Keys"/>.</summary>
    public required string Log { get; init; }

    /// <summary>Dotted lower-case name; must be in <see cref="Policy.ActionCatalogue"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Phase.</summary>
    public EntryPhase Phase { get; init; } = EntryPhase.Fact;

    /// <summary>Outcome: only with <see cref="EntryPhase.Outcome"/>.</summary>
    public EntryOutcome? Outcome { get; init; }

    /// <summary>Shared by an intent, its outcome and all that one run did.</summary>
    public required Guid Correlation { get; init; }

    /// <summary>What it is about.</summary>
    public EntrySubject? Subject { get; init; }

    /// <summary>Ticket of the PSA.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason in words.</summary>
    public string? Reason { get; init; }

    /// <summary>The detail: one UTF-8 JSON object (see <see cref="Json.CoreJson"/>).</summary>
    public ReadOnlyMemory<byte> Detail { get; init; } = "{}"u8.ToArray();
}

/// <summary>An entry as it stands in the ledger.</summary>
public sealed record EntryView
{
    /// <summary>Log id.</summary>
    public required string Log { get; init; }

    /// <summary>Index in the log, from 0.</summary>
    public required long Seq { get; init; }

    /// <summary>The epoch (commit) that appended it.</summary>
    public required long Epoch { get; init; }

    /// <summary>UUID version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time claimed by the writer, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Operator id.</summary>
    public required string Operator { get; init; }

    /// <summary>Hex SHA-256 of the signing key's SPKI.</summary>
    public required string KeyId { get; init; }

    /// <summary>Action name.</summary>
    public required string Action { get; init; }

    /// <summary>Phase.</summary>
    public required EntryPhase Phase { get; init; }

    /// <summary>Outcome.</summary>
    public EntryOutcome? Outcome { get; init; }

    /// <summary>Correlation id.</summary>
    public required Guid Correlation { get; init; }

    /// <summary>Subject.</summary>
    public EntrySubject? Subject { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The detail's JSON bytes; null when it was erased.</summary>
    public ReadOnlyMemory<byte>? Detail { get; init; }
}

/// <summary>Which entries to read. Everything that is null does not restrict.</summary>
public sealed record EntryQuery
{
    /// <summary>Log ids.</summary>
    public IReadOnlyCollection<string>? Logs { get; init; }

    /// <summary>Operator id.</summary>
    public string? Operator { get; init; }

    /// <summary>Action name; a trailing <c>*</c> matches a prefix.</summary>
    public string? Action { get; init; }

    /// <summary>Correlation id.</summary>
    public Guid? Correlation { get; init; }

    /// <summary>Subject id.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Not before, UTC.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Not after, UTC.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only what the ledger held at this time, UTC.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>First seq; only with one log.</summary>
    public long? FirstSeq { get; init; }

    /// <summary>At most so many, newest first when <see cref="Newest"/>.</summary>
    public int? First { get; init; }

    /// <summary>Newest first.</summary>
    public bool Newest { get; init; }
}
