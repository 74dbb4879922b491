using System.Text;

namespace MspGov.Ledger.Tests.Fuzz;

/// <summary>Changes bytes the way a form is broken: bits, lines, tokens, numbers, base64 and JSON, pieces of other inputs.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "", "0", "-1", "01", "1e3", "1.5", "9007199254740991", "9007199254740992", "9223372036854775807", "9223372036854775808", "18446744073709551615", new string('9', 400),
            "null", "true", "[]", "{}", "\"\"", "\"", "\\", "\\u0000", "\\ud800", "{\"a\":1,\"a\":2}", "\n", "\r\n", "\n\n", " ", "\t", "\u2014 ", "\u2014 x AAAA\n", "AAAA", "====", "A===", "=",
            new string('A', 5000), new string('[', 200), new string('{', 200), string.Concat(Enumerable.Repeat("{\"a\":", 100)), new string('\n', 3000), "../../etc/passwd", "index 0", "C2SP.org/tlog-proof@v1", "mspgov.range.v1", "\0",
        }.Select(Encoding.UTF8.GetBytes),
        [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF], [0x30, 0x80], [0x02, 0x00], [0x02, 0x21, 0x00],
    ];

    private readonly Random _random = new(seed);

    public byte[] Next(byte[] input, IReadOnlyList<byte[]> others)
    {
        byte[] bytes = input;
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            bytes = Once(bytes, others);
        }

        return bytes;
    }

    private byte[] Once(byte[] bytes, IReadOnlyList<byte[]> others)
    {
        int at = _random.Next(bytes.Length + 1);
        int length = Math.Min(bytes.Length - at, _random.Next(_random.Next(3) == 0 ? 200 : 8));
        switch (_random.Next(9))
        {
            case 0 when bytes.Length > 0:
                byte[] flipped = [.. bytes];
                flipped[at % bytes.Length] ^= (byte)(1 << _random.Next(8));
                return flipped;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..at], .. Pick(Tokens), .. bytes[(at + length)..]];
            case 4:
                return Number(bytes, at);
            case 5:
                return Lines(bytes);
            case 6:
                byte[] other = Pick(others);
                int from = _random.Next(other.Length + 1);
                return [.. bytes[..at], .. other[from..Math.Min(other.Length, from + _random.Next(300))], .. bytes[(at + length)..]];
            case 7:
                return [.. bytes[..at], .. Enumerable.Repeat(bytes[at..(at + length)], _random.Next(2, 60)).SelectMany(piece => piece), .. bytes[at..]];
            default:
                byte[] noise = new byte[length];
                _random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[(at + length)..]];
        }
    }

    /// <summary>Puts another number in the place of the next one.</summary>
    private byte[] Number(byte[] bytes, int at)
    {
        int start = Array.FindIndex(bytes, at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return bytes;
        }

        int end = start;
        while (end < bytes.Length && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        return [.. bytes[..start], .. Tokens[_random.Next(1, 12)], .. bytes[end..]];
    }

    /// <summary>Leaves a line out, doubles it, or exchanges it with another.</summary>
    private byte[] Lines(byte[] bytes)
    {
        List<string> lines = [.. Encoding.Latin1.GetString(bytes).Split('\n')];
        int one = _random.Next(lines.Count);
        int other = _random.Next(lines.Count);
        switch (_random.Next(3))
        {
            case 0:
                lines.RemoveAt(one);
                break;
            case 1:
                lines.Insert(other, lines[one]);
                break;
            default:
                (lines[one], lines[other]) = (lines[other], lines[one]);
                break;
        }

        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private byte[] Pick(IReadOnlyList<byte[]> from) => from[_random.Next(from.Count)];
}
