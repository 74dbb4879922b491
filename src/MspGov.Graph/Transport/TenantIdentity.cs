namespace MspGov.Graph.Transport;

/// <summary>Which tenant a client is for.</summary>
internal sealed record TenantIdentity(string Id, string Name);
