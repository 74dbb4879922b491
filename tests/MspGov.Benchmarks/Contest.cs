using System.Diagnostics;

namespace MspGov.Benchmarks;

/// <summary>
/// Ways to the same end, taken by turns so that what else the machine does falls on all of them; the best time of each counts.
/// </summary>
internal sealed class Contest(int rounds)
{
    private readonly List<(string Way, Func<Task> Go)> _ways = [];

    public void Enter(string way, Func<Task> go) => _ways.Add((way, go));

    public async Task<IReadOnlyList<Result>> RunAsync()
    {
        var best = new Dictionary<string, Result>();
        for (int round = 0; round < rounds; round++)
        {
            foreach ((string way, Func<Task> go) in _ways)
            {
                GC.Collect();
                TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
                long start = Stopwatch.GetTimestamp();
                await go();
                TimeSpan time = Stopwatch.GetElapsedTime(start);
                processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
                best[way] = best.TryGetValue(way, out Result? known) ? known.Better(time, processor) : new(way, time, processor);
            }
        }

        return [.. _ways.Select(way => best[way.Way])];
    }

    /// <summary>Load of the machine over the last minute, where it tells.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <param name="Way">Name.</param>
    /// <param name="Time">Best wall time.</param>
    /// <param name="Processor">Least processor time of the whole process, server and client.</param>
    internal sealed record Result(string Way, TimeSpan Time, TimeSpan Processor)
    {
        public Result Better(TimeSpan time, TimeSpan processor) =>
            this with { Time = time < Time ? time : Time, Processor = processor < Processor ? processor : Processor };
    }
}
