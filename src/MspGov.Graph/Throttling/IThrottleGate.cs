namespace MspGov.Graph.Throttling;

/// <summary>Decides when a request may go out, so that a tenant is not driven into throttling.</summary>
public interface IThrottleGate
{
    /// <summary>Waits until the requests may go out together: one, or the items of a batch.</summary>
    /// <returns>To be disposed when the exchange is over.</returns>
    ValueTask<IDisposable> EnterAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken);

    /// <summary>Learns from an answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="headers">Headers of the answer, or of the item of a batch.</param>
    /// <param name="retryAfter">Wait that the server asked for.</param>
    void Observe(GraphRequest request, int status, IReadOnlyDictionary<string, string> headers, TimeSpan? retryAfter);
}
