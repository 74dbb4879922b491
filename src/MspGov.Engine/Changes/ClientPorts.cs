using MspGov.Core.Tenants;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Graph.Tokens;

namespace MspGov.Engine.Changes;

/// <summary>Ports over the session's tenant clients, whose fuse compares the token's tenant before every write.</summary>
internal sealed class ClientPorts(ITenantClientFactory clients) : ITenantPorts
{
    /// <inheritdoc/>
    public ITenantPort Open(TenantDocument tenant) => new Port(clients, tenant);

    private sealed class Port(ITenantClientFactory clients, TenantDocument tenant) : ITenantPort
    {
        // Opened when first used, so that a connection that cannot be made is that change's error and not the run's.
        private TenantClient? _client;

        public Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken) =>
            (_client ??= clients.For(tenant)).SendAsync(request, cancellationToken);

        // The token says it; an opaque one does not, and then the way of signing in does.
        public async Task<bool> IsDelegatedAsync(CancellationToken cancellationToken)
        {
            TenantToken token = await (_client ??= clients.For(tenant)).GetTokenAsync(cancellationToken);
            return token.Scopes is not null || (token.TenantId is null && tenant.Connection.Kind is ConnectionKind.DeviceCode or ConnectionKind.Interactive);
        }
    }
}
