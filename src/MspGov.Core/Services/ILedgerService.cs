using MspGov.Core.Ledger;

namespace MspGov.Core.Services;

/// <summary>What cmdlets ask of the ledger.</summary>
public interface ILedgerService
{
    /// <summary>Streams entries. Only logs that the operator may read.</summary>
    IEnumerable<EntryView> Query(EntryQuery query, CancellationToken cancellationToken);

    /// <summary>Verifies the whole ledger in one read transaction (LEDGER section 9).</summary>
    VerificationReport Verify(LedgerVerification options, CancellationToken cancellationToken);

    /// <summary>Writes a tenant's trust anchor (LEDGER section 5) and records that it was handed out.</summary>
    /// <returns>Hex SHA-256 of the file, to be told to the client by another way.</returns>
    string ExportTrust(string tenantId, string path, bool overwrite);

    /// <summary>Writes an evidence pack (LEDGER section 7), a folder or a zip, and records that it was handed out.</summary>
    EvidenceInfo ExportEvidence(EvidenceRequest request, CancellationToken cancellationToken);

    /// <summary>Replaces both ledger keys (LEDGER section 4); the old private keys are destroyed. Authorities and places of the settings are asked; one that fails is reported.</summary>
    LedgerKeyRotation RotateKeys(string? ticket, string? reason, Action<Errors.GovException> failed, CancellationToken cancellationToken);

    /// <summary>Writes a backup of the whole store into a new folder while others go on writing, and verifies it. Recorded: an intent before, an outcome after.</summary>
    /// <param name="path">Full path of the folder.</param>
    /// <param name="fast">Verifies hashes and not signatures.</param>
    /// <param name="progress">Called with what is done, of how much; may be null.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    BackupInfo Backup(string path, bool fast, Action<long, long>? progress, CancellationToken cancellationToken);

    /// <summary>What an erasure would erase.</summary>
    ErasurePlan PlanErasure(ErasureRequest request);

    /// <summary>Erases details by a visible, signed entry (LEDGER section 6).</summary>
    ErasureInfo Erase(ErasureRequest request, CancellationToken cancellationToken);
}

/// <summary>A rotation of the ledger keys.</summary>
/// <param name="LedgerId">Ledger id.</param>
/// <param name="Seq">The rotation's entry in log keys.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Epoch">Epoch of the checkpoint that the old keys and the new signed.</param>
/// <param name="OldVkeys">The keys that were destroyed, ECDSA first.</param>
/// <param name="NewVkeys">The keys in force, ECDSA first.</param>
/// <param name="Note">The signed checkpoint.</param>
public sealed record LedgerKeyRotation(string LedgerId, long Seq, DateTimeOffset At, long Epoch, IReadOnlyList<string> OldVkeys, IReadOnlyList<string> NewVkeys, string Note);

/// <summary>Verifies packs; needs no store.</summary>
public interface IEvidenceVerifier
{
    /// <summary>Verifies a pack against a trust anchor, and optionally an earlier pack (LEDGER section 8).</summary>
    VerificationReport Verify(string packPath, string trustAnchorPath, string? earlierPackPath, CancellationToken cancellationToken);
}

/// <summary>How to verify a ledger.</summary>
public sealed record LedgerVerification
{
    /// <summary>Hashes only, no signatures.</summary>
    public bool Fast { get; init; }

    /// <summary>Called with entries done and total.</summary>
    public Action<long, long>? Progress { get; init; }
}

/// <summary>Which evidence to export.</summary>
public sealed record EvidenceRequest
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>A folder, or a path that ends in <c>.zip</c>.</summary>
    public required string Path { get; init; }

    /// <summary>First seq; 0 by default.</summary>
    public long? Start { get; init; }

    /// <summary>End seq, exclusive; the size of the log by default.</summary>
    public long? End { get; init; }

    /// <summary>The anchor or earlier pack that consistency is proven from; the tenant's exported anchor by default.</summary>
    public string? Baseline { get; init; }

    /// <summary>
    /// Writes the files for people (report.html and CSVs) from the very entries of the pack, in order; they are listed and signed with the rest.
    /// </summary>
    public Func<IEnumerable<EntryView>, IReadOnlyList<EvidenceFile>>? Report { get; init; }
}

/// <summary>A file for people in a pack.</summary>
/// <param name="Name">Name at the root of the pack: <c>report.html</c> or <c>NAME.csv</c>.</param>
/// <param name="Content">Its bytes.</param>
public sealed record EvidenceFile(string Name, byte[] Content);

/// <summary>A pack that was exported.</summary>
public sealed record EvidenceInfo(string TenantId, string Path, long Start, long End, long Size, string CheckpointHash, int Files)
{
    /// <summary>What could not be done besides: an authority or place that did not answer.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Verdict of a verification.</summary>
public enum Verdict
{
    /// <summary>All rules hold, and an authority outside vouches for the time.</summary>
    Valid,

    /// <summary>All rules hold; nobody outside vouches for the time.</summary>
    ValidNotAnchored,

    /// <summary>At least one rule does not hold.</summary>
    Invalid,
}

/// <summary>One rule that does not hold.</summary>
/// <param name="Rule">Rule number of LEDGER section 8 (1 to 9); 0 for the store's own checks.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Seq">Entry it is about, where there is one.</param>
/// <param name="Message">In words.</param>
public sealed record Finding(int Rule, string Code, long? Seq, string Message);

/// <summary>Somebody outside who saw a checkpoint.</summary>
/// <param name="Kind"><c>timestamp</c>, <c>witness</c> or <c>place</c>.</param>
/// <param name="Name">Who.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="Counts">Whether the trust anchor lists it.</param>
public sealed record AnchorTime(string Kind, string Name, DateTimeOffset? Time, bool Counts);

/// <summary>Result of verifying a ledger or a pack.</summary>
public sealed record VerificationReport
{
    /// <summary>Verdict.</summary>
    public required Verdict Verdict { get; init; }

    private readonly Finding[] _findings = [];

    /// <summary>Findings, in order of rule. An array underneath: what a collection expression makes cannot be indexed in PowerShell.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get => _findings;
        init => _findings = [.. value];
    }

    /// <summary>Things that are no fault but worth knowing (a clock that jumped back, an unlisted timestamp).</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was verified: path of the store or pack.</summary>
    public string? Path { get; init; }

    /// <summary>Ledger id.</summary>
    public string? LedgerId { get; init; }

    /// <summary>Tenant of a pack.</summary>
    public string? TenantId { get; init; }

    /// <summary>First seq of a pack.</summary>
    public long? Start { get; init; }

    /// <summary>End seq of a pack, exclusive.</summary>
    public long? End { get; init; }

    /// <summary>Size of the log in a pack.</summary>
    public long? Size { get; init; }

    /// <summary>Whether a pack is the whole log.</summary>
    public bool? WholeLog { get; init; }

    /// <summary>Number of erased details.</summary>
    public long Erased { get; init; }

    /// <summary>Entries verified.</summary>
    public long Entries { get; init; }

    /// <summary>Epochs verified.</summary>
    public long Epochs { get; init; }

    private readonly AnchorTime[] _anchors = [];

    /// <summary>Who outside saw it, and when.</summary>
    public IReadOnlyList<AnchorTime> Anchors
    {
        get => _anchors;
        init => _anchors = [.. value];
    }
}
