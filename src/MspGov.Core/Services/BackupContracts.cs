namespace MspGov.Core.Services;

/// <summary>A backup that was written and verified.</summary>
/// <param name="LedgerId">Ledger id.</param>
/// <param name="Path">Full path of the backup's folder.</param>
/// <param name="Epochs">Number of epochs (commits) that it holds.</param>
/// <param name="Entries">Number of entries that it holds.</param>
/// <param name="CheckpointHash">Hex SHA-256 of the text of its last checkpoint.</param>
/// <param name="Files">Number of files, the manifest included.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="ManifestHash">Hex SHA-256 of its manifest <c>backup.json</c>.</param>
/// <param name="At">When it was verified, UTC.</param>
public sealed record BackupInfo(
    string LedgerId, string Path, long Epochs, long Entries, string CheckpointHash, int Files, long Bytes, string ManifestHash, DateTimeOffset At);

/// <summary>What <c>Restore-GovernanceStore</c> asks for.</summary>
public sealed record RestoreRequest
{
    /// <summary>Full path of a backup, or of a store's folder (one that was rolled back, say).</summary>
    public required string BackupPath { get; init; }

    /// <summary>Full path of the store to restore. A store of the same ledger that stands there is set aside.</summary>
    public required string Path { get; init; }

    /// <summary>Operator who restores and signs for it.</summary>
    public required string Operator { get; init; }

    /// <summary>Passphrase of the operator's key.</summary>
    public string? Passphrase { get; init; }

    /// <summary>The operator's key where it is not in the backup.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Ticket of the PSA.</summary>
    public string? Ticket { get; init; }

    /// <summary>Why, in plain words.</summary>
    public required string Reason { get; init; }

    /// <summary>Files that hold a published checkpoint of the ledger (a copied checkpoint, a trust anchor, a pack), to compare the backup with.</summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>The operator states that nothing was published after the backup, where nobody here can know.</summary>
    public bool NothingPublishedSince { get; init; }

    /// <summary>Founds a successor ledger: for a backup that is too old to continue, or when the ledger's keys are lost.</summary>
    public bool AsSuccessor { get; init; }
}

/// <summary>A store that was restored.</summary>
public sealed record RestoreInfo
{
    /// <summary>Full path of the store.</summary>
    public required string Path { get; init; }

    /// <summary>Ledger id; a new one for a successor.</summary>
    public required string LedgerId { get; init; }

    /// <summary>The ledger that it succeeds; null when it continues.</summary>
    public string? Predecessor { get; init; }

    /// <summary>The new incarnation.</summary>
    public required string Incarnation { get; init; }

    /// <summary>Epochs that were taken over.</summary>
    public required long Epochs { get; init; }

    /// <summary>Epochs known here that the backup does not hold: they are lost.</summary>
    public required long LostEpochs { get; init; }

    /// <summary>Epochs up to the last published checkpoint that is known.</summary>
    public required long PublishedEpochs { get; init; }

    /// <summary>What said which checkpoint was the last published.</summary>
    public required IReadOnlyList<string> ComparedWith { get; init; }

    /// <summary>Where the store that stood there was moved to; null when there was none.</summary>
    public string? SetAside { get; init; }

    /// <summary>What is to be done now, in words.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
