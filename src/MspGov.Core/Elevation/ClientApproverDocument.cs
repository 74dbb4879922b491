using MspGov.Core.Register;

namespace MspGov.Core.Elevation;

/// <summary>Somebody at the client who may approve elevations, with the key that signs the approvals.</summary>
public sealed record ClientApproverDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "clientApprover";

    /// <summary>Tenant (UUID).</summary>
    public required string Tenant { get; init; }

    /// <summary>Name or address; unique in the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>Public key: SubjectPublicKeyInfo DER of an ECDSA P-256 key, base64.</summary>
    public required string Spki { get; init; }

    /// <summary>Who enrolled it; that person's own requests are not approved by it.</summary>
    public string? EnrolledBy { get; init; }

    /// <summary>When it was retired, UTC.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Tenant, Name);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => RetiredAt is null ? "active" : "retired";

    /// <summary>The key of a tenant's approver.</summary>
    public static string KeyOf(string tenant, string name) => $"{tenant}/{name.ToLowerInvariant()}";
}

/// <summary>Names a client approver.</summary>
/// <param name="Name">Name or address.</param>
public sealed record ClientApproverNamed(string Name);
