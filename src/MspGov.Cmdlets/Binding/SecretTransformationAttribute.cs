using System.Management.Automation;
using System.Net;
using System.Security;

namespace MspGov.Cmdlets.Binding;

/// <summary>A secret as a parameter: a SecureString, or a reference to where it is kept. A clear string is refused.</summary>
public sealed class SecretValue
{
    private SecretValue(string? reference, string? clear)
    {
        Reference = reference;
        Clear = clear;
    }

    /// <summary><c>env:NAME</c>, <c>file:PATH</c> or <c>vault:NAME</c>; null when the secret itself was given.</summary>
    public string? Reference { get; }

    internal string? Clear { get; }

    internal static SecretValue FromReference(string reference) => new(reference, null);

    internal static SecretValue FromSecure(SecureString secure) => new(null, new NetworkCredential(string.Empty, secure).Password);

    /// <inheritdoc/>
    public override string ToString() => Reference ?? "(secure string)";
}

/// <summary>Turns what the user gives into a <see cref="SecretValue"/>.</summary>
public sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Schemes = ["env:", "file:", "vault:"];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            SecretValue secret => secret,
            SecureString secure => SecretValue.FromSecure(secure),
            string text when Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && text.Length > scheme.Length)
                => SecretValue.FromReference(text),
            _ => throw new ArgumentTransformationMetadataException(
                "A secret is a SecureString (Read-Host -AsSecureString) or a reference: env:NAME, file:PATH or vault:NAME. Clear text is not accepted."),
        };
    }
}
