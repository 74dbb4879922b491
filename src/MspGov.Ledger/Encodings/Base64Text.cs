using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MspGov.Ledger.Encodings;

/// <summary>Base64 as LEDGER allows it: standard alphabet, padded, unused bits zero, no white space. One value has one text.</summary>
internal static class Base64Text
{
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    /// <exception cref="LedgerFormatException">The text is not canonical base64.</exception>
    public static byte[] Parse(ReadOnlySpan<char> text)
    {
        byte[] ascii = new byte[text.Length];
        return Ascii.FromUtf16(text, ascii, out _) == OperationStatus.Done ? Parse(ascii) : throw NotCanonical();
    }

    /// <summary>The same of ASCII bytes.</summary>
    /// <exception cref="LedgerFormatException">The text is not canonical base64.</exception>
    public static byte[] Parse(ReadOnlySpan<byte> text)
    {
        // The decoder tolerates white space and stray bits; encoding again is what rules them out.
        byte[] bytes = new byte[text.Length / 4 * 3];
        byte[] again = ArrayPool<byte>.Shared.Rent(text.Length);
        bool canonical = text.Length % 4 == 0
            && Base64.DecodeFromUtf8(text, bytes, out int read, out int written) == OperationStatus.Done && read == text.Length
            && Base64.EncodeToUtf8(bytes.AsSpan(0, written), again, out _, out int length) == OperationStatus.Done
            && text.SequenceEqual(again.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(again);
        if (!canonical)
        {
            throw NotCanonical();
        }

        int padding = text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0;
        return padding == 0 ? bytes : bytes[..^padding];
    }

    /// <summary>Parses base64 of exactly so many bytes.</summary>
    public static byte[] Parse(ReadOnlySpan<char> text, int length)
    {
        byte[] bytes = Parse(text);
        return bytes.Length == length ? bytes : throw new LedgerFormatException($"Expected {length} bytes of base64, found {bytes.Length}.");
    }

    private static LedgerFormatException NotCanonical() => new("Not canonical base64.");
}
