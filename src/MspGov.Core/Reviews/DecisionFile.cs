using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Json;

namespace MspGov.Core.Reviews;

/// <summary>What a reviewer decided in a pack.</summary>
public sealed record DecisionFileBody
{
    /// <summary>Pack id.</summary>
    public required string Pack { get; init; }

    /// <summary>Campaign id.</summary>
    public required string Review { get; init; }

    /// <summary>Tenant id.</summary>
    public required string Tenant { get; init; }

    /// <summary>The reviewer.</summary>
    public required string Reviewer { get; init; }

    /// <summary>When it was saved, by the clock of the reviewer's machine, UTC.</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>Decisions.</summary>
    public required IReadOnlyList<ReviewDecisionInput> Decisions { get; init; }
}

/// <summary>
/// The file that a review pack saves: the body as exact bytes and what binds it. Nothing is ever re-serialised to be checked
/// (as in the ledger's own records).
/// </summary>
public sealed record DecisionFile
{
    /// <summary>Format name.</summary>
    public const string FormatName = "mspgov.decisions.v1";

    /// <summary>At most so many bytes are read.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    /// <summary>Format.</summary>
    public required string Format { get; init; }

    /// <summary>The body's UTF-8 JSON bytes, base64.</summary>
    public required string Body { get; init; }

    /// <summary>HMAC-SHA256 under the one-time code, base64, for <see cref="PackBinding.Code"/>.</summary>
    public string? Mac { get; init; }

    /// <summary>ECDSA P-256/SHA-256 signature, base64: DER, or r‖s of 64 bytes as browsers make it.</summary>
    public string? Signature { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="GovException">AccessReviewPackInvalid: it is no decision file.</exception>
    public static DecisionFile Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        try
        {
            DecisionFile file = utf8.Length <= MaximumBytes ? CoreJson.FromBytes<DecisionFile>(utf8) : throw new FormatException("It is too large.");
            return file.Format == FormatName ? file : throw new FormatException($"Its format is '{file.Format}'.");
        }
        catch (FormatException e)
        {
            throw ReviewErrors.PackInvalid.With($"This is not a decision file saved by a review pack: {e.Message}", e);
        }
    }

    /// <summary>The body's bytes.</summary>
    /// <exception cref="GovException">AccessReviewPackInvalid: they are not base64.</exception>
    public byte[] BodyBytes()
    {
        try
        {
            return Convert.FromBase64String(Body);
        }
        catch (FormatException e)
        {
            throw ReviewErrors.PackInvalid.With("The body of the decision file is damaged.", e);
        }
    }

    /// <summary>Reads a body. Call only after what binds it was checked.</summary>
    /// <exception cref="GovException">AccessReviewPackInvalid: it is no body.</exception>
    public static DecisionFileBody ReadBody(ReadOnlySpan<byte> body)
    {
        try
        {
            return CoreJson.FromBytes<DecisionFileBody>(body);
        }
        catch (FormatException e)
        {
            throw ReviewErrors.PackInvalid.With($"The body of the decision file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether the file is bound by the code. Compared in constant time.</summary>
    public bool IsBoundBy(string code)
    {
        byte[] mac = new byte[HMACSHA256.HashSizeInBytes];
        return Mac is not null
            && Convert.TryFromBase64String(Mac, mac, out int length) && length == mac.Length
            && CryptographicOperations.FixedTimeEquals(mac, ReviewCode.Mac(code, BodyBytes()));
    }

    /// <summary>Key id of a public key: SHA-256 of its SubjectPublicKeyInfo (base64), hex.</summary>
    public static string KeyIdOf(string spki) => Convert.ToHexString(SHA256.HashData(Convert.FromBase64String(spki))).ToLowerInvariant();

    /// <summary>Whether a signature over a body verifies under an enrolled key.</summary>
    public static bool VerifySignature(string spki, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(FormatName + "\n"), .. body];
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(spki), out _);
            return key.VerifyData(signed, signature, HashAlgorithmName.SHA256,
                signature.Length == 64 ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation : DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
