using MspGov.Core.Tenants;

namespace MspGov.Graph.Connections;

/// <summary>Makes clients of registered tenants.</summary>
public interface ITenantClientFactory : IDisposable
{
    /// <summary>The client of a tenant. Asking again for the same connection gives the same client, with its tokens.</summary>
    /// <exception cref="Core.Errors.GovException">ConnectionInvalid, EndpointNotSecure; secrets are looked up when the first token is needed.</exception>
    TenantClient For(TenantDocument tenant);
}
