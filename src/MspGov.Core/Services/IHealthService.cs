using MspGov.Core.Reports;

namespace MspGov.Core.Services;

/// <summary>Whether the store and what must run regularly are well, for monitoring.</summary>
public interface IHealthService
{
    /// <summary>Runs the checks. What a check itself meets becomes its answer: nothing is thrown but cancellation and a malformed request.</summary>
    GovernanceHealth Check(HealthRequest request, CancellationToken cancellationToken);
}

/// <summary>What to check, and from when on something is too old.</summary>
public sealed record HealthRequest
{
    /// <summary>Only checks whose id fits one of these wildcard patterns; all when empty.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>Verifies signatures and decisions too, instead of hashes only.</summary>
    public bool Full { get; init; }

    /// <summary>Age from which a sweep is missed while elevations are open.</summary>
    public TimeSpan SweepWithin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Age of an entry that nobody outside has vouched for, from which it is told; seven times that is critical.</summary>
    public TimeSpan AnchorWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Age of an entry that was not forwarded, from which it is told.</summary>
    public TimeSpan ForwardWithin { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Free bytes on the store's disk below which it is told; a tenth of that is critical.</summary>
    public long FreeBytes { get; init; } = 5L << 30;
}
