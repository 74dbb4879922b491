using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>Turns rows into entries. The record says everything; the row only helps to find it.</summary>
internal static class EntryReader
{
    /// <summary>Columns that <see cref="Read"/> expects first.</summary>
    public const string Columns = "e.pos, e.epoch, e.record, e.detail";

    public static EntryView Read(SqliteStatement statement) =>
        ToView(Envelope.Parse(statement.Blob(2)), statement.Integer(1), statement.OptionalBlob(3));

    public static EntryView ToView(Envelope envelope, long epoch, byte[]? detail) =>
        ToView(Statement.Parse(envelope.Statement), envelope.KeyId, epoch, detail);

    public static EntryView ToView(Statement statement, string keyId, long epoch, byte[]? detail) => new()
    {
        Log = statement.Log,
        Seq = statement.Seq,
        Epoch = epoch,
        Id = Scalars.ParseUuid(statement.Id),
        At = statement.At,
        Operator = statement.Operator,
        KeyId = keyId,
        Action = statement.Action,
        Phase = statement.Phase,
        Outcome = statement.Outcome,
        Correlation = Scalars.ParseUuid(statement.Correlation),
        Subject = statement.Subject,
        Ticket = statement.Ticket,
        Reason = statement.Reason,
        // A null array would become empty memory, which is a detail and not the lack of one.
        Detail = detail is null ? (ReadOnlyMemory<byte>?)null : detail,
    };
}
