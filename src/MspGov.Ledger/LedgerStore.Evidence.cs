using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Ledger.Append;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Evidence;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

/// <summary>What of others goes into trust anchors and packs.</summary>
public sealed record EvidenceExtras
{
    /// <summary>DER certificates of the timestamping authorities that clients may rely on.</summary>
    public IReadOnlyList<byte[]> TsaCertificates { get; init; } = [];

    /// <summary>Vkeys of the witnesses that clients may rely on.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];

    /// <summary>Has the newest checkpoint anchored (timestamped, witnessed) before a pack is made at it; what it obtains it gives to <see cref="LedgerStore.AddCheckpointAnchor"/>.</summary>
    public Action<PublishedCheckpoint>? Anchor { get; init; }
}

public sealed partial class LedgerStore
{
    /// <summary>Writes a tenant's trust anchor at the newest checkpoint, which is published, and records that it was handed out.</summary>
    /// <returns>Hex SHA-256 of the file.</returns>
    /// <exception cref="GovException">EvidencePathExists, LedgerLogNotFound, OperatorNotPermitted, StoreNotWritable.</exception>
    public string ExportTrust(string tenantId, string path, bool overwrite, EvidenceExtras? extras = null)
    {
        if ((File.Exists(path) && !overwrite) || Directory.Exists(path))
        {
            throw LedgerErrors.EvidenceExists.With($"'{path}' exists. Choose another path, or overwrite it on purpose.");
        }

        EntryView entry = Handout(tenantId, LedgerActions.TrustExport, new HandoutDetail(System.IO.Path.GetFileName(path)));
        TrustAnchor anchor = _readers.Read(connection =>
            EvidenceExport.Anchor(connection, _context.Folder, _context.Secret, EpochRow.Find(connection, entry.Epoch)!, tenantId)) with
        {
            Tsa = extras?.TsaCertificates ?? [],
            Witnesses = [.. (extras?.Witnesses ?? []).Select(Notes.Vkey.Parse)],
        };
        byte[] bytes = anchor.ToBytes();
        StoreFiles.WriteWhole(path, bytes);
        return HexText.Of(System.Security.Cryptography.SHA256.HashData(bytes));
    }

    /// <summary>Writes an evidence pack at the newest checkpoint, which is published, and records that it was handed out.</summary>
    /// <exception cref="GovException">EvidencePathExists, LedgerLogNotFound, LedgerRangeInvalid, TrustAnchorInvalid, OperatorNotPermitted, StoreNotWritable, StoreDiskFull.</exception>
    public EvidenceInfo ExportEvidence(EvidenceRequest request, EvidenceExtras? extras = null, CancellationToken cancellationToken = default)
    {
        // What is wrong with the request is said before anything is recorded.
        Baseline baseline = _readers.Read(connection =>
            EvidenceExport.BaselineOf(connection, _context.Folder, _context.Secret, request.TenantId, request.Baseline));
        CheckRange(request);
        using var sink = new PackSink(request.Path);
        EntryView entry = Handout(request.TenantId, LedgerActions.EvidenceExport, new HandoutDetail(System.IO.Path.GetFileName(request.Path), request.Start, request.End));
        extras?.Anchor?.Invoke(_readers.Read(connection => Publication.Publisher.View(connection, EpochRow.Find(connection, entry.Epoch)!)));
        return _readers.Read(connection =>
        {
            EpochRow epoch = EpochRow.Find(connection, entry.Epoch)!;
            var writer = new PackWriter(connection, _context.Folder, _context.Secret, epoch, request.TenantId, sink);
            long start = request.Start ?? 0;
            long end = request.End ?? writer.Head.Size;
            writer.Write(start, end, baseline, cancellationToken);
            foreach (EvidenceFile file in request.Report?.Invoke(EntriesOf(request.TenantId, start, end)) ?? [])
            {
                sink.Add(file.Name, file.Content);
            }

            _committer.WithLedgerKeys(keys => writer.WriteManifest(start, end, Scalars.ToMilliseconds(_context.Time.GetUtcNow()), Operator, keys));
            sink.Complete();
            return new EvidenceInfo(request.TenantId, request.Path, start, end, writer.Head.Size, epoch.CheckpointHash, sink.Files.Count);
        });
    }

    /// <summary>Records a handing-out in the tenant's log; the commit's checkpoint is published.</summary>
    private EntryView Handout(string tenantId, string action, HandoutDetail detail)
    {
        if (_readers.Read(connection => LogRow.Find(connection, tenantId)) is null || !LogIds.IsTenant(tenantId))
        {
            throw LedgerErrors.LogNotFound.With($"There is no log of tenant '{tenantId}'.");
        }

        var draft = new EntryDraft { Log = tenantId, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) };
        return Append(new AppendRequest(_signer, [draft], default) { Publish = true })[0];
    }

    private void CheckRange(EvidenceRequest request)
    {
        long size = _readers.Read(connection => LogRow.Find(connection, request.TenantId)?.Size ?? 0);
        long start = request.Start ?? 0;
        long end = request.End ?? size;
        if (start < 0 || start > end || end > size)
        {
            throw LedgerErrors.RangeInvalid.With($"The range {start} to {end} is not in the log, which has {size} entries.");
        }
    }

    private IEnumerable<EntryView> EntriesOf(string tenantId, long start, long end) =>
        Query(new EntryQuery { Logs = [tenantId], FirstSeq = start }).TakeWhile(entry => entry.Seq < end);
}
