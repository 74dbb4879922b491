namespace MspGov.Graph.Throttling;

/// <summary>A token bucket.</summary>
/// <param name="PerSecond">Units that come back in a second.</param>
/// <param name="Burst">Units that may be spent at once.</param>
/// <param name="Always">
/// True when it is kept to at all times. The directory's own bucket is kept to only while the tenant shows signs of throttling or
/// another process is at work: its size depends on the tenant's, and alone a client seldom empties it.
/// </param>
/// <param name="WholeTenant">True when all applications of the tenant draw on it.</param>
public sealed record WorkloadLimit(double PerSecond, double Burst, bool Always = true, bool WholeTenant = false)
{
    /// <summary>Published limits, by FACTS section 1; workloads without one are learnt from what the tenant answers.</summary>
    public static IReadOnlyDictionary<Workload, WorkloadLimit> Published { get; } = new Dictionary<Workload, WorkloadLimit>
    {
        // The bucket of a tenant with 50 to 500 users: 5,000 units in 10 seconds.
        [Workload.Directory] = new(500, 5_000, Always: false),
        [Workload.DirectoryWrite] = new(20, 3_000),
        [Workload.Reports] = new(0.5, 5),
        [Workload.Protection] = new(1, 1, WholeTenant: true),
        [Workload.Intune] = new(100, 2_000),
        [Workload.TenantRelationships] = new(50, 1_000),
    };

    /// <summary>No published limits: only what the tenant answers counts.</summary>
    public static IReadOnlyDictionary<Workload, WorkloadLimit> None { get; } = new Dictionary<Workload, WorkloadLimit>();
}
