using System.Diagnostics;
using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Tenants;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Graph.Inventory;
using MspGov.Lab.Http;

namespace MspGov.Benchmarks.Access;

/// <summary>One tenant, growing: time and peak managed memory of reading its inventory and computing every path.</summary>
internal static class LargeTenantBenchmark
{
    public static async Task RunAsync()
    {
        Console.WriteLine("| users | groups | service principals | memberships | paths | read and parsed | computed | peak managed memory |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        await OneAsync(2_000, print: false);
        foreach (int users in (int[])[10_000, 30_000, 100_000])
        {
            await OneAsync(users, print: true);
        }
    }

    private static async Task OneAsync(int users, bool print)
    {
        const string tenantId = "11111111-2222-4333-8444-555555555555";
        using var tenant = new SyntheticTenant(users);
        using var clients = new TenantClientFactory(new TenantClientFactoryOptions { TransportOverride = _ => tenant });
        Environment.SetEnvironmentVariable("MSPGOV_BENCHMARK_TOKEN", LabTokens.Issue(tenantId, DateTimeOffset.UtcNow.AddHours(1)));
        TenantClient client = clients.For(new TenantDocument
        {
            Id = tenantId,
            Name = "large",
            Connection = new() { Kind = ConnectionKind.AccessToken, SecretReference = "env:MSPGOV_BENCHMARK_TOKEN" },
        });
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        using var peak = new PeakMemory();
        long start = Stopwatch.GetTimestamp();
        TenantInventory inventory = await new InventoryReader(client, TimeProvider.System).ReadAsync(InventoryFamily.Access, CancellationToken.None);
        TimeSpan read = Stopwatch.GetElapsedTime(start);
        if (inventory.Completeness != Completeness.Complete)
        {
            throw new InvalidOperationException(string.Join("; ", inventory.Families.Where(family => family.LosesRows).Select(family => $"{family.Family} {family.Reason}")));
        }

        start = Stopwatch.GetTimestamp();
        int paths = new AccessPathFinder(inventory, "large").Find(AccessFilter.All).Count();
        TimeSpan computed = Stopwatch.GetElapsedTime(start);
        if (print)
        {
            Console.WriteLine($"| {users:N0} | {tenant.Groups:N0} | {tenant.Principals:N0} | {tenant.Memberships:N0} | {paths:N0} | {read.TotalSeconds:0.0} s | {computed.TotalSeconds:0.00} s | {peak.Stop() / 1e6:0} MB |");
        }

        GC.KeepAlive(inventory);
    }
}

/// <summary>The largest managed heap seen, by looking every few milliseconds.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public PeakMemory() => _timer = new Timer(_ => Look(), null, 0, 5);

    public long Stop()
    {
        Look();
        return Interlocked.Read(ref _peak);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long now = GC.GetTotalMemory(false);
        if (now > Interlocked.Read(ref _peak))
        {
            Interlocked.Exchange(ref _peak, now);
        }
    }
}
