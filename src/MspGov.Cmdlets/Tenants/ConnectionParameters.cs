using MspGov.Cmdlets.Binding;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>Turns connection parameters into a connection; exactly one way to sign in is allowed.</summary>
internal sealed class ConnectionParameters(TenantAttributeCmdlet given, Func<string, string> fullPath)
{
    private const string StorePrefix = "store:";

    public (TenantConnection? Connection, string? Secret) Build(TenantConnection? known)
    {
        ConnectionKind? kind = Kind();
        if (kind is null)
        {
            return (known is null ? null : Endpoints(known), null);
        }

        SecretValue? secret = kind switch
        {
            ConnectionKind.AccessToken => given.AccessToken,
            ConnectionKind.ClientSecret => given.ClientSecret,
            ConnectionKind.ClientCertificate => given.CertificatePassword,
            _ => null,
        };
        return (Endpoints(new TenantConnection
        {
            Kind = kind.Value,
            SecretReference = kind == ConnectionKind.WorkloadFederation ? "file:" + fullPath(given.FederatedTokenPath!) : Absolute(secret?.Reference),
            Certificate = given.ClientCertificate is null ? null : CertificateReference(given.ClientCertificate),
        }), secret?.Clear);
    }

    private ConnectionKind? Kind()
    {
        (bool Given, ConnectionKind Kind)[] ways =
        [
            (given.AccessToken is not null, ConnectionKind.AccessToken),
            (given.ClientSecret is not null, ConnectionKind.ClientSecret),
            (given.ClientCertificate is not null, ConnectionKind.ClientCertificate),
            (given.ManagedIdentity, ConnectionKind.ManagedIdentity),
            (given.FederatedTokenPath is not null, ConnectionKind.WorkloadFederation),
            (given.DeviceCode, ConnectionKind.DeviceCode),
            (given.Interactive, ConnectionKind.Interactive),
        ];
        ConnectionKind[] chosen = [.. ways.Where(way => way.Given).Select(way => way.Kind)];
        return chosen.Length switch
        {
            0 => null,
            1 => chosen[0],
            _ => throw TenantErrors.ConnectionInvalid.With($"Choose one way to sign in; given were {string.Join(", ", chosen)}."),
        };
    }

    private TenantConnection Endpoints(TenantConnection connection) => connection with
    {
        Cloud = given.Cloud ?? connection.Cloud,
        GraphEndpoint = given.GraphEndpoint ?? connection.GraphEndpoint,
        AuthorityHost = given.AuthorityHost ?? connection.AuthorityHost,
        ClientId = given.ClientId ?? connection.ClientId,
        PartnerTenantId = given.PartnerTenantId?.ToString("D") ?? connection.PartnerTenantId,
    };

    private string CertificateReference(string certificate) =>
        certificate.StartsWith(StorePrefix, StringComparison.OrdinalIgnoreCase) ? certificate : "file:" + fullPath(certificate);

    // A relative path means the place where the user stood when registering, not where a later script runs.
    private string? Absolute(string? reference) =>
        reference?.StartsWith("file:", StringComparison.OrdinalIgnoreCase) == true ? "file:" + fullPath(reference[5..]) : reference;
}
