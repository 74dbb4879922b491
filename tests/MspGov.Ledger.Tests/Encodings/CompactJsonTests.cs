using System.Text;
using CsCheck;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Tests.Encodings;

/// <summary>One value has one text: what the writer writes is read, and no other text of the same value.</summary>
public class CompactJsonTests
{
    [Theory]
    [InlineData("""{"a":"\"\\\b\f\n\r\t\u0000\u001f\u000b/+é😀"}""")]
    [InlineData("""{"a":[1,2,{"b":true}],"c":null,"d":""}""")]
    public void The_one_form_is_read(string json) => Assert.Equal(JsonKind.Object, StrictJson.ParseCompact(Encoding.UTF8.GetBytes(json)).Kind);

    [Theory]
    [InlineData("""{"a": 1}""")]
    [InlineData("""{"a":1 }""")]
    [InlineData(""" {"a":1}""")]
    [InlineData("{\"a\":1}\n")]
    [InlineData("""{"a":"\/"}""")]
    [InlineData("""{"a":"\u0041"}""")]
    [InlineData("""{"a":"\u000a"}""")]
    [InlineData("""{"a":"\u0008"}""")]
    [InlineData("""{"a":"\u000A"}""")]
    [InlineData("""{"a":"\u001F"}""")]
    [InlineData("""{"a":"\u007f"}""")]
    [InlineData("""{"a":"\u00e9"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"\u0061":1}""")]
    public void Another_form_of_the_same_value_is_refused(string json)
    {
        StrictJson.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Throws<LedgerFormatException>(() => StrictJson.ParseCompact(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Whatever_is_written_is_read_and_nothing_with_a_space_more() => Gen.Select(Gen.String, Gen.String).Sample((name, value) =>
    {
        if (name.Any(char.IsSurrogate) || value.Any(char.IsSurrogate))
        {
            return;
        }

        byte[] json = new JsonText().Open().Pair(name, value).Name("x" + name).OpenArray().Value(1).Value(value).CloseArray().Close().ToBytes();
        Assert.Equal(value, StrictJson.ParseCompact(json).String(name));
        byte[] spaced = [.. json[..1], (byte)' ', .. json[1..]];
        Assert.Throws<LedgerFormatException>(() => StrictJson.ParseCompact(spaced));
    }, iter: 500);
}
