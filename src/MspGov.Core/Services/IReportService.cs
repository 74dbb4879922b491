using MspGov.Core.Reports;

namespace MspGov.Core.Services;

/// <summary>Reports over the ledger.</summary>
public interface IReportService
{
    /// <summary>
    /// Which requirements are answered by which artefacts, how fresh they are, and what is missing. The shipped register is extended, and
    /// requirements of the same framework and id replaced, by <c>evidence-register.json</c> in the store and by <paramref name="extensionPath"/>.
    /// </summary>
    /// <exception cref="Errors.GovException">InvalidArgument, when an extension cannot be read.</exception>
    IReadOnlyList<EvidenceCoverage> GetEvidenceRegister(IReadOnlyList<string> tenantIds, string? extensionPath);

    /// <summary>Active tenants that the operator may read.</summary>
    IReadOnlyList<string> Readable();

    /// <summary>
    /// The posture of tenants, from the register and the newest snapshots: no tenant is asked. A tenant that cannot be judged is handed to
    /// <paramref name="failed"/>, and the others go on.
    /// </summary>
    /// <param name="tenantIds">Tenant ids.</param>
    /// <param name="asOf">The moment, UTC; now when null.</param>
    /// <param name="failed">TenantNotFound, OperatorNotPermitted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IEnumerable<GovernancePosture> GetPosture(IReadOnlyList<string> tenantIds, DateTimeOffset? asOf, Action<Errors.GovException> failed, CancellationToken cancellationToken);

    /// <summary>Many postures of one moment as one, with the MSP's own checks.</summary>
    GovernancePosture GetOverallPosture(IReadOnlyList<GovernancePosture> tenants, DateTimeOffset? asOf);

    /// <summary>
    /// Writes a report of a period and records, in the log of every tenant that a file tells of, that it was written. A tenant that cannot
    /// be reported on is handed to <paramref name="failed"/>, and the others go on.
    /// </summary>
    /// <exception cref="Errors.GovException">InvalidArgument for a period that is none; EvidencePathExists; StoreNotWritable; OperatorNotPermitted.</exception>
    IEnumerable<ReportFile> Export(ReportRequest request, Action<Errors.GovException> failed, CancellationToken cancellationToken);

    /// <summary>The files for people in a pack of that tenant; goes into <see cref="EvidenceRequest.Report"/>.</summary>
    Func<IEnumerable<Ledger.EntryView>, IReadOnlyList<EvidenceFile>> PackReport(string tenantId);
}

/// <summary>How a requirement stands.</summary>
public enum CoverageState
{
    /// <summary>Every artefact is there and fresh.</summary>
    Covered,

    /// <summary>Every artefact is there, at least one is older than it should be.</summary>
    Stale,

    /// <summary>Some artefacts are there.</summary>
    Partial,

    /// <summary>None is.</summary>
    Missing,
}

/// <summary>One requirement in one tenant.</summary>
public sealed record EvidenceCoverage
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Framework, for example <c>ISO 27001:2022</c>.</summary>
    public required string Framework { get; init; }

    /// <summary>Requirement, for example <c>A.5.18</c>.</summary>
    public required string Requirement { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>What is asked, in words.</summary>
    public required string Ask { get; init; }

    /// <summary>How it stands.</summary>
    public required CoverageState State { get; init; }

    /// <summary>The artefacts.</summary>
    public required IReadOnlyList<EvidenceArtefact> Artefacts { get; init; }
}

/// <summary>One artefact.</summary>
/// <param name="Name">Name.</param>
/// <param name="Newest">Time of the newest entry, UTC; null where there is none.</param>
/// <param name="Fresh">Whether that is young enough.</param>
/// <param name="Entries">Number of entries.</param>
/// <param name="Command">The cmdlet that makes it.</param>
public sealed record EvidenceArtefact(string Name, DateTimeOffset? Newest, bool Fresh, long Entries, string Command);
