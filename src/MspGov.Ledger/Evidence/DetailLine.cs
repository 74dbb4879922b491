using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;

namespace MspGov.Ledger.Evidence;

/// <summary>A line of a details file: salt and detail, or who erased them.</summary>
internal sealed record DetailLine(long Seq, byte[]? Salt, byte[]? Detail, long? ErasedBy)
{
    private const int SaltSize = 32;

    public static DetailLine Parse(byte[] line)
    {
        JsonNodeValue json = StrictJson.ParseCompact(line).Only("seq", "salt", "detail", "erased");
        bool erased = json.Optional("erased") is not null;
        if (erased != (json.Optional("salt") is null) || erased != (json.Optional("detail") is null))
        {
            throw new LedgerFormatException("A line of details is neither a detail nor an erasure.");
        }

        return erased
            ? new DetailLine(json.Integer("seq"), null, null, json.Integer("erased"))
            : new DetailLine(json.Integer("seq"), Base64Text.Parse(json.String("salt"), SaltSize), Base64Text.Parse(json.String("detail")), null);
    }

    public byte[] ToLine()
    {
        JsonText text = new JsonText().Open().Pair("seq", Seq);
        return (ErasedBy is { } eraser
            ? text.Pair("erased", eraser)
            : text.Pair("salt", Base64Text.Of(Salt)).Pair("detail", Base64Text.Of(Detail))).Close().ToLine();
    }

    /// <summary>Whether it is what the statement names, and a JSON document.</summary>
    public bool Matches(Statement statement)
    {
        if (Detail is null || HexText.Of(Envelope.DetailHash(Salt, Detail)) != statement.Detail)
        {
            return false;
        }

        try
        {
            StrictJson.Parse(Detail);
            return true;
        }
        catch (LedgerFormatException)
        {
            return false;
        }
    }
}
