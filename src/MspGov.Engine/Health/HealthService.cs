using MspGov.Core.Errors;
using MspGov.Core.Reports;
using MspGov.Core.Services;

namespace MspGov.Engine.Health;

/// <summary>Runs the checks that were asked for. A check that fails to run is critical, and the others go on.</summary>
internal sealed class HealthService(StoreHealth store, WorkHealth work, string path, TimeProvider time) : IHealthService
{
    /// <inheritdoc/>
    public GovernanceHealth Check(HealthRequest request, CancellationToken cancellationToken)
    {
        if (request.Checks.FirstOrDefault(pattern => !HealthChecks.All.Any(check => HealthChecks.Wanted(check, [pattern]))) is { } unknown)
        {
            throw PolicyErrors.InvalidArgument.With($"No check fits '{unknown}'. The checks are {string.Join(", ", HealthChecks.All)}.").About(unknown);
        }

        var checks = new List<HealthCheck>();
        foreach (string check in HealthChecks.All.Where(check => HealthChecks.Wanted(check, request.Checks)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            checks.Add(One(check, request, cancellationToken));
        }

        return new GovernanceHealth { Path = path, At = time.GetUtcNow(), Checks = checks };
    }

    private HealthCheck One(string check, HealthRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return check switch
            {
                HealthChecks.StoreOpen => store.Open(),
                HealthChecks.StoreDisk => store.Disk(request.FreeBytes),
                HealthChecks.StoreClock => store.Clock(),
                HealthChecks.LedgerVerify => store.Verify(request.Full, cancellationToken),
                HealthChecks.LedgerHighWater => store.HighWater(),
                HealthChecks.LedgerAnchored => store.Anchored(request.AnchorWithin),
                HealthChecks.KeysLedger => store.LedgerKeys(),
                HealthChecks.KeysRights => store.Rights(),
                HealthChecks.KeysCertificates => work.Certificates(),
                HealthChecks.ElevationSweep => work.Sweep(request.SweepWithin),
                HealthChecks.ElevationOverdue => work.Overdue(),
                HealthChecks.ChangeInDoubt => work.InDoubt(),
                HealthChecks.ForwardingCursor => work.Forwarding(request.ForwardWithin),
                _ => throw new InvalidOperationException($"There is no check '{check}'."),
            };
        }
        catch (Exception e) when (e is GovException or IOException or UnauthorizedAccessException or FormatException)
        {
            return new HealthCheck(check, HealthStatus.Critical, $"The check could not be made: {e.Message}", "Test-AuditLedger");
        }
    }
}
