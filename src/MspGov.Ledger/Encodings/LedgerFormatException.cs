namespace MspGov.Ledger.Encodings;

/// <summary>Bytes from outside are not what LEDGER says they must be. Verification turns it into a finding.</summary>
internal sealed class LedgerFormatException(string message, Exception? inner = null) : Exception(message, inner);
