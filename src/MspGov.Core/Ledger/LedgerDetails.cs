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
