namespace MspGov.Ledger;

/// <summary>A checkpoint that may leave the store: signed by both ledger keys.</summary>
/// <param name="Epoch">Epoch it was made with.</param>
/// <param name="Size">Number of epochs it covers.</param>
/// <param name="At">Time of the epoch, UTC.</param>
/// <param name="Text">Text without signatures: what is hashed for a timestamp.</param>
/// <param name="Note">The signed note, with the cosignatures received so far.</param>
public sealed record PublishedCheckpoint(long Epoch, long Size, DateTimeOffset At, string Text, string Note);

/// <summary>What an outside authority gave for a published checkpoint.</summary>
/// <param name="Epoch">Epoch of the checkpoint.</param>
/// <param name="Kind"><c>timestamp</c> (data: DER TimeStampResp), <c>witness</c> (data: the signature line) or <c>place</c>.</param>
/// <param name="Name">Name, unique within kind and epoch; for a timestamp also the file's name in packs.</param>
/// <param name="At">Time it states, UTC.</param>
/// <param name="Data">What was received.</param>
public sealed record CheckpointAnchor(long Epoch, string Kind, string Name, DateTimeOffset? At, byte[] Data);
