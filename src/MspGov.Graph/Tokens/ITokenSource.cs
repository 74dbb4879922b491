namespace MspGov.Graph.Tokens;

/// <summary>Where a client's tokens come from.</summary>
public interface ITokenSource
{
    /// <summary>A token that is valid now.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="Core.Errors.GovException">AuthenticationFailed or SecretNotFound.</exception>
    ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken);
}

/// <summary>What a token is asked for.</summary>
/// <param name="Claims">Claims challenge of a refused request (continuous access evaluation); null for none.</param>
/// <param name="Rejected">The token that was just refused and must not be given again; null for none.</param>
public readonly record struct TokenRequest(string? Claims = null, string? Rejected = null);
