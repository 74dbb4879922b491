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
    private readonly Func<TokenCredential> _create;
    private TokenCredential? _credential;

    private AzureIdentityTokens(TenantDocument tenant, string scope, Func<TokenCredential> create)
    {
        _tenant = tenant;
        _scope = scope;
        _create = create;
    }

    public static AzureIdentityTokens Create(TenantDocument tenant, CloudEndpoints endpoints, SecretResolver secrets, Transports transports, TenantClientFactoryOptions options) =>
        new(tenant, endpoints.Scope, () => new CredentialFactory(tenant, endpoints, secrets, transports, options).Create());

    public async ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            AccessToken token = await Credential(request).GetTokenAsync(
                new TokenRequestContext([_scope], claims: request.Claims, tenantId: _tenant.Id, isCaeEnabled: true), cancellationToken);
            return TenantToken.Read(token.Token, token.ExpiresOn);
        }
        catch (AuthenticationFailedException e) when (NeverAnswered(e))
        {
            throw TenantErrors.Unreachable.With($"The sign-in authority of tenant '{_tenant.Name}' cannot be reached: {e.GetBaseException().Message} Check the network, the proxy and -AuthorityHost.", e).About(_tenant.Name, _tenant.Id);
        }
        catch (AuthenticationFailedException e)
        {
            throw TenantErrors.AuthenticationFailed.With($"Signing in to tenant '{_tenant.Name}' failed: {SignInAdvice.For(e)}", e).About(_tenant.Name, _tenant.Id);
        }
    }

    private static bool NeverAnswered(Exception failure)
    {
        for (Exception? level = failure; level is not null; level = level is AggregateException many ? many.InnerExceptions[0] : level.InnerException)
        {
            if (level is HttpRequestException { StatusCode: null })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A credential keeps its token until it expires, refused or not, unless a claims challenge comes with the request. So a refused
    /// application gets a new credential, which also sees a secret that was renewed meanwhile. People are not asked twice.
    /// </summary>
    private TokenCredential Credential(TokenRequest request)
    {
        bool renew = request is { Rejected: not null, Claims: null } && _tenant.Connection.Kind is not (ConnectionKind.DeviceCode or ConnectionKind.Interactive);
        if (_credential is null || renew)
        {
            _credential = _create();
        }

        return _credential;
    }
}
