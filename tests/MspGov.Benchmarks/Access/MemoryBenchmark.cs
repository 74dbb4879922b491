using System.Diagnostics;
using System.Management.Automation;
using MspGov.Benchmarks.Support;
using MspGov.Core.Services;

namespace MspGov.Benchmarks.Access;

/// <summary>Get-TenantAccess over more and more tenants: peak managed memory, and how soon the first object comes. A process for each.</summary>
internal static class MemoryBenchmark
{
    private static readonly string[] Cmdlets = ["Get-TenantAccess -Tenant * -Full", "Get-TenantAccess -Tenant *", "Measure-BlastRadius -Tenant * -Identity $args[0]"];

    public static async Task RunAsync()
    {
        Console.WriteLine($"Medium tenants over loopback HTTP, 8 at once, 20 ms latency, load {Contest.Load()}");
        Console.WriteLine("| cmdlet | tenants | objects | peak managed memory | first object | last |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int tenants in (int[])[10, 40, 160])
        {
            using Process worker = Self.Start(["access-memory", $"{tenants}"]);
            Console.Write(await worker.StandardOutput.ReadToEndAsync());
        }
    }

    public static async Task OneAsync(int tenants)
    {
        using LabProcess lab = await LabProcess.StartAsync(tenants, LabSize.Medium, TimeSpan.FromMilliseconds(20));
        using var module = new ModuleRun(lab);
        string identity = "";
        module.Run("Get-TenantAccess -Tenant lab001 -Full", (path, _) => identity = (string)path.Properties["PrincipalId"].Value);
        foreach (string cmdlet in Cmdlets)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, true, true);
            using var peak = new PeakMemory();
            long start = Stopwatch.GetTimestamp();
            TimeSpan first = default;
            int objects = 0;
            module.Run(
                cmdlet,
                (_, count) =>
                {
                    objects = count;
                    first = count == 1 ? Stopwatch.GetElapsedTime(start) : first;
                },
                identity);
            TimeSpan last = Stopwatch.GetElapsedTime(start);
            Console.WriteLine($"| {cmdlet} | {tenants} | {objects:N0} | {peak.Stop() / 1e6:0} MB | {first.TotalSeconds:0.00} s | {last.TotalSeconds:0.00} s |");
        }
    }
}
