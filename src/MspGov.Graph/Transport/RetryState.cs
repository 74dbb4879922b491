using System.Security.Authentication;
using MspGov.Core.Errors;

namespace MspGov.Graph.Transport;

/// <summary>What one request has already been through, and what comes next: wait and try again, give out the answer, or give up.</summary>
internal sealed class RetryState(RetryPolicy policy, TimeProvider time, TenantIdentity tenant, GraphRequest request)
{
    private int _attempts;
    private TimeSpan _waited;

    /// <summary>True when the answer is to be thrown away and the request sent again; the wait is over then.</summary>
    public async Task<bool> AfterAnswerAsync(Answer answer, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        _attempts++;
        if (!IsWorthRetrying(answer))
        {
            return false;
        }

        return await WaitAsync(policy.Delay(_attempts, retryAfter), policy.MaxAttempts, cancellationToken);
    }

    /// <summary>Waits before another attempt, or throws when there is none.</summary>
    public async Task AfterFailureAsync(Exception failure, CancellationToken cancellationToken)
    {
        _attempts++;
        bool nothingSent = failure is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        if (request.IsWrite && !nothingSent)
        {
            // The tenant may have applied it: only reading back can tell.
            throw TenantErrors.OutcomeUnknown.With($"Tenant '{tenant.Name}' was sent {request.Method} {GraphErrorMapping.Shown(request.Path)}, and the connection broke before an answer came ({Innermost(failure)}). Whether the change was applied is not known; it is read back before it is sent again.", failure)
                .About(tenant.Name, tenant.Id);
        }

        // A handshake that breaks off says nothing of the certificate: it is tried again like any connection that fails.
        bool untrusted = failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException };
        int limit = untrusted ? 1 : nothingSent ? policy.MaxConnectAttempts : policy.MaxAttempts;
        if (await WaitAsync(policy.Delay(_attempts, null), limit, cancellationToken))
        {
            return;
        }

        string advice = untrusted
            ? "Its certificate is not trusted by this machine: add the issuing authority to the machine's trusted roots."
            : "Check the network, the proxy and the tenant's -GraphEndpoint, then try again.";
        throw TenantErrors.Unreachable.With($"Tenant '{tenant.Name}' cannot be reached: {request.Method} {GraphErrorMapping.Shown(request.Path)} failed {_attempts} time(s), at last with: {Innermost(failure)} {advice}", failure)
            .About(tenant.Name, tenant.Id);
    }

    private static string Innermost(Exception failure)
    {
        string message = failure.GetBaseException().Message.Trim();
        return message.EndsWith('.') ? message : message + ".";
    }

    private bool IsWorthRetrying(Answer answer) => answer.Status switch
    {
        429 => true,

        // Refused because another change was under way: it was not applied (FACTS section 5).
        409 => GraphError.Parse(answer.Body.Span.ToArray()) is { } error && error.Is("Directory_ConcurrencyViolation"),

        // A 5xx to a write may come after the write was applied.
        500 or 502 or 503 or 504 => !request.IsWrite,
        _ => false,
    };

    private async Task<bool> WaitAsync(TimeSpan delay, int limit, CancellationToken cancellationToken)
    {
        if (_attempts >= limit || _waited + delay > policy.MaxTotalDelay)
        {
            return false;
        }

        _waited += delay;
        await Task.Delay(delay, time, cancellationToken);
        return true;
    }
}
