using System.Diagnostics.CodeAnalysis;

namespace MspGov.Graph.Tokens;

/// <summary>Keeps a token until shortly before it expires, and lets only one caller at a time fetch the next.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose.")]
internal sealed class CachedTokenSource(ITokenSource inner, TimeProvider time) : ITokenSource
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _one = new(1);
    private TenantToken? _token;

    public async ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        if (Usable(request) is { } ready)
        {
            return ready;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Usable(request) is { } fetched)
            {
                return fetched;
            }

            TenantToken token = await inner.GetAsync(request, cancellationToken);
            Volatile.Write(ref _token, token);
            return token;
        }
        finally
        {
            _one.Release();
        }
    }

    private TenantToken? Usable(TokenRequest request)
    {
        TenantToken? token = Volatile.Read(ref _token);
        return token is not null && token.Value != request.Rejected && token.ExpiresOn - Margin > time.GetUtcNow() ? token : null;
    }
}
