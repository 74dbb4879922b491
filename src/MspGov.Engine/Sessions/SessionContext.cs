using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Graph.Connections;

namespace MspGov.Engine.Sessions;

/// <summary>What the services of one session share. Nothing in it is of the process: two sessions never see each other's tenants or tokens.</summary>
internal sealed record SessionContext
{
    /// <summary>Full path of the store.</summary>
    public required string StorePath { get; init; }

    /// <summary>The ledger, as the session's operator.</summary>
    public required ILedger Ledger { get; init; }

    /// <summary>Clients of tenants.</summary>
    public required ITenantClientFactory Clients { get; init; }

    /// <summary>The one way to change a tenant.</summary>
    public required ChangeRunner Changes { get; init; }

    /// <summary>Encrypts secrets that are given in clear.</summary>
    public required ISecretProtector Secrets { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Operator of the session.</summary>
    public string Operator => Ledger.Operator;

    /// <summary>A path inside the store.</summary>
    public string At(params string[] parts) => Path.Combine([StorePath, .. parts]);
}
