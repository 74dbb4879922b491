using MspGov.Graph.Throttling;
using MspGov.Graph.Transport;

namespace MspGov.Graph;

/// <summary>Limits of a <see cref="TenantClient"/>.</summary>
public sealed record TenantClientSettings
{
    /// <summary>Most requests in flight to the tenant at a time.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>How to try again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>When requests may go out.</summary>
    public IThrottleGate Gate { get; init; } = OpenGate.Instance;

    /// <summary>
    /// Makes a transport with a connection of its own, for the attempt after a 503: Graph asks for it on a new connection (FACTS section 1).
    /// Null where the transport has no connections.
    /// </summary>
    public Func<HttpMessageInvoker>? NewConnection { get; init; }

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
