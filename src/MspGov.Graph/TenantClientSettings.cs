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

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
