using System.Security.Cryptography;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Verification;

/// <summary>
/// Whether the lookup tables hold just what the entries and epochs give, so that a query leaves nothing out. Rows are compared by
/// the sum of their hashes under a key that is drawn anew for each process: in any order, in flat memory, and not to be aimed at.
/// </summary>
internal sealed class LookupAudit(SqliteConnection connection)
{
    private static readonly long KeyOfOne = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
    private static readonly long KeyOfOther = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    private readonly (long Pos, long Epoch) _end = LookupTables.End(connection);
    private ulong _expected;

    /// <summary>What the rows of an entry add to the sum; nothing where they are not filled in yet. Safe for concurrent callers.</summary>
    public ulong OfEntry(long pos, long slot, long at, ReadOnlySpan<byte> action, ReadOnlySpan<byte> @operator, ReadOnlySpan<byte> correlation, ReadOnlySpan<byte> subject) =>
        pos >= _end.Pos ? 0 : Row(Table.Action, action, 0, pos) + Row(Table.SlotAction, action, slot, pos) + Row(Table.SlotAt, default, slot, pos, at)
            + Row(Table.Operator, @operator, 0, pos) + Row(Table.Correlation, correlation, 0, pos) + (subject.IsEmpty ? 0 : Row(Table.Subject, subject, 0, pos));

    public void Add(ulong rows) => _expected += rows;

    public void AddEpoch(long epoch, DateTimeOffset at) => _expected += epoch >= _end.Epoch ? 0 : Row(Table.EpochAt, default, 0, epoch, at.ToUnixTimeMilliseconds());

    /// <summary>Compares with what is stored.</summary>
    public void End(FindingList findings)
    {
        ulong found = 0;
        SqliteStatement statement = connection["""
            SELECT 0,action,0,pos,0 FROM find_action UNION ALL SELECT 1,action,slot,pos,0 FROM find_slot_action UNION ALL SELECT 2,NULL,slot,pos,at FROM find_slot_at
            UNION ALL SELECT 3,operator,0,pos,0 FROM find_operator UNION ALL SELECT 4,correlation,0,pos,0 FROM find_correlation
            UNION ALL SELECT 5,subject,0,pos,0 FROM find_subject UNION ALL SELECT 6,NULL,0,epoch,at FROM find_epoch_at
            """];
        while (statement.Step())
        {
            found += Row((Table)statement.Integer(0), statement.Bytes(1), statement.Integer(2), statement.Integer(3), statement.Integer(4));
        }

        findings.Demand(found == _expected, 0, "LookupWrong", "The tables that find entries by action, time, operator, correlation and subject are not what the entries give.");
    }

    private static ulong Row(Table table, ReadOnlySpan<byte> text, long slot, long pos, long at = 0)
    {
        HashCode one = default, other = default;
        one.Add(KeyOfOne);
        other.Add(KeyOfOther);
        one.AddBytes(text);
        other.AddBytes(text);
        one.Add(HashCode.Combine(KeyOfOther, table, slot, pos, at, text.Length));
        other.Add(HashCode.Combine(KeyOfOne, text.Length, at, pos, slot, table));
        return ((ulong)(uint)one.ToHashCode() << 32) | (uint)other.ToHashCode();
    }

    private enum Table
    {
        Action,
        SlotAction,
        SlotAt,
        Operator,
        Correlation,
        Subject,
        EpochAt,
    }
}
