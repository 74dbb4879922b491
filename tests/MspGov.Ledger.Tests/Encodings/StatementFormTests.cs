using System.Text;
using CsCheck;
using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;

namespace MspGov.Ledger.Tests.Encodings;

/// <summary>Statements are read in one of two ways, which must be of one mind.</summary>
public class StatementFormTests
{
    private static readonly Gen<string> Words = Gen.OneOf(Gen.String, Gen.OneOf(new[] { "Adele Vance", "Jürgen Ölçer", "CHG-1", "a\"b", "c\\d", "line\nbreak", "", "𝄞", "\u007f" }.Select(Gen.Const).ToArray()));

    [Fact]
    public void What_is_written_without_escapes_is_scanned_and_everything_written_is_read() =>
        Gen.Select(Words, Words, Gen.Bool, Gen.Bool).Sample((ticket, name, hasSubject, isOutcome) =>
        {
            if (HasLoneSurrogate(ticket) || HasLoneSurrogate(name))
            {
                return;
            }

            Statement written = Example() with
            {
                Ticket = ticket,
                Subject = hasSubject ? new EntrySubject("user", "id", name) : null,
                Phase = isOutcome ? EntryPhase.Outcome : EntryPhase.Intent,
                Outcome = isOutcome ? EntryOutcome.Unknown : null,
            };
            byte[] bytes = written.ToBytes();
            Assert.Equal(written, Statement.Parse(bytes));
            bool escaped = bytes.Contains((byte)'\\');
            Assert.Equal(!escaped, Statement.Scan(bytes) is not null);
        }, iter: 2000);

    [Fact]
    public void A_changed_byte_is_never_scanned_into_what_json_does_not_say()
    {
        byte[] bytes = (Example() with { Ticket = "CHG-1", Reason = "because", Subject = new EntrySubject("user", "id", "Adele") }).ToBytes();
        int scanned = 0;
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, 2]).Sample((at, value, how) =>
        {
            byte[] changed = how switch
            {
                0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                _ => [.. bytes[..at], value, .. bytes[at..]],
            };
            Statement? scan = Try(() => Statement.Scan(changed));
            if (scan is not null)
            {
                // All that scans is compact JSON that says the same: writing it again gives the same bytes.
                StrictJson.ParseCompact(changed);
                Assert.Equal(changed, scan.ToBytes());
                Interlocked.Increment(ref scanned);
            }
        }, iter: 20_000);
        Assert.True(scanned > 1000);
    }

    [Theory]
    [InlineData("\"at\":\"2026-11-29T10:00:00.000Z\"", "\"at\":\"\"")]
    [InlineData("\"at\":\"2026-11-29T10:00:00.000Z\"", "\"at\":\"2026-02-30T10:00:00.000Z\"")]
    [InlineData("\"at\":\"2026-11-29T10:00:00.000Z\"", "\"at\":\"2026-11-29T24:00:00.000Z\"")]
    [InlineData("\"phase\":\"fact\"", "\"phase\":\"\"")]
    [InlineData("\"phase\":\"fact\"", "\"phase\":\"fact\",\"outcome\":\"\"")]
    [InlineData("\"seq\":7", "\"seq\":07")]
    [InlineData("\"seq\":7", "\"seq\":9007199254740992")]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"keys\":3", "\"keys\":3,\"keys\":3")]
    [InlineData("\"keys\":3", "\"keys\": 3")]
    public void A_malformed_statement_is_refused(string member, string malformed)
    {
        string text = Encoding.UTF8.GetString(Example().ToBytes());
        Assert.Contains(member, text, StringComparison.Ordinal);
        Assert.Throws<LedgerFormatException>(() => Statement.Parse(Encoding.UTF8.GetBytes(text.Replace(member, malformed, StringComparison.Ordinal))));
    }

    [Fact]
    public void Unknown_members_are_ignored_wherever_they_stand()
    {
        string text = Encoding.UTF8.GetString(Example().ToBytes());
        Assert.Equal(Example(), Statement.Parse(Encoding.UTF8.GetBytes(text.Replace("\"prev\"", "\"later\":{\"a\":[1]},\"prev\"", StringComparison.Ordinal))));
    }

    private static Statement Example() => new()
    {
        Ledger = "11111111-1111-4111-8111-111111111111",
        Log = "22222222-2222-4222-8222-222222222222",
        Seq = 7,
        Prev = new string('a', 64),
        Keys = 3,
        Incarnation = "33333333-3333-4333-8333-333333333333",
        Id = "01234567-89ab-7def-8123-456789abcdef",
        At = new DateTimeOffset(2026, 11, 29, 10, 0, 0, TimeSpan.Zero),
        Operator = "alice",
        Action = "tenant.test",
        Phase = EntryPhase.Fact,
        Correlation = "44444444-4444-4444-8444-444444444444",
        Source = new StatementSource("host", "user", "0.1.0"),
        Detail = new string('b', 64),
    };

    private static bool HasLoneSurrogate(string text)
    {
        try
        {
            new UTF8Encoding(false, true).GetBytes(text);
            return false;
        }
        catch (EncoderFallbackException)
        {
            return true;
        }
    }

    private static Statement? Try(Func<Statement?> scan)
    {
        try
        {
            return scan();
        }
        catch (LedgerFormatException)
        {
            return null;
        }
    }
}
