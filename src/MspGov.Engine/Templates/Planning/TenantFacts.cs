using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>What the register and the tenant say about a tenant that templates need: never read from the template.</summary>
internal sealed record TenantFacts
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Object ids of its registered break-glass accounts.</summary>
    public IReadOnlyList<string> BreakGlass { get; init; } = [];

    /// <summary>Tenant from which the MSP reaches it as a partner (GDAP): its own way in must not be shut. Null when it does not.</summary>
    public string? Partner { get; init; }

    /// <summary>True when other tenants are reached through it: it is a partner's own.</summary>
    public bool IsPartner { get; init; }

    /// <summary>Parameter values.</summary>
    public JObject Parameters { get; init; } = [];
}
