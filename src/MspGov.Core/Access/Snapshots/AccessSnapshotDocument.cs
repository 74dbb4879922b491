using MspGov.Core.Access.Inventory;
using MspGov.Core.Register;

namespace MspGov.Core.Access.Snapshots;

/// <summary>A saved picture of a tenant's effective access. The ledger keeps its hash; the paths are in a file of the store.</summary>
public sealed record AccessSnapshotDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "accessSnapshot";

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its name at the time.</summary>
    public required string TenantName { get; init; }

    /// <summary>When reading began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How much was read.</summary>
    public required Completeness Completeness { get; init; }

    /// <summary>Families that are not complete.</summary>
    public IReadOnlyList<FamilyResult> Incomplete { get; init; } = [];

    /// <summary>Number of paths.</summary>
    public int Paths { get; init; }

    /// <summary>How many are privileged.</summary>
    public int Privileged { get; init; }

    /// <summary>How many are standing.</summary>
    public int Standing { get; init; }

    /// <summary>Hex SHA-256 of the snapshot's lines, uncompressed.</summary>
    public required string Hash { get; init; }

    /// <summary>Operator who took it.</summary>
    public string? TakenBy { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => null;
}
