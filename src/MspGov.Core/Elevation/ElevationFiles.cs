using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Json;

namespace MspGov.Core.Elevation;

/// <summary>A request as a client approver gets it.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Grant">Id of the grant.</param>
/// <param name="Tenant">Tenant id.</param>
/// <param name="RequestHash">Hex SHA-256 of the text.</param>
/// <param name="Text">What is approved, and what is signed: its UTF-8 bytes.</param>
public sealed record ElevationRequestFile(string Format, string Grant, string Tenant, string RequestHash, string Text)
{
    /// <summary>Format of the file.</summary>
    public const string FormatName = "mspgov.elevation.request.v1";

    /// <summary>The file of a grant.</summary>
    public static ElevationRequestFile Of(ElevationGrantDocument grant) =>
        new(FormatName, grant.Request.Grant, grant.Request.Tenant, grant.RequestHash, grant.Request.ToText());

    /// <summary>Reads a file and checks that its hash is its text's.</summary>
    /// <exception cref="GovException">ElevationFileInvalid.</exception>
    public static ElevationRequestFile Read(ReadOnlySpan<byte> utf8)
    {
        ElevationRequestFile file = ElevationFiles.Parse<ElevationRequestFile>(utf8);
        return file.Format == FormatName && file.Text is not null
            && string.Equals(file.RequestHash, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text))), StringComparison.OrdinalIgnoreCase)
            ? file
            : throw ElevationErrors.FileInvalid.With("This is no elevation request, or its text is not the one its hash names.");
    }

    /// <summary>Signs it as a client approver; needs no store.</summary>
    /// <param name="approver">Name under which the client's key is enrolled.</param>
    /// <param name="privateKeyPem">ECDSA P-256 private key, PEM, unencrypted.</param>
    public ElevationApprovalFile Sign(string approver, string privateKeyPem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(privateKeyPem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw ElevationErrors.FileInvalid.With($"The key cannot be read: it must be an unencrypted ECDSA P-256 private key in PEM form. {e.Message}", e);
        }

        byte[] signature = key.SignData(Encoding.UTF8.GetBytes(Text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new ElevationApprovalFile(ElevationApprovalFile.FormatName, Grant, Tenant, RequestHash, approver, Convert.ToBase64String(signature));
    }
}

/// <summary>A client's signed approval.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Grant">Id of the grant.</param>
/// <param name="Tenant">Tenant id.</param>
/// <param name="RequestHash">Hash of the request.</param>
/// <param name="Approver">Name under which the client's key is enrolled.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the request's text, DER, base64.</param>
public sealed record ElevationApprovalFile(string Format, string Grant, string Tenant, string RequestHash, string Approver, string Signature)
{
    /// <summary>Format of the file.</summary>
    public const string FormatName = "mspgov.elevation.approval.v1";

    /// <summary>Reads a file; whether the signature holds is decided when it is recorded.</summary>
    /// <exception cref="GovException">ElevationFileInvalid.</exception>
    public static ElevationApprovalFile Read(ReadOnlySpan<byte> utf8)
    {
        ElevationApprovalFile file = ElevationFiles.Parse<ElevationApprovalFile>(utf8);
        return file is { Format: FormatName, Grant: not null, RequestHash: not null, Approver: not null, Signature: not null }
            ? file
            : throw ElevationErrors.FileInvalid.With("This is no approval of an elevation.");
    }
}

/// <summary>What both files have in common.</summary>
internal static class ElevationFiles
{
    public static T Parse<T>(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return CoreJson.FromBytes<T>(utf8);
        }
        catch (FormatException e)
        {
            throw ElevationErrors.FileInvalid.With($"The file cannot be read: {e.Message}", e);
        }
    }
}
