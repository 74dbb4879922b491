using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>Reads log keys from the database.</summary>
internal static class KeyLog
{
    public const long Slot = 1;

    /// <summary>Continues a history to the log's present end.</summary>
    public static KeyHistory Read(SqliteConnection connection, KeyHistory? known = null)
    {
        KeyHistory keys = known?.Clone() ?? new KeyHistory();
        SqliteStatement statement = connection["SELECT action, detail FROM entry WHERE slot=?1 AND seq>=?2 ORDER BY seq"]
            .Bind(Slot).Bind(keys.Size);
        try
        {
            while (statement.Step())
            {
                keys.Apply(statement.Text(0), statement.Blob(1));
            }

            return keys;
        }
        catch (LedgerFormatException e)
        {
            statement.Reset();
            throw LedgerErrors.Invalid.With($"Log '{LogIds.Keys}' cannot be read: {e.Message} Run Test-AuditLedger.", e);
        }
    }
}
