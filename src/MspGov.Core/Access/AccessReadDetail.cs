using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access;

/// <summary>Detail of an <c>access.read</c> entry: what was read of the tenant and a digest of what was given out.</summary>
public sealed record AccessReadDetail
{
    /// <summary>How much of the tenant was read.</summary>
    public required Completeness Completeness { get; init; }

    /// <summary>Number of paths given out.</summary>
    public int Paths { get; init; }

    /// <summary>How many of them are privileged.</summary>
    public int Privileged { get; init; }

    /// <summary>How many of them are standing.</summary>
    public int Standing { get; init; }

    /// <summary>Hex SHA-256 over the path ids in ascending order, 16 bytes each.</summary>
    public string? Digest { get; init; }

    /// <summary>Families that are not complete, by name, with why.</summary>
    public IReadOnlyList<FamilyResult> Incomplete { get; init; } = [];

    /// <summary>HTTP requests sent, a batch as one.</summary>
    public int Requests { get; init; }

    /// <summary>When the oldest list that was brought up to date by its changes was last read whole, UTC; null when all was read whole.</summary>
    public DateTimeOffset? WholeAt { get; init; }

    /// <summary>The filter, in words; null when everything was asked.</summary>
    public string? Filter { get; init; }

    /// <summary>Why nothing was read at all.</summary>
    public string? Error { get; init; }
}
