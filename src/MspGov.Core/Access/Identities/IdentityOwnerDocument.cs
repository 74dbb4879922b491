using MspGov.Core.Register;

namespace MspGov.Core.Access.Identities;

/// <summary>What an identity is for.</summary>
public enum IdentityPurpose
{
    /// <summary>Not said.</summary>
    Unspecified,

    /// <summary>A named person.</summary>
    Person,

    /// <summary>A shared or service account that people or tools sign in with.</summary>
    ServiceAccount,

    /// <summary>Automation: an application, script or integration.</summary>
    Automation,

    /// <summary>An emergency account.</summary>
    BreakGlass,
}

/// <summary>Who answers for an identity of a tenant, what it is for, and when that is looked at again.</summary>
public sealed record IdentityOwnerDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "identityOwner";

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id of the identity.</summary>
    public required string Identity { get; init; }

    /// <summary>Its name at the time.</summary>
    public string? IdentityName { get; init; }

    /// <summary>Who answers for it, at the MSP, the client or a supplier; null for nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>What it is for.</summary>
    public IdentityPurpose Purpose { get; init; }

    /// <summary>When it must be looked at again, UTC.</summary>
    public DateTimeOffset? ReviewDate { get; init; }

    /// <summary>When this was recorded, UTC.</summary>
    public DateTimeOffset SetAt { get; init; }

    /// <summary>Who recorded it.</summary>
    public string? SetBy { get; init; }

    /// <summary>Whether it says nothing: then the row is removed.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => string.IsNullOrEmpty(Owner) && Purpose == IdentityPurpose.Unspecified && ReviewDate is null;

    /// <inheritdoc/>
    public string Key => KeyOf(Tenant, Identity);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => null;

    /// <summary>The key of an identity.</summary>
    public static string KeyOf(string tenant, string identity) => $"{tenant}/{identity}";
}
