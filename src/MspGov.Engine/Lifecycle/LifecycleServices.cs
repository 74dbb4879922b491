using MspGov.Core.Ledger;
using MspGov.Core.Services;

namespace MspGov.Engine.Lifecycle;

/// <summary>The other services of the session that runs make use of, so that a run does nothing in a way of its own.</summary>
internal sealed record LifecycleServices
{
    /// <summary>Register of tenants.</summary>
    public required ITenantService Tenants { get; init; }

    /// <summary>Effective access.</summary>
    public required IAccessService Access { get; init; }

    /// <summary>Emergency accounts.</summary>
    public required IBreakGlassService BreakGlass { get; init; }

    /// <summary>Reviews.</summary>
    public required IReviewService Reviews { get; init; }

    /// <summary>Elevation.</summary>
    public required IElevationService Elevation { get; init; }

    /// <summary>Writes a tenant's trust anchor to a path; gives the hash of the file.</summary>
    public required Func<string, string, string> ExportTrust { get; init; }

    /// <summary>Writes an evidence pack with its report.</summary>
    public required Func<EvidenceRequest, CancellationToken, EvidenceInfo> ExportEvidence { get; init; }

    /// <summary>Erases details.</summary>
    public required Func<ErasureRequest, CancellationToken, ErasureInfo> Erase { get; init; }
}
