using Azure.Core;
using Azure.Identity;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Graph.Connections;
using MspGov.Graph.Secrets;

namespace MspGov.Graph.Tokens;

/// <summary>Tokens by Azure.Identity. Nothing of that library is loaded before the first token is asked for.</summary>
internal sealed class AzureIdentityTokens : ITokenSource
{
    private readonly TenantDocument _tenant;
    private readonly string _scope;
    private readonly Lazy<TokenCredential> _credential;

    private AzureIdentityTokens(TenantDocument tenant, string scope, Func<TokenCredential> create)
    {
        _tenant = tenant;
        _scope = scope;
        _credential = new Lazy<TokenCredential>(create, LazyThreadSafetyMode.PublicationOnly);
    }

    public static AzureIdentityTokens Create(TenantDocument tenant, CloudEndpoints endpoints, SecretResolver secrets, Transports transports, TenantClientFactoryOptions options) =>
        new(tenant, endpoints.Scope, () => new CredentialFactory(tenant, endpoints, secrets, transports, options).Create());

    public async ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            AccessToken token = await _credential.Value.GetTokenAsync(
                new TokenRequestContext([_scope], claims: request.Claims, tenantId: _tenant.Id, isCaeEnabled: true), cancellationToken);
            return TenantToken.Read(token.Token, token.ExpiresOn);
        }
        catch (AuthenticationFailedException e)
        {
            throw TenantErrors.AuthenticationFailed.With($"Signing in to tenant '{_tenant.Name}' failed: {SignInAdvice.For(e.Message)}", e).About(_tenant.Name, _tenant.Id);
        }
    }
}
