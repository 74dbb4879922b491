using MspGov.Core.Tenants;
using MspGov.Graph.Transport;

namespace MspGov.Graph.Connections;

/// <summary>What a <see cref="TenantClientFactory"/> is given by the composition root.</summary>
public sealed record TenantClientFactoryOptions
{
    /// <summary>Handler of a lab tenant by its name; null where there are no lab tenants. Asked again for each request: the owner keeps them.</summary>
    public Func<string, HttpMessageHandler>? LabHandler { get; init; }

    /// <summary>Resolves <c>vault:</c> references.</summary>
    public Func<string, string?>? VaultResolver { get; init; }

    /// <summary>Opens <c>enc:</c> references.</summary>
    public ISecretProtector? Protector { get; init; }

    /// <summary>Folder in which processes share their throttle budgets; null to keep them to this process.</summary>
    public string? BudgetFolder { get; init; }

    /// <summary>Shows the sign-in message of a device code; null where nobody is there to read it.</summary>
    public Action<string>? DeviceCodePrompt { get; init; }

    /// <summary>Most requests in flight to one tenant.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>How to try again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Transport to Graph and to the authority in place of the network's own, for tests with certificates that no machine trusts.</summary>
    public Func<Uri, HttpMessageHandler>? TransportOverride { get; init; }
}
