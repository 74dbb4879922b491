namespace MspGov.Core.Ledger;

/// <summary>Detail of <c>ledger.create</c> (LEDGER section 3).</summary>
/// <param name="Ledger">Ledger UUID.</param>
/// <param name="Origin">Origin of checkpoints.</param>
/// <param name="Vkeys">Both ledger keys, ECDSA first.</param>
public sealed record LedgerCreateDetail(string Ledger, string Origin, IReadOnlyList<string> Vkeys);

/// <summary>Detail of <c>operator.key.enrol</c>.</summary>
/// <param name="Operator">Operator id.</param>
/// <param name="Keyid">Hex SHA-256 of the SPKI.</param>
/// <param name="Spki">Base64 DER of the SubjectPublicKeyInfo.</param>
public sealed record KeyEnrolDetail(string Operator, string Keyid, string Spki);

/// <summary>Detail of <c>operator.key.retire</c>.</summary>
/// <param name="Operator">Operator id.</param>
/// <param name="Keyid">Hex SHA-256 of the SPKI.</param>
public sealed record KeyRetireDetail(string Operator, string Keyid);

/// <summary>Detail of <c>ledger.key.rotate</c>.</summary>
/// <param name="OldVkeys">Keys so far, ECDSA first.</param>
/// <param name="NewVkeys">Keys from now on, ECDSA first.</param>
public sealed record KeyRotateDetail(IReadOnlyList<string> OldVkeys, IReadOnlyList<string> NewVkeys);

/// <summary>Detail of <c>detail.erase</c> (LEDGER section 6).</summary>
/// <param name="Ranges">Pairs of first and last seq, both included.</param>
public sealed record DetailEraseDetail(IReadOnlyList<IReadOnlyList<long>> Ranges);

/// <summary>Detail of a refused attempt: a <c>denied</c> fact.</summary>
/// <param name="Refusal">The policy's reason.</param>
/// <param name="Log">The log that was meant.</param>
/// <param name="Phase">The phase that was meant.</param>
public sealed record DeniedDetail(string Refusal, string Log, EntryPhase Phase);

/// <summary>Detail of <c>trust.export</c> and <c>evidence.export</c>.</summary>
/// <param name="File">Name of the file or folder, without its path.</param>
/// <param name="Start">First seq asked for; null for the beginning.</param>
/// <param name="End">End seq asked for, exclusive; null for the end.</param>
public sealed record HandoutDetail(string File, long? Start = null, long? End = null);

/// <summary>Detail of <c>store.backup</c>: of the intent the place alone, of the outcome all.</summary>
/// <param name="Folder">Name of the backup's folder, without its path.</param>
/// <param name="Epochs">Number of epochs that it holds.</param>
/// <param name="Checkpoint">Hex SHA-256 of the text of its last checkpoint.</param>
/// <param name="Manifest">Hex SHA-256 of its manifest.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Failure">Error id of what went wrong.</param>
public sealed record BackupDetail(string Folder, long? Epochs = null, string? Checkpoint = null, string? Manifest = null, long? Bytes = null, string? Failure = null);

/// <summary>Detail of <c>ledger.restore</c> (LEDGER section 4).</summary>
/// <param name="Epochs">Number of epochs that the backup held.</param>
/// <param name="Checkpoint">Hex SHA-256 of the text of its last checkpoint.</param>
/// <param name="Published">Number of epochs of the last published checkpoint that was known; 0 for none.</param>
/// <param name="PublishedCheckpoint">Hex SHA-256 of its text; empty for none.</param>
/// <param name="ComparedWith">What said so.</param>
/// <param name="Asserted">Whether the operator stated that nothing was published after the backup.</param>
/// <param name="LostEpochs">Epochs that had been seen and are not in the backup.</param>
/// <param name="Incarnation">The incarnation that was left.</param>
/// <param name="Manifest">Hex SHA-256 of the backup's manifest; null for a store that is no backup.</param>
public sealed record RestoreDetail(
    long Epochs, string Checkpoint, long Published, string PublishedCheckpoint, IReadOnlyList<string> ComparedWith, bool Asserted, long LostEpochs, string Incarnation, string? Manifest);

/// <summary>Detail of <c>ledger.succeed</c>: what the successor ledger succeeds (LEDGER section 4).</summary>
/// <param name="Predecessor">Ledger UUID of the predecessor.</param>
/// <param name="Origin">Its origin.</param>
/// <param name="Size">Number of epochs of its last published checkpoint; 0 for none.</param>
/// <param name="Checkpoint">Hex SHA-256 of the text of that checkpoint; empty for none.</param>
/// <param name="Note">The signed note of it, where it is at hand.</param>
/// <param name="CarriedSize">Number of epochs of the state that was carried over.</param>
/// <param name="CarriedCheckpoint">Hex SHA-256 of the text of the checkpoint of that state.</param>
public sealed record SucceedDetail(
    string Predecessor, string Origin, long Size, string Checkpoint, string? Note, long CarriedSize, string CarriedCheckpoint);

/// <summary>Detail of <c>ledger.carry</c>: the first entries of a log of a successor ledger.</summary>
/// <param name="Predecessor">Ledger UUID of the predecessor.</param>
/// <param name="Size">Size of the log in the state that was carried over.</param>
/// <param name="Root">Base64 root of it.</param>
/// <param name="Documents">Documents of the register.</param>
public sealed record CarryDetail(string Predecessor, long Size, string Root, IReadOnlyList<CarriedDocument> Documents);

/// <summary>A document of the register as it stood.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Json">The document's JSON text.</param>
public sealed record CarriedDocument(string Kind, string Json);
