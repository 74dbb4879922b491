namespace MspGov.Core.Tenants;

/// <summary>What a source tells of a tenant to be registered; what is null is left as it is, or as the register's default.</summary>
public sealed record TenantImportRow
{
    /// <summary>Line of the file it begins on, from 1; null when it comes from elsewhere.</summary>
    public int? Line { get; init; }

    /// <summary>Tenant id (UUID, lower-case).</summary>
    public required string TenantId { get; init; }

    /// <summary>Short name; null keeps the registered one, or is made from the display name.</summary>
    public string? Name { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Tier.</summary>
    public TenantTier? Tier { get; init; }

    /// <summary>Jurisdiction.</summary>
    public string? Jurisdiction { get; init; }

    /// <summary>Data classification.</summary>
    public string? DataClassification { get; init; }

    /// <summary>Service owner at the MSP.</summary>
    public string? ServiceOwner { get; init; }

    /// <summary>Risk owner at the MSP.</summary>
    public string? RiskOwner { get; init; }

    /// <summary>Approvers at the client.</summary>
    public IReadOnlyList<string>? Approvers { get; init; }

    /// <summary>What the contract covers.</summary>
    public string? ContractScope { get; init; }

    /// <summary>Groups of tenants.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>How to connect.</summary>
    public TenantConnection? Connection { get; init; }

    /// <summary>How to connect where neither the source nor the register says it.</summary>
    public TenantConnection? DefaultConnection { get; init; }
}

/// <summary>What an import does with a tenant.</summary>
public enum TenantImportAction
{
    /// <summary>It is registered.</summary>
    Register,

    /// <summary>It is registered already; what the source says otherwise is changed.</summary>
    Update,

    /// <summary>It is registered already, as the source says.</summary>
    Unchanged,

    /// <summary>It was off-boarded: bringing it back is a decision of its own, made with Register-ClientTenant.</summary>
    Skip,
}

/// <summary>One line of the plan of an import.</summary>
public sealed record TenantImportItem
{
    /// <summary>Line of the file, from 1; null when it comes from elsewhere.</summary>
    public int? Line { get; init; }

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Short name.</summary>
    public required string Name { get; init; }

    /// <summary>What is done.</summary>
    public required TenantImportAction Action { get; init; }

    /// <summary>Names of what changes, or why nothing is done.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>Whether it was done: true when it stands in the ledger.</summary>
    public bool Applied { get; init; }

    /// <summary>The tenant as it will be.</summary>
    public required TenantDocument Tenant { get; init; }
}
