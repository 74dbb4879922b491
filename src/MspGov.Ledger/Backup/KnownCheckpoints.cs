using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Evidence;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Backup;

/// <summary>A published checkpoint that something outside the backup knows.</summary>
/// <param name="Size">Epochs that it covers; 0 where the source says that none was published.</param>
/// <param name="Hash">Hex SHA-256 of its text; empty for none.</param>
/// <param name="Note">The signed note, where it is at hand.</param>
/// <param name="Source">What knows it.</param>
internal sealed record KnownCheckpoint(long Size, string Hash, string? Note, string Source);

/// <summary>
/// Gathers what is known of the last published checkpoint (LEDGER section 4): the high-water marks of this machine, the store that
/// stands at the target, copies at anchor places, and files that the operator names.
/// </summary>
internal sealed class KnownCheckpoints(string ledgerId, string origin, IReadOnlyList<Vkey> vkeys)
{
    private readonly List<KnownCheckpoint> _known = [];

    public IReadOnlyList<KnownCheckpoint> All => _known;

    /// <summary>The one with most epochs, with its note where one is at hand; null when nothing is known.</summary>
    public KnownCheckpoint? Last => _known.OrderByDescending(known => known.Size).ThenBy(known => known.Note is null).FirstOrDefault();

    /// <summary>The mark, where there is one.</summary>
    public Mark? Mark { get; private set; }

    public void AddMark(params string[] folders)
    {
        Mark = HighWaterMark.Peek(ledgerId, folders);
        if (Mark is not null)
        {
            _known.Add(new KnownCheckpoint(Mark.Published, Mark.PublishedCheckpoint, null, "high-water mark"));
        }
    }

    /// <summary>What a store's own database published; nothing when it cannot be read.</summary>
    public void AddStore(StoreFolder store)
    {
        try
        {
            using SqliteConnection connection = SqliteConnection.Open(store.Database);
            if (EpochRow.LastPublished(connection) is { } row)
            {
                Add(row.Note, "the store that stands there");
            }
        }
        catch (Exception e) when (e is GovException or LedgerFormatException)
        {
            // A damaged store says nothing; the mark and the places do.
        }
    }

    /// <summary>Adds the checkpoint of a copy, a trust anchor or a pack.</summary>
    /// <exception cref="GovException">BackupNotUsable when it is not of this ledger, InvalidArgument when it cannot be read.</exception>
    public void AddFile(string path)
    {
        try
        {
            Add(NoteOf(path), System.IO.Path.GetFileName(path));
        }
        catch (Exception e) when (e is LedgerFormatException or IOException or UnauthorizedAccessException)
        {
            throw PolicyErrors.InvalidArgument.With($"'{path}' holds no published checkpoint of this ledger: {e.Message}", e).About(path);
        }
    }

    private static string NoteOf(string path)
    {
        if (Directory.Exists(path) || path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using PackFiles pack = PackFiles.Open(path);
            return Baseline.OfPack(pack).Note;
        }

        string text = File.ReadAllText(path);
        return text.StartsWith('{') ? TrustAnchor.Load(path).Checkpoint : text;
    }

    private void Add(string noteText, string source)
    {
        SignedNote note = SignedNote.Parse(noteText);
        Checkpoint checkpoint = Checkpoint.Parse(note.Text);
        if (checkpoint.Origin != origin)
        {
            throw new LedgerFormatException($"it is of '{checkpoint.Origin}', not of '{origin}'");
        }

        // One that cannot be checked still counts: it can only make the restore refuse.
        bool signed = note.VerifiedBy(vkeys).Select(signature => signature.Key.Type).Distinct().Count() == 2;
        _known.Add(new KnownCheckpoint(
            checkpoint.Size, HexText.Of(Checkpoint.HashOf(note.Text)), noteText, signed ? source : source + ", signed by keys that the backup does not know"));
    }
}
