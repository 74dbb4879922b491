using System.Text;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Merkle;

namespace MspGov.Ledger.Evidence;

/// <summary><c>head.proof</c>: inclusion of a head in the heads tree.</summary>
internal sealed record InclusionFile(long Slot, long Slots, IReadOnlyList<byte[]> Hashes)
{
    private const string Header = "mspgov.inclusion.v1";

    public static InclusionFile Parse(ReadOnlySpan<byte> bytes)
    {
        LineText lines = new LineText(bytes).Expect(Header);
        long[] numbers = lines.Integers(2);
        return new InclusionFile(numbers[0], numbers[1], lines.Hashes(lines.Remaining));
    }

    public byte[] ToBytes() => Encoding.ASCII.GetBytes($"{Header}\n{Scalars.Of(Slot)} {Scalars.Of(Slots)}\n{RangeFile.Lines(Hashes)}");
}

/// <summary><c>range.proof</c>: what stands left and right of a part of a log.</summary>
internal sealed record RangeFile(long Start, long End, long Size, IReadOnlyList<byte[]> Before, IReadOnlyList<byte[]> After)
{
    private const string Header = "mspgov.range.v1";

    public static RangeFile Parse(ReadOnlySpan<byte> bytes)
    {
        LineText lines = new LineText(bytes).Expect(Header);
        long[] numbers = lines.Integers(3);
        byte[][] before = lines.Hashes(lines.Integer());
        byte[][] after = lines.Hashes(lines.Integer());
        lines.End();
        return numbers[0] <= numbers[1] && numbers[1] <= numbers[2]
            ? new RangeFile(numbers[0], numbers[1], numbers[2], before, after)
            : throw new LedgerFormatException("The range is not in order.");
    }

    public byte[] ToBytes() => Encoding.ASCII.GetBytes(
        $"{Header}\n{Scalars.Of(Start)} {Scalars.Of(End)} {Scalars.Of(Size)}\n{Scalars.Of(Before.Count)}\n{Lines(Before)}{Scalars.Of(After.Count)}\n{Lines(After)}");

    /// <summary>The compact range before the part.</summary>
    public CompactRange Left() => Range(0, Start, Before);

    /// <summary>The compact range after it.</summary>
    public CompactRange Right() => Range(End, Size, After);

    public static string Lines(IEnumerable<byte[]> hashes) => string.Concat(hashes.Select(hash => Base64Text.Of(hash) + "\n"));

    private static CompactRange Range(long start, long end, IReadOnlyList<byte[]> hashes)
    {
        try
        {
            return new CompactRange(start, end, hashes);
        }
        catch (ArgumentException e)
        {
            throw new LedgerFormatException("The compact range has another number of hashes than it must.", e);
        }
    }
}

/// <summary><c>consistency.json</c>.</summary>
internal sealed record ConsistencyFile(
    string Checkpoint, long Size, byte[] Root, long KeysSize, byte[] KeysRoot,
    IReadOnlyList<byte[]> Global, IReadOnlyList<byte[]> Log, IReadOnlyList<IReadOnlyList<byte[]>> Rotations)
{
    public static ConsistencyFile Parse(ReadOnlySpan<byte> bytes)
    {
        JsonNodeValue json = StrictJson.ParseFile(bytes).Only("from", "global", "log", "rotations");
        JsonNodeValue from = json["from"].Only("checkpoint", "size", "root", "keysSize", "keysRoot");
        return new ConsistencyFile(
            from.String("checkpoint"), from.Integer("size"), Base64Text.Parse(from.String("root"), 32), from.Integer("keysSize"), Base64Text.Parse(from.String("keysRoot"), 32),
            Hashes(json["global"]), Hashes(json["log"]), [.. json.Array("rotations").Select(Hashes)]);
    }

    public byte[] ToBytes()
    {
        JsonText text = new JsonText().Open().Name("from").Open()
            .Pair("checkpoint", Checkpoint).Pair("size", Size).Pair("root", Base64Text.Of(Root)).Pair("keysSize", KeysSize).Pair("keysRoot", Base64Text.Of(KeysRoot)).Close()
            .Strings("global", Global.Select(hash => Base64Text.Of(hash)))
            .Strings("log", Log.Select(hash => Base64Text.Of(hash)))
            .Name("rotations").OpenArray();
        foreach (IReadOnlyList<byte[]> proof in Rotations)
        {
            text.OpenArray();
            foreach (byte[] hash in proof)
            {
                text.Value(Base64Text.Of(hash));
            }

            text.CloseArray();
        }

        return text.CloseArray().Close().ToLine();
    }

    private static IReadOnlyList<byte[]> Hashes(JsonNodeValue array) => [.. array.Array().Select(hash => Base64Text.Parse(hash.String(), 32))];
}

/// <summary><c>erasures/m.json</c>: an erasing entry outside the part.</summary>
internal sealed record ErasureFile(byte[] Record, IReadOnlyList<byte[]> Inclusion, byte[] Salt, byte[] Detail)
{
    public static ErasureFile Parse(ReadOnlySpan<byte> bytes)
    {
        JsonNodeValue json = StrictJson.ParseFile(bytes).Only("record", "inclusion", "salt", "detail");
        return new ErasureFile(
            Encoding.UTF8.GetBytes(json.String("record")), [.. json.Strings("inclusion").Select(hash => Base64Text.Parse(hash, 32))],
            Base64Text.Parse(json.String("salt"), 32), Base64Text.Parse(json.String("detail")));
    }

    public byte[] ToBytes() => new JsonText().Open()
        .Pair("record", Encoding.UTF8.GetString(Record)).Strings("inclusion", Inclusion.Select(hash => Base64Text.Of(hash)))
        .Pair("salt", Base64Text.Of(Salt)).Pair("detail", Base64Text.Of(Detail)).Close().ToLine();
}
