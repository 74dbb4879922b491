using System.Text;

namespace MspGov.Ledger.Encodings;

/// <summary>Lower-case hex.</summary>
internal static class HexText
{
    private const string Digits = "0123456789abcdef";

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = bytes.Length <= 64 ? stackalloc byte[bytes.Length * 2] : new byte[bytes.Length * 2];
        Write(bytes, text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>Writes twice as many ASCII digits as there are bytes.</summary>
    public static void Write(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            to[2 * i] = (byte)Digits[bytes[i] >> 4];
            to[(2 * i) + 1] = (byte)Digits[bytes[i] & 15];
        }
    }

    /// <summary>Whether the text is lower-case hex of so many bytes.</summary>
    public static bool Is(string text, int bytes)
    {
        if (text.Length != bytes * 2)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="LedgerFormatException">Not lower-case hex of that length.</exception>
    public static byte[] Parse(string text, int bytes) =>
        Is(text, bytes) ? Convert.FromHexString(text) : throw new LedgerFormatException($"Expected {bytes} bytes in lower-case hex.");
}
