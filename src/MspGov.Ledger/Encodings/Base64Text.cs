namespace MspGov.Ledger.Encodings;

/// <summary>Base64 as LEDGER allows it: standard alphabet, padded, unused bits zero, no white space. One value has one text.</summary>
internal static class Base64Text
{
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    /// <exception cref="LedgerFormatException">The text is not canonical base64.</exception>
    public static byte[] Parse(ReadOnlySpan<char> text)
    {
        // Convert tolerates white space and stray bits; encoding again is what rules them out.
        byte[] buffer = new byte[text.Length / 4 * 3];
        if (text.Length % 4 != 0
            || !Convert.TryFromBase64Chars(text, buffer, out int written)
            || !text.SequenceEqual(Convert.ToBase64String(buffer, 0, written)))
        {
            throw new LedgerFormatException("Not canonical base64.");
        }

        return written == buffer.Length ? buffer : buffer[..written];
    }

    /// <summary>Parses base64 of exactly so many bytes.</summary>
    public static byte[] Parse(ReadOnlySpan<char> text, int length)
    {
        byte[] bytes = Parse(text);
        return bytes.Length == length ? bytes : throw new LedgerFormatException($"Expected {length} bytes of base64, found {bytes.Length}.");
    }
}
