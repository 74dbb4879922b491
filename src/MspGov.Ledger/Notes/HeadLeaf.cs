using System.Security.Cryptography;
using System.Text;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Notes;

/// <summary>The head of one log in the heads tree of an epoch (LEDGER section 4).</summary>
internal sealed record HeadLeaf(string Ledger, long Slot, string Log, long Size, byte[] Root, byte[] Salt)
{
    private const string Header = "mspgov.head.v1";

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(
        $"{Header}\n{Ledger}\n{Scalars.Of(Slot)}\n{Log}\n{Scalars.Of(Size)}\n{Base64Text.Of(Root)}\n{Base64Text.Of(Salt)}\n");

    public static HeadLeaf Parse(ReadOnlySpan<byte> bytes)
    {
        LineText lines = new LineText(bytes).Expect(Header);
        var head = new HeadLeaf(lines.Next(), lines.Integer(), lines.Next(), lines.Integer(), lines.Hash(), lines.Hash());
        lines.End();
        return head;
    }

    /// <summary>Salt of a log's slot; hides neighbours' heads from who sees only the hashes.</summary>
    public static byte[] SaltOf(byte[] secret, string log) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes("slot:" + log));

    /// <summary>Leaf of a slot without a log.</summary>
    public static byte[] Vacant(byte[] secret, long slot) => Encoding.UTF8.GetBytes(
        $"mspgov.vacant.v1\n{Scalars.Of(slot)}\n{Base64Text.Of(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes("vacant:" + Scalars.Of(slot))))}\n");
}
