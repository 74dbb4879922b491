using System.Text;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Publication;

/// <summary>Publishes checkpoints and keeps what others gave for them.</summary>
internal static class Publisher
{
    public const string Witness = "witness";
    public const string Timestamp = "timestamp";

    /// <summary>Adds the Ed25519 line to the newest checkpoint, in the open writing transaction.</summary>
    public static EpochRow PublishLast(SqliteConnection connection, LedgerKeyPair keys)
    {
        EpochRow last = EpochRow.Last(connection)!;
        if (last.Published)
        {
            return last;
        }

        SignedNote note = SignedNote.Parse(last.Note);
        var signed = new SignedNote(note.Text, [.. note.Signatures, keys.SignEd25519(note.TextBytes)]);
        EpochRow row = last with { Note = signed.ToString(), Published = true };
        connection["UPDATE epoch SET note=?2, published=1 WHERE epoch=?1"].Bind(row.Epoch).Bind(row.Note).Run();
        return row;
    }

    public static PublishedCheckpoint View(SqliteConnection connection, EpochRow row) =>
        new(row.Epoch, row.Epoch + 1, row.Leaf.At, row.CheckpointText, NoteWithCosignatures(connection, row));

    /// <summary>The note with the witnesses' lines that arrived since.</summary>
    public static string NoteWithCosignatures(SqliteConnection connection, EpochRow row) =>
        row.Note + string.Concat(Anchors(connection, row.Epoch).Where(anchor => anchor.Kind == Witness).Select(anchor => Encoding.UTF8.GetString(anchor.Data)));

    public static List<CheckpointAnchor> Anchors(SqliteConnection connection, long? epoch)
    {
        SqliteStatement statement = epoch is { } one
            ? connection["SELECT epoch,kind,name,at,data FROM anchor WHERE epoch=?1 ORDER BY kind,name"].Bind(one)
            : connection["SELECT epoch,kind,name,at,data FROM anchor ORDER BY epoch,kind,name"];
        var anchors = new List<CheckpointAnchor>();
        while (statement.Step())
        {
            DateTimeOffset? at = statement.OptionalInteger(3) is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
            anchors.Add(new CheckpointAnchor(statement.Integer(0), statement.Text(1), statement.Text(2), at, statement.Blob(4)));
        }

        return anchors;
    }

    public static void Keep(SqliteConnection connection, CheckpointAnchor anchor) =>
        connection["INSERT OR REPLACE INTO anchor(epoch,kind,name,at,data) VALUES(?1,?2,?3,?4,?5)"]
            .Bind(anchor.Epoch).Bind(anchor.Kind).Bind(anchor.Name).Bind(anchor.At?.ToUnixTimeMilliseconds()).Bind(anchor.Data).Run();
}
