using System.Collections.Concurrent;
using MspGov.Core.Errors;
using MspGov.Core.Services;

namespace MspGov.Benchmarks;

/// <summary>Keeps what is given out; an error of a tenant ends the benchmark, whose figures would mean nothing.</summary>
internal sealed class Counted<T> : IOutput<T>
{
    private readonly ConcurrentQueue<T> _items = [];

    /// <summary>Sums up.</summary>
    public int Count(Func<T, int> worth) => _items.Sum(worth);

    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        _items.Enqueue(item);
        return ValueTask.CompletedTask;
    }

    public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken) => throw error;

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Progress(ProgressUpdate update)
    {
    }

    public void Verbose(string message)
    {
    }
}
