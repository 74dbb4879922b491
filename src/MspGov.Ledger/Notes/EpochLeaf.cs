using System.Text;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Notes;

/// <summary>A leaf of the global log (LEDGER section 4).</summary>
internal sealed record EpochLeaf(string Ledger, long Epoch, long Slots, byte[] HeadsRoot, byte[]? PreviousCheckpoint, DateTimeOffset At, string Incarnation)
{
    private const string Header = "mspgov.epoch.v1";

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(
        $"{Header}\n{Ledger}\n{Scalars.Of(Epoch)}\n{Scalars.Of(Slots)}\n{Base64Text.Of(HeadsRoot)}\n"
        + $"{(PreviousCheckpoint is null ? "" : Base64Text.Of(PreviousCheckpoint))}\n{Scalars.Of(At)}\n{Incarnation}\n");

    public static EpochLeaf Parse(ReadOnlySpan<byte> bytes)
    {
        LineText lines = new LineText(bytes).Expect(Header);
        string ledger = lines.Next();
        long epoch = lines.Integer();
        long slots = lines.Integer();
        byte[] heads = lines.Hash();
        string previous = lines.Next();
        DateTimeOffset at = Scalars.ParseTime(lines.Next());
        string incarnation = lines.Next();
        lines.End();
        if ((previous.Length == 0) != (epoch == 0) || !Scalars.IsUuid(incarnation))
        {
            throw new LedgerFormatException("The epoch's predecessor or incarnation is malformed.");
        }

        return new EpochLeaf(ledger, epoch, slots, heads, previous.Length == 0 ? null : Base64Text.Parse(previous, 32), at, incarnation);
    }
}
