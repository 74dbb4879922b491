using System.Globalization;

namespace MspGov.Ledger.Encodings;

/// <summary>Integers, times and UUIDs in the one form that LEDGER gives them.</summary>
internal static class Scalars
{
    public const long MaxInteger = (1L << 53) - 1;

    private const string TimePattern = "0000-00-00T00:00:00.000Z";

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

    public static string Of(DateTimeOffset time) => string.Create(TimePattern.Length, time.UtcDateTime, static (text, utc) =>
    {
        TimePattern.CopyTo(text);
        Write(text[..4], utc.Year);
        Write(text[5..7], utc.Month);
        Write(text[8..10], utc.Day);
        Write(text[11..13], utc.Hour);
        Write(text[14..16], utc.Minute);
        Write(text[17..19], utc.Second);
        Write(text[20..23], utc.Millisecond);
    });

    /// <exception cref="LedgerFormatException">Not such a time.</exception>
    public static DateTimeOffset ParseTime(string text)
    {
        if (!HasTimePattern(text))
        {
            throw NotATime();
        }

        (int year, int month, int day) = (Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
        (int hour, int minute, int second, int millisecond) = (Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2), Number(text, 20, 3));
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero)
            : throw NotATime();
    }

    /// <summary>A time cut to the milliseconds that records carry.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    public static string Of(Guid id) => id.ToString("D");

    public static bool IsUuid(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool fits = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigitLower(text[i]);
            if (!fits)
            {
                return false;
            }
        }

        return text.Length == 36;
    }

    public static Guid ParseUuid(string text) =>
        IsUuid(text) ? Guid.ParseExact(text, "D") : throw new LedgerFormatException("Not a lower-case UUID.");

    /// <summary>Whether it is a UUID of version 7 (RFC 9562).</summary>
    public static bool IsVersion7(string text) => IsUuid(text) && text[14] == '7' && text[19] is '8' or '9' or 'a' or 'b';

    private static bool HasTimePattern(string text)
    {
        if (text.Length != TimePattern.Length)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (TimePattern[i] == '0' ? !char.IsAsciiDigit(text[i]) : text[i] != TimePattern[i])
            {
                return false;
            }
        }

        return true;
    }

    private static int Number(string text, int start, int length)
    {
        int number = 0;
        foreach (char digit in text.AsSpan(start, length))
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    private static void Write(Span<char> to, int number)
    {
        for (int i = to.Length - 1; i >= 0; i--, number /= 10)
        {
            to[i] = (char)('0' + (number % 10));
        }
    }

    private static LedgerFormatException NotATime() => new("Not an RFC 3339 UTC time with milliseconds.");
}
