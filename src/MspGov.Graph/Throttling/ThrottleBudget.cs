using System.Globalization;

namespace MspGov.Graph.Throttling;

/// <summary>
/// The gate of one application in one tenant. Keeps to the published limits, shares them with other processes through the store, pauses
/// all requests of a workload when one of them is told to wait, and otherwise stays out of the way.
/// </summary>
internal sealed class ThrottleBudget : IThrottleGate
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <summary>Pause after a 429 that names none (Conditional Access).</summary>
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(300);

    private readonly BudgetRecord?[] _records;
    private readonly WorkloadLimit?[] _limits;
    private readonly TimeProvider _time;
    private readonly int _process;

    public ThrottleBudget(BudgetTable table, string appId, string tenantId, IReadOnlyDictionary<Workload, WorkloadLimit> limits, TimeProvider time, int? process = null)
    {
        _time = time;
        _process = process ?? Environment.ProcessId;
        Workload[] workloads = Enum.GetValues<Workload>();
        _limits = [.. workloads.Select(limits.GetValueOrDefault)];
        _records = [.. workloads.Select((workload, i) => table.Find($"{(_limits[i]?.WholeTenant == true ? "*" : appId)}\n{tenantId}\n{workload}"))];
    }

    public async ValueTask<IDisposable> EnterAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken)
    {
        Span<int> units = stackalloc int[_records.Length];
        Span<int> counts = stackalloc int[_records.Length];
        foreach (GraphRequest request in requests)
        {
            RequestCost cost = request.Cost;
            units[(int)cost.Workload] += cost.Units;
            counts[(int)cost.Workload]++;
        }

        long now = _time.GetUtcNow().UtcTicks;
        long wait = 0;
        uint touched = 0;
        for (int i = 0; i < _records.Length; i++)
        {
            if (counts[i] > 0 && _records[i] is { } record)
            {
                touched |= 1u << i;
                wait = Math.Max(wait, Reserve(record, _limits[i], now, units[i]));
            }
        }

        return await PassAsync(touched, wait, cancellationToken);
    }

    public void Observe(GraphRequest request, int status, IReadOnlyDictionary<string, string> headers, TimeSpan? retryAfter)
    {
        if (request.Path.StartsWith("/$batch", StringComparison.Ordinal) && status != 429)
        {
            return;
        }

        if (_records[(int)request.Cost.Workload] is not { } record)
        {
            return;
        }

        long now = _time.GetUtcNow().UtcTicks;
        if (status == 429 || (status == 503 && retryAfter is not null))
        {
            TimeSpan pause = retryAfter ?? DefaultPause;
            record.Throttled(now, pause < LongestPause ? pause : LongestPause);
            return;
        }

        if (headers.TryGetValue("x-ms-throttle-limit-percentage", out string? text)
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share >= 0.8)
        {
            record.Signal(now);
        }

        if (status is >= 200 and < 300)
        {
            record.Succeeded();
        }
    }

    private long Reserve(BudgetRecord record, WorkloadLimit? limit, long now, int units)
    {
        long wait = record.TakeLearnt(now);
        if (limit is null)
        {
            return wait;
        }

        bool enforce = limit.Always || record.IsSignalled(now, Memory) || record.IsShareInUse(now, _process);
        return Math.Max(wait, record.Take(now, units, limit, enforce));
    }

    private async ValueTask<IDisposable> PassAsync(uint touched, long wait, CancellationToken cancellationToken)
    {
        if (wait > 0)
        {
            await Task.Delay(TimeSpan.FromTicks(wait), _time, cancellationToken);
        }

        Pass pass = new(this);
        try
        {
            for (int i = 0; i < _records.Length; i++)
            {
                if ((touched & (1u << i)) != 0)
                {
                    await EnterWindowAsync(_records[i]!, cancellationToken);
                    pass.Entered |= 1u << i;
                }
            }

            return pass;
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    private async ValueTask EnterWindowAsync(BudgetRecord record, CancellationToken cancellationToken)
    {
        while (true)
        {
            long now = _time.GetUtcNow().UtcTicks;
            long paused = record.PausedUntil - now;
            if (paused > 0)
            {
                // Not all at once when the pause is over.
                await Task.Delay(TimeSpan.FromTicks(Math.Min(paused, LongestPause.Ticks)) + TimeSpan.FromMilliseconds(Random.Shared.Next(5, 50)), _time, cancellationToken);
            }
            else if (record.TryEnter(now, _process))
            {
                return;
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 25)), _time, cancellationToken);
            }
        }
    }

    private sealed class Pass(ThrottleBudget budget) : IDisposable
    {
        public uint Entered { get; set; }

        public void Dispose()
        {
            long now = budget._time.GetUtcNow().UtcTicks;
            for (int i = 0; Entered != 0; i++)
            {
                if ((Entered & (1u << i)) != 0)
                {
                    Entered &= ~(1u << i);
                    budget._records[i]!.Leave(now, budget._process);
                }
            }
        }
    }
}
