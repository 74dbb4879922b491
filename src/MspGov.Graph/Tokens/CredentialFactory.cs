using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Graph.Connections;
using MspGov.Graph.Secrets;

namespace MspGov.Graph.Tokens;

/// <summary>Builds the credential of one tenant's connection.</summary>
internal sealed class CredentialFactory(TenantDocument tenant, CloudEndpoints endpoints, SecretResolver secrets, Transports transports, TenantClientFactoryOptions factory)
{
    private TenantConnection Connection => tenant.Connection;

    public TokenCredential Create() => Connection.Kind switch
    {
        ConnectionKind.ClientSecret => new ClientSecretCredential(tenant.Id, ClientId, secrets.Resolve(tenant), Configure(new ClientSecretCredentialOptions())),
        ConnectionKind.ClientCertificate => new ClientCertificateCredential(tenant.Id, ClientId, CertificateLoader.Load(tenant, secrets), Configure(new ClientCertificateCredentialOptions())),
        ConnectionKind.ManagedIdentity => new ManagedIdentityCredential(Configure(new ManagedIdentityCredentialOptions(ManagedIdentity))),
        ConnectionKind.WorkloadFederation => new WorkloadIdentityCredential(Federation(Configure(new WorkloadIdentityCredentialOptions()))),
        ConnectionKind.DeviceCode => DeviceCode(),
        ConnectionKind.Interactive => Interactive(),
        _ => throw TenantErrors.ConnectionInvalid.With($"Tenant '{tenant.Name}' has a connection of kind {Connection.Kind}, which needs no sign-in.").About(tenant.Name, tenant.Id),
    };

    private string ClientId => Connection.ClientId is { Length: > 0 } id
        ? id
        : throw TenantErrors.ConnectionInvalid.With($"Tenant '{tenant.Name}' needs the client id of the application it is reached with. Set it with Set-ClientTenant -ClientId.").About(tenant.Name, tenant.Id);

    private ManagedIdentityId ManagedIdentity => Connection.ClientId is { Length: > 0 } id
        ? ManagedIdentityId.FromUserAssignedClientId(id)
        : ManagedIdentityId.SystemAssigned;

    private T Configure<T>(T options)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = LoopbackAuthority.Masked(endpoints.Authority);
        if (Connection.AuthorityHost is not null)
        {
            options.Transport = new HttpClientTransport(new HttpClient(LoopbackAuthority.Wrap(endpoints.Authority, transports.Handler(endpoints.Authority))));
            DisableDiscovery(options);
        }

        return options;
    }

    /// <summary>The list of known authorities is asked of Microsoft's own; another authority is taken by its word instead.</summary>
    private static void DisableDiscovery(TokenCredentialOptions options)
    {
        switch (options)
        {
            case ClientSecretCredentialOptions secret:
                secret.DisableInstanceDiscovery = true;
                break;
            case ClientCertificateCredentialOptions certificate:
                certificate.DisableInstanceDiscovery = true;
                break;
            case WorkloadIdentityCredentialOptions workload:
                workload.DisableInstanceDiscovery = true;
                break;
            case DeviceCodeCredentialOptions device:
                device.DisableInstanceDiscovery = true;
                break;
            case InteractiveBrowserCredentialOptions browser:
                browser.DisableInstanceDiscovery = true;
                break;
            default:
                break;
        }
    }

    private WorkloadIdentityCredentialOptions Federation(WorkloadIdentityCredentialOptions options)
    {
        options.TenantId = tenant.Id;
        options.ClientId = ClientId;
        if (Connection.SecretReference is { } reference)
        {
            options.TokenFilePath = reference.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
                ? reference["file:".Length..]
                : throw TenantErrors.ConnectionInvalid.With($"Tenant '{tenant.Name}' uses workload federation: its secret reference must be file:PATH, the token file that the platform renews.").About(tenant.Name, tenant.Id);
        }

        return options;
    }

    private DeviceCodeCredential DeviceCode()
    {
        if (factory.DeviceCodePrompt is not { } prompt)
        {
            throw TenantErrors.AuthenticationFailed.With($"Tenant '{tenant.Name}' is reached with a device code, and nobody is there to enter it. Run interactively, or connect with a certificate.").About(tenant.Name, tenant.Id);
        }

        DeviceCodeCredentialOptions options = Configure(new DeviceCodeCredentialOptions());
        options.TenantId = Connection.PartnerTenantId ?? tenant.Id;
        options.ClientId = Connection.ClientId ?? options.ClientId;
        options.AdditionallyAllowedTenants.Add("*");
        options.DeviceCodeCallback = (code, _) =>
        {
            prompt(code.Message);
            return Task.CompletedTask;
        };
        return new DeviceCodeCredential(options);
    }

    private InteractiveBrowserCredential Interactive()
    {
        InteractiveBrowserCredentialOptions options = Configure(new InteractiveBrowserCredentialOptions());
        options.TenantId = Connection.PartnerTenantId ?? tenant.Id;
        options.ClientId = Connection.ClientId ?? options.ClientId;
        options.AdditionallyAllowedTenants.Add("*");
        return new InteractiveBrowserCredential(options);
    }
}
