using System.Diagnostics;
using System.Globalization;
using MspGov.Testing.Loopback;
using Xunit.Abstractions;

namespace MspGov.Graph.Tests.Throttling;

/// <summary>Real processes against a tenant with a real bucket.</summary>
public sealed class SharedBudgetTests(ITestOutputHelper output) : IDisposable
{
    private const int Requests = 900;

    private readonly string _folder = Directory.CreateTempSubdirectory("mspgov-shared").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_processes_get_no_more_429s_than_one()
    {
        int alone = await RunAsync(1, "one");
        int together = await RunAsync(2, "two");
        output.WriteLine($"{Requests} requests at a bucket of 100 with 100 a second: one process got {alone} answers 429, two got {together}.");
        Assert.True(alone > 0, "The tenant never throttled.");

        // Within a tenth, and one window of requests that were on their way when the first 429 came.
        Assert.InRange(together, 0, (alone * 1.1) + 8);
    }

    private async Task<int> RunAsync(int processes, string name)
    {
        Bucket bucket = new();
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/groups/x", _ => bucket.TryTake() ? Reply.Json("{}") with { Delay = TimeSpan.FromMilliseconds(5) } : Reply.Throttled("1"));
        List<Process> workers = [.. Enumerable.Range(0, processes).Select(_ => Start(graph.Endpoint, Path.Combine(_folder, name), Requests / processes))];
        foreach (Process worker in workers)
        {
            Assert.Equal("ready", await worker.StandardOutput.ReadLineAsync());
        }

        foreach (Process worker in workers)
        {
            await worker.StandardInput.WriteLineAsync();
        }

        foreach (Process worker in workers)
        {
            Assert.Equal((Requests / processes).ToString(CultureInfo.InvariantCulture), await worker.StandardOutput.ReadLineAsync());
            await worker.WaitForExitAsync();
            worker.Dispose();
        }

        return bucket.Refused;
    }

    private static Process Start(Uri endpoint, string folder, int requests)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(SharedBudgetTests).Assembly.Location);
        foreach (string argument in BudgetWorker.Arguments(endpoint, folder, requests))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>A hundred at once, and a hundred a second.</summary>
    private sealed class Bucket
    {
        private const double Size = 100;

        private readonly object _gate = new();
        private double _units = Size;
        private long _last = Stopwatch.GetTimestamp();

        public int Refused { get; private set; }

        public bool TryTake()
        {
            lock (_gate)
            {
                long now = Stopwatch.GetTimestamp();
                _units = Math.Min(Size, _units + (Stopwatch.GetElapsedTime(_last, now).TotalSeconds * Size));
                _last = now;
                if (_units >= 1)
                {
                    _units--;
                    return true;
                }

                Refused++;
                return false;
            }
        }
    }
}
