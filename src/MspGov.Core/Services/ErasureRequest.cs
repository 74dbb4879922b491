namespace MspGov.Core.Services;

/// <summary>Which details to erase, and why. Without bounds: all of the log.</summary>
public sealed record ErasureRequest
{
    /// <summary>Log id.</summary>
    public required string Log { get; init; }

    /// <summary>First seq.</summary>
    public long? First { get; init; }

    /// <summary>Last seq, included.</summary>
    public long? Last { get; init; }

    /// <summary>Only these seqs; null for all.</summary>
    public IReadOnlyCollection<long>? Seqs { get; init; }

    /// <summary>Only entries older than this, UTC.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Ticket of the request for erasure.</summary>
    public required string Ticket { get; init; }

    /// <summary>Reason in words.</summary>
    public required string Reason { get; init; }
}

/// <summary>What a request would erase, as the ledger stands.</summary>
/// <param name="Log">Log id.</param>
/// <param name="Details">Number of details that would be erased.</param>
/// <param name="Kept">Number of details left out because the register of today needs them.</param>
/// <param name="Ranges">Pairs of first and last seq, both included.</param>
public sealed record ErasurePlan(string Log, int Details, int Kept, IReadOnlyList<IReadOnlyList<long>> Ranges);

/// <summary>What was erased.</summary>
/// <param name="Log">Log id.</param>
/// <param name="Seq">The erasing entry.</param>
/// <param name="Erased">Number of details erased.</param>
/// <param name="Kept">Number of details left out because the register of today needs them.</param>
/// <param name="Ranges">Pairs of first and last seq, both included.</param>
public sealed record ErasureInfo(string Log, long Seq, int Erased, int Kept, IReadOnlyList<IReadOnlyList<long>> Ranges)
{
    /// <summary>The client tenant; null for a log of the MSP.</summary>
    public string? TenantId => Core.Ledger.LogIds.IsTenant(Log) ? Log : null;
}
