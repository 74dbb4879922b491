using System.Text;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Ledger.Append;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Backup;

/// <summary>
/// Founds a successor ledger (LEDGER section 4): a ledger of its own, with new keys, whose <c>msp</c> log begins by naming the
/// predecessor's last published checkpoint. Operators keep their keys; every log begins with the register's documents as they stood.
/// </summary>
internal sealed class Succession(RestoreWork from, RestoreRequest request, Signer signer, TimeProvider time)
{
    private const int MostBytes = 4 << 20;

    // Operators and their rights come last: until then the ledger is being founded, and nobody else could act.
    private static readonly string[] Last = [OperatorDocument.Kind, RoleGrantDocument.Kind];

    // Keys are enrolled anew; a snapshot's file names the ledger that it was taken in.
    private static readonly string[] LeftOut = [OperatorKeyDocument.Kind, Core.Access.Snapshots.AccessSnapshotDocument.Kind];

    private readonly Guid _correlation = Guid.NewGuid();

    /// <summary>Founds it in a new folder.</summary>
    /// <returns>Ledger id, incarnation, number of tenants.</returns>
    public (string Ledger, string Incarnation, int Tenants) Found(string path)
    {
        string ledger = Scalars.Of(Guid.NewGuid());
        string old = from.Folder.Origin;
        string origin = $"{old[..old.LastIndexOf('/')]}/{ledger}";
        StoreFolder folder = StoreFolder.Create(path, ledger, origin, Scalars.ToMilliseconds(time.GetUtcNow()));
        using LedgerKeyPair pair = LedgerKeyPair.Create(origin);
        StoreFiles.Writing(path, () =>
        {
            pair.Save(folder.LedgerKeys);
            foreach (string file in FolderCopy.FilesOf(from.Folder.Path).Where(IsCarried).ToList())
            {
                FolderCopy.Copy(from.Folder.Path, path, file);
            }
        });
        using (SqliteConnection connection = SqliteConnection.Open(folder.Database, create: true))
        {
            Schema.Create(connection);
        }

        List<LogRow> tenants = [.. LogRow.All(from.Connection).Where(row => LogIds.IsTenant(row.Id))];
        string incarnation = Append(new LedgerContext(folder, folder.ReadSecret(), LedgerContext.Here, time), Drafts(ledger, origin, pair, tenants));
        folder.Describe();
        return (ledger, incarnation, tenants.Count);
    }

    // Cursors of forwarding count entries of the old ledger.
    private static bool IsCarried(string file) =>
        file != StoreFolder.Description && !file.StartsWith("keys/ledger/", StringComparison.Ordinal)
        && !file.StartsWith("snapshots/", StringComparison.Ordinal) && !file.StartsWith("forward/", StringComparison.Ordinal);

    private string Append(LedgerContext context, List<EntryDraft> drafts)
    {
        Committer committer = Committer.Acquire(context);
        try
        {
            committer.Append(new AppendRequest(signer, drafts, default) { Internal = true }, TimeSpan.FromSeconds(30));
        }
        finally
        {
            committer.Dispose();
        }

        using SqliteConnection connection = SqliteConnection.Open(context.Folder.Database);
        return EpochRow.Last(connection)!.Leaf.Incarnation;
    }

    private List<EntryDraft> Drafts(string ledger, string origin, LedgerKeyPair pair, List<LogRow> tenants)
    {
        ILookup<string, CarriedRow> rows = CarriedRow.All(from.Connection)
            .Where(row => !LeftOut.Contains(row.Kind))
            .ToLookup(row => row.Tenant is { } tenant && tenants.Any(log => log.Id == tenant) ? tenant : LogIds.Msp);
        var drafts = new List<EntryDraft>
        {
            Draft(LogIds.Keys, LedgerActions.Create, new LedgerCreateDetail(ledger, origin, [.. pair.Vkeys.Select(vkey => vkey.ToString())])),
            Draft(LogIds.Keys, LedgerActions.KeyEnrol, OperatorKeyFile.Enrolment(signer.Operator, signer.Key.Public)),
        };
        drafts.AddRange(from.Keys.Keys
            .Where(key => key.To is null && key.Key.KeyId != signer.Key.KeyId)
            .OrderBy(key => key.From)
            .Select(key => Draft(LogIds.Keys, LedgerActions.KeyEnrol, OperatorKeyFile.Enrolment(key.Operator, key.Key))));
        drafts.Add(Draft(LogIds.Msp, LedgerActions.Succeed, Predecessor()) with { Ticket = request.Ticket, Reason = request.Reason });
        LogRow msp = LogRow.Find(from.Connection, LogIds.Msp)!;
        drafts.AddRange(tenants.SelectMany(log => Carry(log, [.. rows[log.Id]])));
        drafts.AddRange(Carry(msp, [.. rows[LogIds.Msp].Where(row => !Last.Contains(row.Kind))]));
        drafts.AddRange(Carry(msp, [.. rows[LogIds.Msp].Where(row => Last.Contains(row.Kind))], atOnce: true));
        return drafts;
    }

    private SucceedDetail Predecessor()
    {
        EpochRow? published = EpochRow.LastPublished(from.Connection);
        KnownCheckpoint? known = from.Published is { Size: > 0 } last && last.Size > (published?.Epoch ?? -1) + 1 ? last : null;
        return new SucceedDetail(
            from.Folder.LedgerId, from.Folder.Origin,
            known?.Size ?? (published?.Epoch + 1) ?? 0, known?.Hash ?? published?.CheckpointHash ?? "", known is null ? published?.Note : known.Note,
            from.Epochs, from.Last.CheckpointHash);
    }

    // Every log of the predecessor begins its successor, also one of which nothing is carried.
    private IEnumerable<EntryDraft> Carry(LogRow log, List<CarriedRow> rows, bool atOnce = false)
    {
        var part = new List<CarriedDocument>();
        int bytes = 0;
        foreach (CarriedRow row in rows)
        {
            if (bytes + row.Json.Length > MostBytes && !atOnce && part.Count > 0)
            {
                yield return Part();
                (part, bytes) = ([], 0);
            }

            part.Add(new CarriedDocument(row.Kind, Encoding.UTF8.GetString(row.Json)));
            bytes += row.Json.Length;
        }

        yield return Part();

        EntryDraft Part() => Draft(log.Id, LedgerActions.Carry, new CarryDetail(from.Folder.LedgerId, log.Size, Base64Text.Of(log.Root), [.. part]));
    }

    private EntryDraft Draft<T>(string log, string action, T detail) => new()
    {
        Log = log,
        Action = action,
        Correlation = _correlation,
        Detail = CoreJson.ToBytes(detail),
    };

    /// <summary>A row of the predecessor's register as it stands now.</summary>
    private sealed record CarriedRow(string Kind, string? Tenant, byte[] Json)
    {
        public static List<CarriedRow> All(SqliteConnection connection)
        {
            SqliteStatement statement = connection["SELECT kind,tenant,json FROM register WHERE to_epoch IS NULL ORDER BY kind,key"];
            var rows = new List<CarriedRow>();
            while (statement.Step())
            {
                rows.Add(new CarriedRow(statement.Text(0), statement.OptionalText(1), statement.Blob(2)));
            }

            return rows;
        }
    }
}
