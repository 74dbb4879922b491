namespace MspGov.Graph.Throttling;

/// <summary>Lets everything pass.</summary>
public sealed class OpenGate : IThrottleGate, IDisposable
{
    /// <summary>The one instance.</summary>
    public static readonly OpenGate Instance = new();

    /// <inheritdoc/>
    public ValueTask<IDisposable> EnterAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable>(this);

    /// <inheritdoc/>
    public void Observe(GraphRequest request, int status, IReadOnlyDictionary<string, string> headers, TimeSpan? retryAfter)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
