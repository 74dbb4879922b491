using System.Diagnostics;
using System.Globalization;
using MspGov.Benchmarks.Support;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Testing;

namespace MspGov.Benchmarks.Throttling;

/// <summary>
/// One process and two against a tenant with a bucket of resource units, the same requests in all: how many answers were 429. The
/// processes share their budget through a store's folder.
/// </summary>
internal static class ThrottleBenchmark
{
    private const int Rounds = 6;
    private const int Requests = 480;
    private const int UnitsPer10Seconds = 500;

    public static async Task RunAsync()
    {
        int[] refused = [0, 0];
        Console.WriteLine($"{Requests} requests of 5 units at {UnitsPer10Seconds} units in 10 s, 16 at once a process");
        Console.WriteLine("| round | 429s of one process | of two | time of one | of two |");
        Console.WriteLine("|---|---|---|---|---|");
        for (int round = 1; round <= Rounds; round++)
        {
            (int alone, TimeSpan aloneTime) = await OneAsync(1);
            (int together, TimeSpan togetherTime) = await OneAsync(2);
            refused = [refused[0] + alone, refused[1] + together];
            Console.WriteLine($"| {round} | {alone} | {together} | {aloneTime.TotalSeconds:0.0} s | {togetherTime.TotalSeconds:0.0} s |");
        }

        Console.WriteLine($"| all | {refused[0]} | {refused[1]} | | |");
    }

    /// <summary>What a started process does: waits for a line, sends its requests, tells how many were refused on the way.</summary>
    public static async Task WorkAsync(string[] args)
    {
        Environment.SetEnvironmentVariable("MSPGOV_BENCHMARK_TOKEN", args[2]);
        int refused = 0;
        using var clients = new TenantClientFactory(new TenantClientFactoryOptions
        {
            BudgetFolder = args[3],
            TransportOverride = _ => new Counter(() => Interlocked.Increment(ref refused)),
        });
        TenantClient client = clients.For(new TenantDocument
        {
            Id = args[1],
            Name = "lab",
            Connection = new() { Kind = ConnectionKind.AccessToken, SecretReference = "env:MSPGOV_BENCHMARK_TOKEN", GraphEndpoint = args[0] },
        });
        Console.WriteLine("ready");
        Console.ReadLine();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, int.Parse(args[4], CultureInfo.InvariantCulture)),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, cancellationToken) => await client.SendAsync(GraphRequest.Get("/groups/11111111-1111-4111-8111-111111111111/transitiveMembers"), cancellationToken));
        Console.WriteLine(refused);
    }

    private static async Task<(int Refused, TimeSpan Time)> OneAsync(int processes)
    {
        using var folder = new TempFolder();
        using LabProcess lab = await LabProcess.StartAsync(1, LabSize.Small, TimeSpan.FromMilliseconds(20), UnitsPer10Seconds);
        LabProcess.Tenant tenant = lab.Tenants[0];
        Process[] workers =
        [
            .. Enumerable.Range(0, processes).Select(_ => Self.Start(
                ["throttle", lab.Endpoint.ToString(), tenant.TenantId, tenant.Token, folder.Path, $"{Requests / processes}"])),
        ];
        foreach (Process worker in workers)
        {
            await worker.StandardOutput.ReadLineAsync();
        }

        long start = Stopwatch.GetTimestamp();
        foreach (Process worker in workers)
        {
            await worker.StandardInput.WriteLineAsync();
        }

        int refused = 0;
        foreach (Process worker in workers)
        {
            refused += int.Parse((await worker.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            worker.Dispose();
        }

        return (refused, Stopwatch.GetElapsedTime(start));
    }

    private sealed class Counter(Action refused) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode == 429)
            {
                refused();
            }

            return response;
        }
    }
}
