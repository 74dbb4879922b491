using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;

namespace MspGov.Ledger.Entries;

/// <summary>An entry record: a DSSE envelope in exactly one form (LEDGER section 2).</summary>
internal sealed record Envelope(byte[] Statement, string KeyId, byte[] Signature)
{
    public const int MaxRecord = 65_535;

    private static readonly byte[] Start = Encoding.ASCII.GetBytes($"{{\"payloadType\":\"{Entries.Statement.PayloadType}\",\"payload\":\"");
    private static readonly byte[] BeforeKeyId = Encoding.ASCII.GetBytes("\",\"signatures\":[{\"keyid\":\"");
    private static readonly byte[] BeforeSignature = Encoding.ASCII.GetBytes("\",\"sig\":\"");
    private static readonly byte[] End = Encoding.ASCII.GetBytes("\"}]}");

    /// <summary>Signs a statement and gives the record.</summary>
    public static byte[] Seal(byte[] statement, EcdsaPrivateKey key) =>
        new Envelope(statement, key.KeyId, key.Sign(PreAuthentication(statement))).ToBytes();

    public static Envelope Parse(ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecord)
        {
            throw new LedgerFormatException("A record of more than 65,535 bytes.");
        }

        ReadOnlySpan<byte> rest = record;
        Skip(ref rest, Start);
        string payload = Until(ref rest);
        Skip(ref rest, BeforeKeyId);
        string keyId = Until(ref rest);
        Skip(ref rest, BeforeSignature);
        string signature = Until(ref rest);
        return rest.SequenceEqual(End) && HexText.Is(keyId, 32)
            ? new Envelope(Base64Text.Parse(payload), keyId, Base64Text.Parse(signature))
            : throw NotAnEnvelope();
    }

    public byte[] ToBytes() =>
    [
        .. Start, .. Encoding.ASCII.GetBytes(Base64Text.Of(Statement)), .. BeforeKeyId, .. Encoding.ASCII.GetBytes(KeyId),
        .. BeforeSignature, .. Encoding.ASCII.GetBytes(Base64Text.Of(Signature)), .. End,
    ];

    /// <summary>Whether the signature is the key's. The key's id must be the envelope's.</summary>
    public bool IsSignedBy(EcdsaPublicKey key) => key.KeyId == KeyId && key.Verify(PreAuthentication(Statement), Signature);

    /// <summary>SHA256(salt ‖ detail), what a statement names its detail by.</summary>
    public static byte[] DetailHash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> detail)
    {
        // Nearly all details are small; hashing them in one go costs a third of an incremental hash.
        const int Small = 2048;
        if (salt.Length + detail.Length <= Small)
        {
            Span<byte> both = stackalloc byte[salt.Length + detail.Length];
            salt.CopyTo(both);
            detail.CopyTo(both[salt.Length..]);
            return SHA256.HashData(both);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(detail);
        return hash.GetHashAndReset();
    }

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
        if (System.Buffers.Text.Base64.DecodeFromUtf8(payload[(end - 108)..end], tail, out _, out int written) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[77];
        ",\"detail\":\""u8.CopyTo(expected);
        Encoding.ASCII.GetBytes(HexText.Of(detailHash), expected[11..]);
        "\"}"u8.CopyTo(expected[75..]);
        return tail[..written].EndsWith(expected);
    }

    private static byte[] PreAuthentication(byte[] statement)
    {
        byte[] head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"DSSEv1 {Entries.Statement.PayloadType.Length} {Entries.Statement.PayloadType} {statement.Length} "));
        byte[] message = new byte[head.Length + statement.Length];
        head.CopyTo(message, 0);
        statement.CopyTo(message, head.Length);
        return message;
    }

    private static void Skip(ref ReadOnlySpan<byte> rest, byte[] expected)
    {
        if (!rest.StartsWith(expected))
        {
            throw NotAnEnvelope();
        }

        rest = rest[expected.Length..];
    }

    private static string Until(ref ReadOnlySpan<byte> rest)
    {
        int quote = rest.IndexOf((byte)'"');
        if (quote < 0)
        {
            throw NotAnEnvelope();
        }

        string value = Encoding.Latin1.GetString(rest[..quote]);
        rest = rest[quote..];
        return value;
    }

    private static LedgerFormatException NotAnEnvelope() => new("Not an entry record in its one form.");
}
