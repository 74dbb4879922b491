using System.Collections.Concurrent;
using MspGov.Core.Errors;
using MspGov.Core.Services;

namespace MspGov.Engine.Lifecycle;

/// <summary>An output that keeps what it is given.</summary>
internal sealed class Gathered<T> : IOutput<T>
{
    /// <summary>Items, in the order in which they came.</summary>
    public ConcurrentQueue<T> Items { get; } = [];

    /// <summary>Errors.</summary>
    public ConcurrentQueue<GovException> Errors { get; } = [];

    /// <inheritdoc/>
    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        Items.Enqueue(item);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken)
    {
        Errors.Enqueue(error);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Progress(ProgressUpdate update)
    {
    }

    /// <inheritdoc/>
    public void Verbose(string message)
    {
    }
}
