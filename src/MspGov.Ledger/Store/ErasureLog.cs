using MspGov.Core.Policy;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>Which seqs an erasing entry names (LEDGER section 6).</summary>
internal static class ErasureLog
{
    /// <summary>Whether the entry at <paramref name="eraser"/> is an erasure that names <paramref name="seq"/>.</summary>
    public static bool Names(SqliteConnection connection, long slot, long eraser, long seq)
    {
        SqliteStatement statement = connection["SELECT detail FROM entry WHERE slot=?1 AND seq=?2 AND action=?3"]
            .Bind(slot).Bind(eraser).Bind(LedgerActions.DetailErase);
        byte[]? detail = statement.Step() ? statement.OptionalBlob(0) : null;
        statement.Reset();
        try
        {
            return detail is not null && Ranges(detail, eraser).Any(range => range.First <= seq && seq <= range.Last);
        }
        catch (LedgerFormatException)
        {
            return false;
        }
    }

    /// <summary>Reads the ranges of an erasure's detail; each must lie before the erasing entry.</summary>
    /// <exception cref="LedgerFormatException">Malformed, or naming later seqs.</exception>
    public static IReadOnlyList<(long First, long Last)> Ranges(ReadOnlySpan<byte> detail, long eraser)
    {
        var ranges = new List<(long, long)>();
        foreach (JsonNodeValue range in StrictJson.Parse(detail).Array("ranges"))
        {
            IReadOnlyList<JsonNodeValue> pair = range.Array();
            if (pair.Count != 2 || pair[0].Integer() > pair[1].Integer() || pair[1].Integer() >= eraser)
            {
                throw new LedgerFormatException("A range of an erasure is malformed or names a later seq.");
            }

            ranges.Add((pair[0].Integer(), pair[1].Integer()));
        }

        return ranges;
    }
}
