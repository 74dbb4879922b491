using System.Security.Cryptography;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Verification;

/// <summary>
/// Whether the lookup tables hold just what the entries and epochs give, so that a query leaves nothing out. Both are taken as
/// polynomials and compared at a secret point: in any order and in flat memory. A row is a polynomial of its bytes, rows together are
/// the product of (x - row), and different rows agree with a chance of their bytes in 2^61 (Schwartz, Zippel), whoever chose them.
/// </summary>
internal sealed class LookupAudit(SqliteConnection connection)
{
    private const ulong Prime = (1UL << 61) - 1;
    private const int BytesAtOnce = 7;

    private readonly (long Pos, long Epoch) _end = LookupTables.End(connection);
    private readonly ulong _x = Draw();
    private readonly ulong _y = Draw();
    private ulong _expected = 1;

    /// <summary>What the rows of an entry are; 1 where they are not filled in yet. Safe for concurrent callers.</summary>
    public ulong OfEntry(
        long pos, long slot, long at, ReadOnlySpan<byte> action, ReadOnlySpan<byte> @operator, ReadOnlySpan<byte> correlation, ReadOnlySpan<byte> subject, bool hasSubject)
    {
        if (pos >= _end.Pos)
        {
            return 1;
        }

        ulong rows = Times(Row(Table.Action, action, 0, pos), Row(Table.SlotAction, action, slot, pos));
        rows = Times(rows, Row(Table.SlotAt, default, slot, pos, at));
        rows = Times(rows, Row(Table.Operator, @operator, 0, pos));
        rows = Times(rows, Row(Table.Correlation, correlation, 0, pos));
        return hasSubject ? Times(rows, Row(Table.Subject, subject, 0, pos)) : rows;
    }

    public void Add(ulong rows) => _expected = Times(_expected, rows);

    public void AddEpoch(long epoch, DateTimeOffset at)
    {
        if (epoch < _end.Epoch)
        {
            Add(Row(Table.EpochAt, default, 0, epoch, at.ToUnixTimeMilliseconds()));
        }
    }

    /// <summary>Compares with what is stored.</summary>
    public void End(FindingList findings)
    {
        ulong found = 1;
        SqliteStatement statement = connection["""
            SELECT 0,action,0,pos,0 FROM find_action UNION ALL SELECT 1,action,slot,pos,0 FROM find_slot_action UNION ALL SELECT 2,NULL,slot,pos,at FROM find_slot_at
            UNION ALL SELECT 3,operator,0,pos,0 FROM find_operator UNION ALL SELECT 4,correlation,0,pos,0 FROM find_correlation
            UNION ALL SELECT 5,subject,0,pos,0 FROM find_subject UNION ALL SELECT 6,NULL,0,epoch,at FROM find_epoch_at
            """];
        while (statement.Step())
        {
            found = Times(found, Row((Table)statement.Integer(0), statement.Bytes(1), statement.Integer(2), statement.Integer(3), statement.Integer(4)));
        }

        findings.Demand(found == _expected, 0, "LookupWrong", "The tables that find entries by action, time, operator, correlation and subject are not what the entries give.");
    }

    /// <summary>x less the row's polynomial at y. Numbers go in by halves and text by seven bytes, so that nothing is as large as the prime.</summary>
    private ulong Row(Table table, ReadOnlySpan<byte> text, long slot, long pos, long at = 0)
    {
        ulong row = Next(Next(1, (ulong)table), (ulong)text.Length);
        foreach (long number in (ReadOnlySpan<long>)[slot, pos, at])
        {
            row = Next(Next(row, (ulong)number >> 32), (uint)number);
        }

        for (; !text.IsEmpty; text = text[Math.Min(BytesAtOnce, text.Length)..])
        {
            ulong bytes = 0;
            foreach (byte value in text[..Math.Min(BytesAtOnce, text.Length)])
            {
                bytes = (bytes << 8) | value;
            }

            row = Next(row, bytes);
        }

        return _x >= row ? _x - row : _x + Prime - row;
    }

    private ulong Next(ulong row, ulong coefficient)
    {
        ulong sum = Times(row, _y) + coefficient;
        return sum >= Prime ? sum - Prime : sum;
    }

    // The prime is one less than a power of two: what is above its bits counts as ones.
    private static ulong Times(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        ulong sum = (low & Prime) + ((low >> 61) | (high << 3));
        return sum >= Prime ? sum - Prime : sum;
    }

    private static ulong Draw() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) % Prime;

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
