namespace MspGov.Core.Services;

/// <summary>Forwards entries to a SIEM.</summary>
public interface IForwardService
{
    /// <summary>
    /// Sends what was appended since the last run to the same destination, at least once each: the cursor moves only after the
    /// destination took a batch, and a run that dies in between sends that batch again.
    /// </summary>
    /// <exception cref="Errors.GovException">ForwardFailed; the cursor stands at the last batch that was taken.</exception>
    Task<ForwardResult> SendAsync(ForwardRequest request, CancellationToken cancellationToken);
}

/// <summary>Where to send, and what.</summary>
public sealed record ForwardRequest
{
    /// <summary><c>https://…</c> (or http on loopback), <c>syslog+tls://host:6514</c>, <c>syslog+tcp://host:601</c>, or a file's full path.</summary>
    public required string Destination { get; init; }

    /// <summary>Name of the cursor: runs with the same name go on where the last one ended. The destination by default.</summary>
    public string? Cursor { get; init; }

    /// <summary>Only these logs; all that the operator may read by default.</summary>
    public IReadOnlyList<string>? Logs { get; init; }

    /// <summary>Bearer token for HTTP.</summary>
    public string? Token { get; init; }

    /// <summary>Entries a batch.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Sends everything again from the beginning.</summary>
    public bool Restart { get; init; }
}

/// <summary>What was sent.</summary>
/// <param name="Destination">Where to.</param>
/// <param name="Sent">Entries that the destination took.</param>
/// <param name="Batches">In so many batches.</param>
/// <param name="Logs">Of so many logs.</param>
public sealed record ForwardResult(string Destination, long Sent, int Batches, int Logs);
