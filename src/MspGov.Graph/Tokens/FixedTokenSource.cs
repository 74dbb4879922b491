using MspGov.Core.Errors;

namespace MspGov.Graph.Tokens;

/// <summary>A ready token, read from its secret reference each time it is missing or refused: so a renewed file or variable is seen.</summary>
internal sealed class FixedTokenSource(string tenant, string tenantId, Func<string> read, TimeProvider time) : ITokenSource
{
    private TenantToken? _token;

    public ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        TenantToken? token = Volatile.Read(ref _token);
        if (token is null || token.Value == request.Rejected || token.ExpiresOn <= time.GetUtcNow())
        {
            token = TenantToken.Read(read().Trim());
            Volatile.Write(ref _token, token);
        }

        if (token.ExpiresOn <= time.GetUtcNow())
        {
            throw TenantErrors.AuthenticationFailed.With($"The access token of tenant '{tenant}' expired at {token.ExpiresOn:u}. Get a new one and put it where the reference points.").About(tenant, tenantId);
        }

        if (token.Value == request.Rejected)
        {
            throw TenantErrors.AuthenticationFailed.With($"Tenant '{tenant}' refuses its access token. Get a new one, for Microsoft Graph and for this tenant, and put it where the reference points.").About(tenant, tenantId);
        }

        return ValueTask.FromResult(token);
    }
}
