using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>
/// Verifies one pack by the rules of LEDGER section 8. Every rule that can be looked at is, so that a report says all that is wrong;
/// whatever is malformed is a finding, never an exception.
/// </summary>
internal sealed class PackVerification
{
    private readonly TrustAnchor _anchor;
    private readonly Baseline _baseline;
    private readonly FindingList _findings = new();
    private readonly IdSet _ids;
    private readonly PackFiles _files;
    private readonly CancellationToken _cancellationToken;
    private readonly List<AnchorTime> _anchors = [];
    private PackManifest? _manifest;
    private ChainRule? _chain;
    private RangeRule? _range;

    private PackVerification(PackFiles files, TrustAnchor anchor, Baseline baseline, IReadOnlyList<Vkey> trusted, IdSet ids, CancellationToken cancellationToken) =>
        (_files, _anchor, _baseline, Trusted, _ids, _cancellationToken) = (files, anchor, baseline, trusted, ids, cancellationToken);

    /// <summary>The ledger keys trusted after the pack's rotations.</summary>
    public IReadOnlyList<Vkey> Trusted { get; private set; }

    public bool IsValid => _findings.Count == 0;

    public VerificationReport Report { get; private set; } = null!;

    public static PackVerification Run(
        string path, TrustAnchor anchor, Baseline baseline, IReadOnlyList<Vkey> trusted, CancellationToken cancellationToken)
    {
        PackFiles files = PackFiles.Empty;
        string? unreadable = null;
        try
        {
            files = PackFiles.Open(path);
        }
        catch (GovException e) when (e.InnerException is InvalidDataException or LedgerFormatException)
        {
            // Somebody's file is there and is no pack: that is a verdict on it.
            unreadable = e.Message;
        }

        using (files)
        using (var ids = new IdSet())
        {
            var verification = new PackVerification(files, anchor, baseline, trusted, ids, cancellationToken);
            if (unreadable is not null)
            {
                verification._findings.Add(1, "PackUnreadable", unreadable);
            }

            verification.Verify(path);
            return verification;
        }
    }

    private void Verify(string path)
    {
        try
        {
            Judge();
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // A fault of ours that a pack could be made for must not leave it without a verdict.
            _findings.Add(1, "VerifierFault", $"The pack cannot be judged, so it is not accepted ({e.GetType().Name}: {e.Message}). Report this to the maintainers, with the pack.");
        }

        bool anchored = _anchors.Any(anchor => anchor.Counts);
        if (!anchored)
        {
            _findings.Note("No timestamp or witness that the trust anchor lists says when this checkpoint was there: a newer state may have been held back. Set-AuditAnchor names timestamp authorities and witnesses.");
        }

        Report = new VerificationReport
        {
            Verdict = _findings.Count > 0 ? Verdict.Invalid : anchored ? Verdict.Valid : Verdict.ValidNotAnchored,
            Findings = _findings.InOrder(),
            Notes = _findings.Notes,
            Path = path,
            LedgerId = _anchor.Ledger,
            TenantId = _anchor.Log,
            Start = _manifest?.Start,
            End = _manifest?.End,
            Size = _manifest?.Size,
            WholeLog = _manifest is null ? null : _manifest.Start == 0 && _manifest.End == _manifest.Size,
            Erased = _range?.Erased ?? 0,
            Entries = _range?.Entries ?? 0,
            Epochs = _chain?.Checkpoint?.Size ?? 0,
            Anchors = _anchors,
        };
    }

    private void Judge()
    {
        _manifest = new FilesRule(_files, _anchor, _findings).Check();
        var keys = new KeysRule(_files, _anchor, _findings, _ids);
        keys.Read();
        _chain = new ChainRule(_files, _anchor, _findings, keys);
        Trusted = _chain.FollowRotations(Trusted, _baseline.KeysSize);
        FilesRule.CheckNote(_files, _anchor, Trusted, keys.History.AllVkeys.Concat(_anchor.Vkeys), _findings);
        _chain.CheckCheckpoint(Trusted);
        _chain.CheckHeads();
        if (_chain.KeysHead is { } keysHead)
        {
            _findings.Demand(
                keysHead.Size == keys.Size && keysHead.Root.AsSpan().SequenceEqual(keys.RootAt(keys.Size)),
                5, "KeysLogIncomplete", "The entries of log keys do not give its head: something is missing, added or changed.");
        }

        var epoch = new LastEpoch(_chain.Epoch, _baseline, _findings);
        foreach (Entries.Statement statement in keys.Statements)
        {
            epoch.Check(statement, isKeys: true);
        }

        _range = new RangeRule(_files, _anchor, _findings, keys, _ids, epoch);
        if (_chain.Head is { } head)
        {
            _range.Check(head, _manifest, _cancellationToken);
        }

        new HistoryRule(_files, _baseline, _findings).Check(_chain, keys);
        _anchors.AddRange(new AnchoringRule(_files, _anchor, _findings).Check(_chain));
    }
}
