using System.Globalization;

namespace MspGov.Ledger.Encodings;

/// <summary>Integers, times and UUIDs in the one form that LEDGER gives them.</summary>
internal static class Scalars
{
    public const long MaxInteger = (1L << 53) - 1;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static long ParseInteger(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 16 || (text.Length > 1 && text[0] == '0'))
        {
            throw new LedgerFormatException("Not a plain decimal integer.");
        }

        long value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                throw new LedgerFormatException("Not a plain decimal integer.");
            }

            value = (value * 10) + (c - '0');
        }

        return value <= MaxInteger ? value : throw new LedgerFormatException("An integer above 2^53-1.");
    }

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset ParseTime(string text) =>
        DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
        && text.Length == 24
            ? new DateTimeOffset(time, TimeSpan.Zero)
            : throw new LedgerFormatException("Not an RFC 3339 UTC time with milliseconds.");

    /// <summary>A time cut to the milliseconds that records carry.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    public static string Of(Guid id) => id.ToString("D");

    public static bool IsUuid(string text) =>
        text.Length == 36 && Guid.TryParseExact(text, "D", out Guid id) && id.ToString("D") == text;

    public static Guid ParseUuid(string text) =>
        IsUuid(text) ? Guid.ParseExact(text, "D") : throw new LedgerFormatException("Not a lower-case UUID.");

    /// <summary>Whether it is a UUID of version 7 (RFC 9562).</summary>
    public static bool IsVersion7(string text) => IsUuid(text) && text[14] == '7' && text[19] is '8' or '9' or 'a' or 'b';
}
