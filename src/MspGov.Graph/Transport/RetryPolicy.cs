using System.Globalization;

namespace MspGov.Graph.Transport;

/// <summary>How often and how long to try again.</summary>
public sealed record RetryPolicy
{
    /// <summary>Attempts at one request in all, while the tenant throttles or is unavailable.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>Attempts while no connection comes about at all.</summary>
    public int MaxConnectAttempts { get; init; } = 3;

    /// <summary>Longest single wait, whatever Retry-After says.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Longest sum of waits for one request.</summary>
    public TimeSpan MaxTotalDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>First wait where the server names none; doubles from there.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for one answer.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="attempt">How many attempts were made.</param>
    /// <param name="retryAfter">What the server asked for; null for nothing or nonsense.</param>
    public TimeSpan Delay(int attempt, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked)
        {
            // A little more than asked, so that many waiting requests do not come back in the same instant.
            TimeSpan spread = TimeSpan.FromMilliseconds(Random.Shared.Next(1, 200));
            return asked + spread < MaxDelay ? asked + spread : MaxDelay;
        }

        double seconds = BaseDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 16)) * (0.75 + (0.5 * Random.Shared.NextDouble()));
        return TimeSpan.FromSeconds(Math.Min(seconds, MaxDelay.TotalSeconds));
    }

    /// <summary>Reads Retry-After: seconds (also fractional) or an HTTP date; null for what is neither, and for dates long past.</summary>
    public static TimeSpan? ParseRetryAfter(string? value, DateTimeOffset now)
    {
        value = value?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null;
        }

        if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            TimeSpan wait = date - now;
            return wait > TimeSpan.Zero ? wait : wait > TimeSpan.FromMinutes(-5) ? TimeSpan.Zero : null;
        }

        return null;
    }
}
