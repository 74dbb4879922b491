using MspGov.Core.Errors;

namespace MspGov.Core.Services;

/// <summary>How far a run is.</summary>
/// <param name="Activity">What is being done.</param>
/// <param name="Item">The tenant or step it is about.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">Of how many; 0 when not known.</param>
public sealed record ProgressUpdate(string Activity, string Item, int Done, int Total);

/// <summary>
/// Where asynchronous work puts what it finds. The cmdlet layer drains it on the pipeline thread; awaiting gives back-pressure,
/// so memory stays flat however large the answer. Safe for concurrent callers.
/// </summary>
/// <typeparam name="T">What is streamed.</typeparam>
public interface IOutput<in T>
{
    /// <summary>Gives out one object.</summary>
    ValueTask WriteAsync(T item, CancellationToken cancellationToken);

    /// <summary>Reports an error that does not stop the run: one tenant's, say.</summary>
    ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken);

    /// <summary>Warns.</summary>
    ValueTask WarningAsync(string message, CancellationToken cancellationToken);

    /// <summary>Tells of progress; may be dropped.</summary>
    void Progress(ProgressUpdate update);

    /// <summary>Tells details to those who ask with -Verbose; may be dropped.</summary>
    void Verbose(string message);
}
