using MspGov.Core.Errors;
using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>How a change ended.</summary>
public enum ChangeStatus
{
    /// <summary>Only planned: nothing was recorded and nothing sent.</summary>
    Planned,

    /// <summary>The tenant was as wanted before; nothing was sent.</summary>
    AlreadySo,

    /// <summary>The tenant was read back and shows it.</summary>
    Succeeded,

    /// <summary>The tenant refused, or was read back and does not show it.</summary>
    Failed,

    /// <summary>It could not be proven by reading back: in doubt until settled.</summary>
    Unknown,

    /// <summary>The policy or a guard refused; nothing was sent.</summary>
    Refused,
}

/// <summary>What became of one change.</summary>
public sealed record ChangeResult
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Id of the change; null when no intent was recorded.</summary>
    public string? ChangeId { get; init; }

    /// <summary>Ledger action.</summary>
    public required string Action { get; init; }

    /// <summary>What was wanted.</summary>
    public required ITenantChange Change { get; init; }

    /// <summary>The object that was changed, with its name where it was read.</summary>
    public required EntrySubject Subject { get; init; }

    /// <summary>How it ended.</summary>
    public required ChangeStatus Status { get; init; }

    /// <summary>What reading showed, in words.</summary>
    public required string Evidence { get; init; }

    /// <summary>Correlation id.</summary>
    public Guid Correlation { get; init; }

    /// <summary>Object id of what was created or found, where there is one.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Graph's request-id of the write.</summary>
    public string? RequestId { get; init; }

    /// <summary>A password or pass that is shown this once and recorded nowhere.</summary>
    public string? Secret { get; init; }

    /// <summary>Why it did not succeed; null when it did, was so already, or was planned.</summary>
    public GovException? Error { get; init; }

    /// <summary>True when the tenant is proven to be as wanted.</summary>
    public bool Proven => Status is ChangeStatus.Succeeded or ChangeStatus.AlreadySo;

    /// <summary>This result, or its error thrown.</summary>
    /// <exception cref="GovException">The change did not succeed.</exception>
    public ChangeResult OrThrow() => Error is null ? this : throw Error;
}
