namespace MspGov.Graph.Throttling;

/// <summary>Parts of Graph with limits of their own (FACTS section 1).</summary>
public enum Workload
{
    /// <summary>Identity and access: users, groups, applications, roles, policies and the like; in resource units.</summary>
    Directory,

    /// <summary>Changes of identity and access.</summary>
    DirectoryWrite,

    /// <summary>Audit logs, sign-ins, reports of authentication methods.</summary>
    Reports,

    /// <summary>Conditional Access, named locations, risky users: per tenant, over all applications.</summary>
    Protection,

    /// <summary>Intune.</summary>
    Intune,

    /// <summary>GDAP and what else is below tenantRelationships.</summary>
    TenantRelationships,

    /// <summary>Privileged identity management and governance: no published limit.</summary>
    Governance,
}
