using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Entries;

/// <summary>Where an entry was written.</summary>
internal sealed record StatementSource(string Host, string User, string Version);

/// <summary>What an operator signs: the statement of an entry record (LEDGER section 2).</summary>
internal sealed record Statement
{
    public const string PayloadType = "application/vnd.mspgov.entry.v1+json";

    public required string Ledger { get; init; }

    public required string Log { get; init; }

    public required long Seq { get; init; }

    /// <summary>Hex leaf hash of the entry before, or empty for the first.</summary>
    public required string Prev { get; init; }

    /// <summary>Size of log keys when signed.</summary>
    public required long Keys { get; init; }

    public required string Incarnation { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Operator { get; init; }

    public required string Action { get; init; }

    public required EntryPhase Phase { get; init; }

    public EntryOutcome? Outcome { get; init; }

    public required string Correlation { get; init; }

    public EntrySubject? Subject { get; init; }

    public string? Ticket { get; init; }

    public string? Reason { get; init; }

    public required StatementSource Source { get; init; }

    /// <summary>Hex SHA256(salt ‖ detail).</summary>
    public required string Detail { get; init; }

    public byte[] ToBytes()
    {
        JsonText text = new JsonText().Open()
            .Pair("v", 1).Pair("ledger", Ledger).Pair("log", Log).Pair("seq", Seq).Pair("prev", Prev).Pair("keys", Keys)
            .Pair("incarnation", Incarnation).Pair("id", Id).Pair("at", Scalars.Of(At)).Pair("operator", Operator)
            .Pair("action", Action).Pair("phase", StatementNames.Of(Phase));
        if (Outcome is { } outcome)
        {
            text.Pair("outcome", StatementNames.Of(outcome));
        }

        text.Pair("correlation", Correlation);
        if (Subject is { } subject)
        {
            text.Name("subject").Open().Pair("type", subject.Type).Pair("id", subject.Id);
            Optional(text, "name", subject.Name);
            text.Close();
        }

        Optional(text, "ticket", Ticket);
        Optional(text, "reason", Reason);
        return text.Name("source").Open().Pair("host", Source.Host).Pair("user", Source.User).Pair("version", Source.Version).Close()
            .Pair("detail", Detail).Close().ToBytes();
    }

    /// <exception cref="LedgerFormatException">Not a statement as section 2 says. Unknown names are ignored.</exception>
    public static Statement Parse(ReadOnlySpan<byte> bytes)
    {
        Statement statement = Scan(bytes) ?? ParseJson(bytes);
        statement.Check();
        return statement;
    }

    /// <summary>A statement in the form that <see cref="ToBytes"/> writes, without escapes; null for any other form.</summary>
    internal static Statement? Scan(ReadOnlySpan<byte> bytes)
    {
        var scanner = new StatementScanner(bytes);
        var statement = new Statement
        {
            Ledger = scanner.Text("{\"v\":1,\"ledger\":\""u8),
            Log = scanner.Text(",\"log\":\""u8),
            Seq = scanner.Integer(",\"seq\":"u8),
            Prev = scanner.Text(",\"prev\":\""u8),
            Keys = scanner.Integer(",\"keys\":"u8),
            Incarnation = scanner.Text(",\"incarnation\":\""u8),
            Id = scanner.Text(",\"id\":\""u8),
            At = scanner.Text(",\"at\":\""u8) is var at && scanner.Fits ? Scalars.ParseTime(at) : default,
            Operator = scanner.Text(",\"operator\":\""u8),
            Action = scanner.Text(",\"action\":\""u8),
            Phase = scanner.Text(",\"phase\":\""u8) is var phase && scanner.Fits ? StatementNames.Phase(phase) : default,
            Outcome = scanner.Optional(",\"outcome\":\""u8) is { } outcome && scanner.Fits ? StatementNames.Outcome(outcome) : null,
            Correlation = scanner.Text(",\"correlation\":\""u8),
            Subject = ScanSubject(ref scanner),
            Ticket = scanner.Optional(",\"ticket\":\""u8),
            Reason = scanner.Optional(",\"reason\":\""u8),
            Source = new StatementSource(scanner.Text(",\"source\":{\"host\":\""u8), scanner.Text(",\"user\":\""u8), scanner.Text(",\"version\":\""u8)),
            Detail = scanner.Text("},\"detail\":\""u8),
        };
        scanner.Expect("}"u8);
        return scanner.Fits && scanner.IsAtEnd ? statement : null;
    }

    private static EntrySubject? ScanSubject(ref StatementScanner scanner)
    {
        if (scanner.Optional(",\"subject\":{\"type\":\""u8) is not { } type)
        {
            return null;
        }

        var subject = new EntrySubject(type, scanner.Text(",\"id\":\""u8), scanner.Optional(",\"name\":\""u8));
        scanner.Expect("}"u8);
        return subject;
    }

    private static Statement ParseJson(ReadOnlySpan<byte> bytes)
    {
        JsonNodeValue json = StrictJson.ParseCompact(bytes);
        if (json.Integer("v") != 1)
        {
            throw new LedgerFormatException("A statement of another version.");
        }

        return new Statement
        {
            Ledger = json.String("ledger"),
            Log = json.String("log"),
            Seq = json.Integer("seq"),
            Prev = json.String("prev"),
            Keys = json.Integer("keys"),
            Incarnation = json.String("incarnation"),
            Id = json.String("id"),
            At = Scalars.ParseTime(json.String("at")),
            Operator = json.String("operator"),
            Action = json.String("action"),
            Phase = StatementNames.Phase(json.String("phase")),
            Outcome = json.OptionalString("outcome") is { } outcome ? StatementNames.Outcome(outcome) : null,
            Correlation = json.String("correlation"),
            Subject = json.Optional("subject") is { } subject
                ? new EntrySubject(subject.String("type"), subject.String("id"), subject.OptionalString("name"))
                : null,
            Ticket = json.OptionalString("ticket"),
            Reason = json.OptionalString("reason"),
            Source = new StatementSource(json["source"].String("host"), json["source"].String("user"), json["source"].String("version")),
            Detail = json.String("detail"),
        };
    }

    /// <summary>The forms that hold for a statement by itself, whatever stands around it.</summary>
    public void Check()
    {
        Demand(Scalars.IsUuid(Ledger), "ledger");
        Demand(Scalars.IsUuid(Incarnation), "incarnation");
        Demand(Scalars.IsVersion7(Id), "id");
        Demand(Scalars.IsUuid(Correlation), "correlation");
        Demand(Log is LogIds.Msp or LogIds.Keys || Scalars.IsUuid(Log), "log");
        Demand(Seq == 0 ? Prev.Length == 0 : HexText.Is(Prev, 32), "prev");
        Demand(HexText.Is(Detail, 32), "detail");
        Demand(Operator.Length > 0, "operator");
        Demand(StatementNames.IsAction(Action), "action");
        Demand(Phase switch
        {
            EntryPhase.Fact => Outcome is null or EntryOutcome.Denied,
            EntryPhase.Intent => Outcome is null,
            _ => Outcome is EntryOutcome.Succeeded or EntryOutcome.Failed or EntryOutcome.Unknown,
        }, "outcome");
        if (Log == LogIds.Keys)
        {
            Demand(Keys == Seq, "keys");
            Demand(Phase == EntryPhase.Fact && Outcome is null, "phase");
        }
    }

    private static void Optional(JsonText text, string name, string? value)
    {
        if (value is not null)
        {
            text.Pair(name, value);
        }
    }

    private static void Demand(bool condition, string name)
    {
        if (!condition)
        {
            throw new LedgerFormatException($"'{name}' of the statement is not as it must be.");
        }
    }
}
