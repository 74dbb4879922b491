using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Append;

/// <summary>What stays the same from commit to commit.</summary>
internal sealed record LedgerContext(StoreFolder Folder, byte[] Secret, StatementSource Source, TimeProvider Time)
{
    // Log keys goes whole into every client's pack, without personal names (LEDGER section 3).
    public static readonly StatementSource KeysSource = new("-", "-", "-");

    public string Ledger => Folder.LedgerId;

    /// <summary>This machine, user and version.</summary>
    public static StatementSource Here { get; } = new(
        Environment.MachineName,
        Environment.UserName,
        typeof(LedgerContext).Assembly.GetName().Version?.ToString(3) ?? "0");
}
