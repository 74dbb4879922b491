using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>How long a log was at an earlier moment. Positions grow with seq, so halving finds it without reading the log.</summary>
internal static class LogSize
{
    /// <summary>Number of the log's entries before a position of the store.</summary>
    public static long At(SqliteConnection connection, long slot, long endPos)
    {
        long low = 0, high = Now(connection, slot);
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (PosOf(connection, slot, middle) < endPos)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static long Now(SqliteConnection connection, long slot)
    {
        SqliteStatement statement = connection["SELECT size FROM log WHERE slot=?1"].Bind(slot);
        long size = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        return size;
    }

    private static long PosOf(SqliteConnection connection, long slot, long seq)
    {
        SqliteStatement statement = connection["SELECT pos FROM entry WHERE slot=?1 AND seq=?2"].Bind(slot).Bind(seq);
        long pos = statement.Step() ? statement.Integer(0) : long.MaxValue;
        statement.Reset();
        return pos;
    }
}
