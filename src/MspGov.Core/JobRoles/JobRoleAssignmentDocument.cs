using MspGov.Core.Register;

namespace MspGov.Core.JobRoles;

/// <summary>A person of the MSP holds a job role in one tenant.</summary>
public sealed record JobRoleAssignmentDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "jobRoleAssignment";

    /// <summary>Id (UUID).</summary>
    public required string Id { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The person: operator id, or name where the person is no operator.</summary>
    public required string Person { get; init; }

    /// <summary>Sign-in names and object ids by which the person appears in tenants.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Name of the job role.</summary>
    public required string JobRole { get; init; }

    /// <summary>When it was assigned, UTC.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>When it ends, UTC; null for no end.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>When it was withdrawn, UTC.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => WithdrawnAt is null ? "active" : "withdrawn";

    /// <summary>Whether it holds at a time.</summary>
    public bool HoldsAt(DateTimeOffset at) => WithdrawnAt is null && Start <= at && (End is null || at < End);

    /// <summary>Whether a principal, by id or name, is this person.</summary>
    public bool IsPrincipal(string id, string? name) =>
        Principals.Contains(id, StringComparer.OrdinalIgnoreCase)
        || (name is not null && (Principals.Contains(name, StringComparer.OrdinalIgnoreCase) || string.Equals(Person, name, StringComparison.OrdinalIgnoreCase)));
}
