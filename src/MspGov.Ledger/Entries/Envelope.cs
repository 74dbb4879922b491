using System.Buffers;
using System.Buffers.Text;
using System.Text;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Merkle;

namespace MspGov.Ledger.Entries;

/// <summary>An entry record: a DSSE envelope in exactly one form (LEDGER section 2).</summary>
internal sealed record Envelope(byte[] Statement, string KeyId, byte[] Signature)
{
    public const int MaxRecord = 65_535;

    private static readonly byte[] Start = Encoding.ASCII.GetBytes($"{{\"payloadType\":\"{Entries.Statement.PayloadType}\",\"payload\":\"");
    private static readonly byte[] BeforeKeyId = Encoding.ASCII.GetBytes("\",\"signatures\":[{\"keyid\":\"");
    private static readonly byte[] BeforeSignature = Encoding.ASCII.GetBytes("\",\"sig\":\"");
    private static readonly byte[] BeforeLength = Encoding.ASCII.GetBytes($"DSSEv1 {Entries.Statement.PayloadType.Length} {Entries.Statement.PayloadType} ");
    private static readonly byte[] End = Encoding.ASCII.GetBytes("\"}]}");

    /// <summary>Signs a statement and gives the record.</summary>
    public static byte[] Seal(byte[] statement, EcdsaPrivateKey key) =>
        new Envelope(statement, key.KeyId, key.SignHash(HashToSign(statement))).ToBytes();

    public static Envelope Parse(ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecord)
        {
            throw new LedgerFormatException("A record of more than 65,535 bytes.");
        }

        ReadOnlySpan<byte> rest = record;
        Skip(ref rest, Start);
        ReadOnlySpan<byte> payload = Until(ref rest);
        Skip(ref rest, BeforeKeyId);
        string keyId = Encoding.Latin1.GetString(Until(ref rest));
        Skip(ref rest, BeforeSignature);
        ReadOnlySpan<byte> signature = Until(ref rest);
        return rest.SequenceEqual(End) && HexText.Is(keyId, 32)
            ? new Envelope(Base64Text.Parse(payload), keyId, Base64Text.Parse(signature))
            : throw NotAnEnvelope();
    }

    public byte[] ToBytes()
    {
        byte[] record = new byte[Start.Length + Base64.GetMaxEncodedToUtf8Length(Statement.Length) + BeforeKeyId.Length + KeyId.Length
            + BeforeSignature.Length + Base64.GetMaxEncodedToUtf8Length(Signature.Length) + End.Length];
        Span<byte> rest = record;
        Put(ref rest, Start);
        PutBase64(ref rest, Statement);
        Put(ref rest, BeforeKeyId);
        rest = rest[Encoding.ASCII.GetBytes(KeyId, rest)..];
        Put(ref rest, BeforeSignature);
        PutBase64(ref rest, Signature);
        Put(ref rest, End);
        return record;
    }

    /// <summary>Whether the signature is the key's. The key's id must be the envelope's.</summary>
    public bool IsSignedBy(EcdsaPublicKey key) => key.KeyId == KeyId && key.VerifyHash(HashToSign(Statement), Signature);

    /// <summary>SHA256(salt ‖ detail), what a statement names its detail by.</summary>
    public static byte[] DetailHash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> detail) => Sha256.Of(salt, detail);

    /// <summary>
    /// Whether the statement in a record ends in this detail hash. Only its last bytes are decoded; a quote within a JSON string is
    /// escaped, so nothing but a last member of the statement itself can end like this.
    /// </summary>
    public static bool EndsInDetail(ReadOnlySpan<byte> record, ReadOnlySpan<byte> detailHash)
    {
        if (!record.StartsWith(Start))
        {
            return false;
        }

        ReadOnlySpan<byte> payload = record[Start.Length..];
        int end = payload.IndexOf((byte)'"');
        // 108 characters of base64 are 79 to 81 bytes; the member has 77.
        if (end < 108 || end % 4 != 0)
        {
            return false;
        }

        Span<byte> tail = stackalloc byte[81];
        if (Base64.DecodeFromUtf8(payload[(end - 108)..end], tail, out _, out int written) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[77];
        ",\"detail\":\""u8.CopyTo(expected);
        HexText.Write(detailHash, expected[11..]);
        "\"}"u8.CopyTo(expected[75..]);
        return tail[..written].EndsWith(expected);
    }

    /// <summary>SHA-256 of the DSSE pre-authentication encoding.</summary>
    private static byte[] HashToSign(byte[] statement)
    {
        Span<byte> length = stackalloc byte[12];
        Utf8Formatter.TryFormat(statement.Length, length, out int digits);
        length[digits] = (byte)' ';
        return Sha256.Of(BeforeLength, length[..(digits + 1)], statement);
    }

    private static void Put(ref Span<byte> rest, byte[] bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void PutBase64(ref Span<byte> rest, byte[] bytes)
    {
        Base64.EncodeToUtf8(bytes, rest, out _, out int written);
        rest = rest[written..];
    }

    private static void Skip(ref ReadOnlySpan<byte> rest, byte[] expected)
    {
        if (!rest.StartsWith(expected))
        {
            throw NotAnEnvelope();
        }

        rest = rest[expected.Length..];
    }

    private static ReadOnlySpan<byte> Until(ref ReadOnlySpan<byte> rest)
    {
        int quote = rest.IndexOf((byte)'"');
        if (quote < 0)
        {
            throw NotAnEnvelope();
        }

        ReadOnlySpan<byte> value = rest[..quote];
        rest = rest[quote..];
        return value;
    }

    private static LedgerFormatException NotAnEnvelope() => new("Not an entry record in its one form.");
}
