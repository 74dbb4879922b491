using System.Collections.Concurrent;

namespace MspGov.Testing;

/// <summary>A clock on which every wait is over at once and has taken as long as it should: patience without waiting.</summary>
public sealed class SkippingTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private long _ticks;

    /// <summary>Starts at a time.</summary>
    public SkippingTime(DateTimeOffset? start = null) => _ticks = (start ?? new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero)).UtcTicks;

    /// <summary>The waits so far, in order: what tests assert on in place of the wall clock.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            _waits.Enqueue(dueTime);
            Advance(dueTime);
        }

        return new Timer(this, callback, state, dueTime);
    }

    private sealed class Timer : ITimer
    {
        private readonly SkippingTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;

        public Timer(SkippingTime time, TimerCallback callback, object? state, TimeSpan dueTime)
        {
            _time = time;
            _callback = callback;
            _state = state;
            Fire(dueTime);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero)
            {
                _time.Advance(dueTime);
            }

            Fire(dueTime);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Fire(TimeSpan dueTime)
        {
            // Never on the caller's stack: whoever creates a timer may still be constructing what the callback needs.
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => _callback(_state), null);
            }
        }
    }
}
