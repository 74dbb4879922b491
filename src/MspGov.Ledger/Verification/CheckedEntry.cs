using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Merkle;

namespace MspGov.Ledger.Verification;

/// <summary>
/// What can be said of one record by itself: its hash, its form, its signature. Made for many records at once on all cores;
/// what depends on neighbours is <see cref="LogAudit"/>'s.
/// </summary>
internal sealed class CheckedEntry
{
    private CheckedEntry(byte[] leaf) => Leaf = leaf;

    public byte[] Leaf { get; }

    public Envelope? Envelope { get; private set; }

    public Statement? Statement { get; private set; }

    /// <summary>Why the record is not an entry; null when it is one.</summary>
    public string? Malformed { get; private set; }

    /// <summary>Whether the signature is the operator's, by a key valid at the stated size; true when signatures are not checked.</summary>
    public bool Signed { get; private set; }

    /// <summary>Checks a record.</summary>
    /// <param name="record">Bytes of the record.</param>
    /// <param name="keys">Log keys; null to leave signatures out.</param>
    public static CheckedEntry Of(ReadOnlySpan<byte> record, KeyHistory? keys)
    {
        var entry = new CheckedEntry(TreeHash.Leaf(record));
        try
        {
            entry.Envelope = Envelope.Parse(record);
            entry.Statement = Statement.Parse(entry.Envelope.Statement);
            entry.Signed = keys is null || IsSigned(entry.Envelope, entry.Statement, keys);
        }
        catch (LedgerFormatException e)
        {
            entry.Malformed = e.Message;
        }

        return entry;
    }

    /// <summary>Only the hash of the record.</summary>
    public static CheckedEntry HashOnly(ReadOnlySpan<byte> record) => new(TreeHash.Leaf(record)) { Signed = true };

    private static bool IsSigned(Envelope envelope, Statement statement, KeyHistory keys) =>
        keys.MaySign(envelope.KeyId, statement.Operator, statement.Log, statement.Seq, statement.Keys)
        && envelope.IsSignedBy(keys.Find(envelope.KeyId)!.Key);
}
