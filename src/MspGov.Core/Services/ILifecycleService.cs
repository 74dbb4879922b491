using MspGov.Core.Lifecycle;

namespace MspGov.Core.Services;

/// <summary>Joiners, movers, leavers, the help desk's operations on users, and the comparison of lists of people with tenants.</summary>
public interface ILifecycleService
{
    /// <summary>
    /// Carries out events in every tenant asked, and streams one run a tenant. Leavers are blocked everywhere before any clean-up
    /// begins. An event that has runs already goes on where it stopped; one that is complete changes nothing.
    /// </summary>
    Task InvokeAsync(LifecycleRequest request, IOutput<LifecycleRun> output, CancellationToken cancellationToken);

    /// <summary>Goes on with what is open, due or staged past its time.</summary>
    Task ContinueAsync(LifecycleRunQuery query, IOutput<LifecycleRun> output, CancellationToken cancellationToken);

    /// <summary>Undoes an event's changes, newest first, unless somebody changed them since; names what cannot be undone.</summary>
    Task UndoAsync(LifecycleRunQuery query, string? ticket, string? reason, IOutput<LifecycleRun> output, CancellationToken cancellationToken);

    /// <summary>Recorded runs.</summary>
    IReadOnlyList<LifecycleRun> Get(LifecycleRunQuery query);

    /// <summary>Does one thing to one user: checked, recorded and read back.</summary>
    Task OperateAsync(UserOperationRequest request, IOutput<UserOperationResult> output, CancellationToken cancellationToken);

    /// <summary>Compares a list of people with tenants.</summary>
    Task CompareAsync(WorkforceRequest request, IOutput<WorkforceFinding> output, CancellationToken cancellationToken);
}

/// <summary>What <c>Invoke-LifecycleEvent</c> asks for.</summary>
public sealed record LifecycleRequest
{
    /// <summary>Events.</summary>
    public required IReadOnlyList<LifecycleEvent> Events { get; init; }

    /// <summary>Tenant ids, resolved.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>Plans only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>Folder for files of a client (trust anchor, final evidence pack); null where no client comes or goes.</summary>
    public string? OutputPath { get; init; }

    /// <summary>More leavers than this in one call are refused; null for no limit.</summary>
    public int? MaximumLeavers { get; init; } = 10;

    /// <summary>Several leavers who are more than so many percent of the enabled accounts of a tenant are refused; null for no limit.</summary>
    public int? MaximumLeaverPercent { get; init; } = 10;
}

/// <summary>Which runs.</summary>
public sealed record LifecycleRunQuery
{
    /// <summary>Event id or wildcard; null for all.</summary>
    public string? EventId { get; init; }

    /// <summary>Tenant ids; null for all.</summary>
    public IReadOnlyList<string>? TenantIds { get; init; }

    /// <summary>Only in these states; null for all.</summary>
    public IReadOnlyList<LifecycleRunState>? States { get; init; }

    /// <summary>Folder for files of a client, when a client's run goes on.</summary>
    public string? OutputPath { get; init; }
}

/// <summary>What is done to a user.</summary>
public enum UserOperation
{
    /// <summary>Sign-in blocked, sessions revoked.</summary>
    Suspend,

    /// <summary>Sign-in allowed again; a softly deleted user is restored first.</summary>
    Restore,

    /// <summary>A random password, or a Temporary Access Pass.</summary>
    ResetPassword,

    /// <summary>Authentication methods removed, sessions revoked.</summary>
    ResetMfa,

    /// <summary>Sessions revoked.</summary>
    RevokeSession,
}

/// <summary>What the help desk asks for.</summary>
public sealed record UserOperationRequest
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Sign-in name, address or object id.</summary>
    public required string User { get; init; }

    /// <summary>What is done.</summary>
    public required UserOperation Operation { get; init; }

    /// <summary>A Temporary Access Pass of so many minutes instead of a password.</summary>
    public int? AccessPassMinutes { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Plans only.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What became of it.</summary>
public sealed record UserOperationResult
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id.</summary>
    public required string UserId { get; init; }

    /// <summary>Sign-in name.</summary>
    public required string User { get; init; }

    /// <summary>What was done.</summary>
    public required UserOperation Operation { get; init; }

    /// <summary>How it ended: the weakest of its steps.</summary>
    public required Changes.ChangeStatus Status { get; init; }

    /// <summary>Steps.</summary>
    public required IReadOnlyList<LifecycleStep> Steps { get; init; }

    /// <summary>How well the user is protected.</summary>
    public Changes.Protection Protection { get; init; }

    /// <summary>Password or pass: shown this once, recorded nowhere.</summary>
    public string? Secret { get; init; }
}

/// <summary>What <c>Compare-Workforce</c> asks for.</summary>
public sealed record WorkforceRequest
{
    /// <summary>People of the list.</summary>
    public required IReadOnlyList<WorkforcePerson> People { get; init; }

    /// <summary>Tenant ids, resolved.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>True when the list is of a client's own employees, false when it is of the MSP's staff.</summary>
    public bool ClientEmployees { get; init; }

    /// <summary>Domains of the MSP: an account or guest with an address there is staff.</summary>
    public IReadOnlyList<string> StaffDomains { get; init; } = [];

    /// <summary>Days without sign-in after which an enabled account is dormant.</summary>
    public int DormantDays { get; init; } = 90;

    /// <summary>Compares access with job roles too (reads the whole inventory).</summary>
    public bool IncludeAccess { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;
}
