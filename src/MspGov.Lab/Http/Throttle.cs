using System.Globalization;
using MspGov.Core.Services;

namespace MspGov.Lab.Http;

/// <summary>
/// The limits a tenant has, when they are switched on: resource units per application (token bucket over 10 s), Conditional Access at
/// one request a second whose 429 has no Retry-After, reports at five in ten seconds (FACTS section 1).
/// </summary>
internal sealed class Throttle(TimeProvider time)
{
    private const double Window = 10;

    private readonly Dictionary<string, (double Tokens, DateTimeOffset At)> _buckets = new(StringComparer.Ordinal);
    private readonly object _gate = new();

    /// <summary>A 429 when a limit is reached, else null; <paramref name="headers"/> are those of a permitted answer.</summary>
    internal LabResponse? Check(LabRequest request, LabBehaviour behaviour, string tenantId, string appId, out Dictionary<string, string> headers)
    {
        headers = [];
        if (behaviour.ServiceLimits == true && ServiceLimit(request.Path) is { } limit && !Take($"{limit.Name}", limit.Rate, limit.Burst, 1, out _, out var wait))
        {
            return TooMany(request, tenantId, appId, limit.RetryAfter ? wait : null, "CPULimitExceeded");
        }

        var units = ResourceUnits.Of(request);
        headers["x-ms-resource-unit"] = units.ToString(CultureInfo.InvariantCulture);
        if (behaviour.ResourceUnitsPer10Seconds is not > 0)
        {
            return null;
        }

        var capacity = (double)behaviour.ResourceUnitsPer10Seconds.Value;
        if (!Take("units|" + appId, capacity / Window, capacity, units, out var left, out var delay))
        {
            return TooMany(request, tenantId, appId, delay, "ResourceUnitLimitExceeded");
        }

        var used = 1 - (left / capacity);
        if (used > 0.8)
        {
            headers["x-ms-throttle-limit-percentage"] = used.ToString("0.0#", CultureInfo.InvariantCulture);
        }

        return null;
    }

    /// <summary>The 429 of a random throttle, with the wait that Graph would name.</summary>
    internal LabResponse Random(LabRequest request, string tenantId, string appId, int seconds) =>
        TooMany(request, tenantId, appId, TimeSpan.FromSeconds(seconds), "ResourceUnitLimitExceeded");

    private static (string Name, double Rate, double Burst, bool RetryAfter)? ServiceLimit(string path) =>
        path.StartsWith("/identity/conditionalAccess", StringComparison.OrdinalIgnoreCase) ? ("conditionalAccess", 1, 1, false)
        : path.StartsWith("/auditLogs", StringComparison.OrdinalIgnoreCase) || path.StartsWith("/reports/authenticationMethods", StringComparison.OrdinalIgnoreCase)
            ? ("reports", 0.5, 5, true)
            : null;

    private bool Take(string bucket, double rate, double burst, double cost, out double left, out TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var (tokens, at) = _buckets.TryGetValue(bucket, out var state) ? state : (burst, now);
            tokens = Math.Min(burst, tokens + ((now - at).TotalSeconds * rate));
            var granted = tokens >= cost;
            left = granted ? tokens - cost : tokens;
            wait = granted ? TimeSpan.Zero : TimeSpan.FromSeconds((cost - tokens) / rate);
            _buckets[bucket] = (left, now);
            return granted;
        }
    }

    private LabResponse TooMany(LabRequest request, string tenantId, string appId, TimeSpan? wait, string reason)
    {
        var response = new LabError(429, "TooManyRequests", "Too many requests.").ToResponse(request, time.GetUtcNow())
            .WithHeader("x-ms-throttle-scope", $"Tenant_Application/{(request.IsRead ? "Read" : "Write")}/{appId}/{tenantId}")
            .WithHeader("x-ms-throttle-information", reason);
        return wait is { } delay ? response.WithHeader("Retry-After", ((int)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture)) : response;
    }
}
