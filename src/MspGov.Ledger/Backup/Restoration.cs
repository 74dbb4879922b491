using MspGov.Core.Errors;
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
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Backup;

/// <summary>
/// Restores a store (LEDGER section 4). All is done on a copy beside the target, which takes its place last: an interruption leaves
/// what stood there, and the restore can be run again.
/// </summary>
/// <param name="request">What to restore.</param>
/// <param name="copies">Files of published checkpoints at the anchor places that a register names, for a ledger id.</param>
/// <param name="time">Clock.</param>
internal sealed class Restoration(RestoreRequest request, Func<IRegister, string, IEnumerable<string>> copies, TimeProvider time)
{
    private readonly string _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Path));

    private string Staged => _path + ".restoring";

    public RestoreInfo Run(CancellationToken cancellationToken)
    {
        RestoreTarget.TakeBack(_path);
        string succeeding = _path + ".succeeding";
        try
        {
            StoreFiles.Writing(_path, () => Discard(Staged, succeeding));
            RestoreSource source = RestoreSource.Open(Path.GetFullPath(request.BackupPath));
            var target = new RestoreTarget(_path, source.Folder.LedgerId, time);
            target.Check();
            DemandNeed(target);
            StoreFolder folder = source.CopyTo(Staged, cancellationToken);
            using var work = new RestoreWork(folder, Known(folder, target));
            Signer signer = OperatorSigner.Open(folder, work.Keys, request.Operator, request.KeyPath, request.Passphrase);
            using EcdsaPrivateKey key = signer.Key;
            DemandRight(work.Register);
            string? why = work.WhyNotContinued(request.NothingPublishedSince);
            RestoreInfo info = request.AsSuccessor
                ? Succeed(work, why, signer, succeeding)
                : Continue(work, why, signer, source.ManifestHash);
            work.Dispose();
            info = info with { SetAside = target.Replace(request.AsSuccessor ? succeeding : Staged) };
            return info;
        }
        finally
        {
            Discard(Staged, succeeding);
        }
    }

    private static void Discard(params string[] folders)
    {
        foreach (string folder in folders)
        {
            BackupWriter.Discard(folder);
        }
    }

    // A store that opens needs no restore of itself: it would only change its incarnation.
    private void DemandNeed(RestoreTarget target)
    {
        if (target.Store is null || Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.BackupPath)) != _path || request.AsSuccessor)
        {
            return;
        }

        try
        {
            using SqliteConnection connection = SqliteConnection.Open(target.Store.Database);
            StoreInspection.Demand(target.Store, connection);
        }
        catch (GovException)
        {
            return;
        }

        throw PolicyErrors.Conflict.With($"The store at '{_path}' is whole and not rolled back: there is nothing to restore. Connect to it with Connect-GovernanceStore.");
    }

    private KnownCheckpoints Known(StoreFolder folder, RestoreTarget target)
    {
        using SqliteConnection connection = SqliteConnection.Open(folder.Database);
        KeyHistory keys = KeyLog.Read(connection);
        var known = new KnownCheckpoints(folder.LedgerId, folder.Origin, keys.AllVkeys);
        known.AddMark(_path, Path.GetFullPath(request.BackupPath));
        if (target.Store is not null)
        {
            known.AddStore(target.Store);
        }

        foreach (string file in request.Checkpoints.Concat(copies(new SnapshotRegister(connection, null), folder.LedgerId)))
        {
            known.AddFile(file);
        }

        return known;
    }

    // The refusal cannot be recorded: there is no ledger yet that it could stand in.
    private void DemandRight(IRegister register)
    {
        Ruling ruling = OperatorRights.Of(register, request.Operator, time.GetUtcNow()).Demand(Permission.ManageOperators, LogIds.Msp, register);
        if (ruling.Kind != RulingKind.Permit)
        {
            throw ruling.ToException();
        }
    }

    private RestoreInfo Continue(RestoreWork work, string? why, Signer signer, string? manifest)
    {
        if (why is not null)
        {
            throw work.Refusal(why);
        }

        var incarnation = Guid.NewGuid();
        var detail = new RestoreDetail(
            work.Epochs, work.Last.CheckpointHash, work.Published?.Size ?? 0, work.Published?.Hash ?? "", work.Sources,
            work.Published is null, work.LostEpochs, work.Last.Leaf.Incarnation, manifest);
        var draft = new EntryDraft
        {
            Log = LogIds.Msp,
            Action = LedgerActions.Restore,
            Correlation = incarnation,
            Ticket = request.Ticket,
            Reason = request.Reason,
            Detail = CoreJson.ToBytes(detail),
        };
        RestoreInfo info = work.Info(_path, Scalars.Of(incarnation));
        StoreFolder folder = work.Folder;
        work.Dispose();
        Committer committer = Committer.Acquire(new LedgerContext(folder, folder.ReadSecret(), LedgerContext.Here, time));
        try
        {
            committer.Append(new AppendRequest(signer, [draft], default) { Internal = true, Incarnation = Scalars.Of(incarnation) }, TimeSpan.FromSeconds(30));
        }
        finally
        {
            committer.Dispose();
        }

        return info;
    }

    private RestoreInfo Succeed(RestoreWork work, string? why, Signer signer, string path)
    {
        if (why is null)
        {
            throw PolicyErrors.Conflict.With("What is to be restored can continue its ledger, so no successor is founded: restore it without -AsSuccessor.");
        }

        var succession = new Succession(work, request, signer, time);
        (string ledger, string incarnation, int tenants) = succession.Found(path);
        return work.Info(_path, incarnation) with
        {
            LedgerId = ledger,
            Predecessor = work.Folder.LedgerId,
            Warnings =
            [
                $"A successor ledger was founded, because {why}. Every client ({tenants}) needs a new trust anchor: Export-AuditTrust.",
                "Packs and anchors of the predecessor stay good for what they show. Keep its folder or backup: its entries and snapshots stay there.",
            ],
        };
    }
}
