using MspGov.Core.Changes;

namespace MspGov.Core.Lifecycle;

/// <summary>One step of a run: a change of the tenant.</summary>
/// <param name="Action">Ledger action.</param>
/// <param name="Target">What was changed, in words.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Evidence">What reading showed.</param>
/// <param name="At">When its intent was recorded, UTC; null when nothing was recorded.</param>
public sealed record LifecycleStep(string Action, string Target, ChangeStatus Status, string? Evidence, DateTimeOffset? At = null);

/// <summary>The run of one event in one tenant, as <c>Invoke-LifecycleEvent</c> and <c>Get-LifecycleRun</c> show it.</summary>
public sealed record LifecycleRun
{
    /// <summary>Event id.</summary>
    public required string EventId { get; init; }

    /// <summary>What happens.</summary>
    public required LifecycleType Type { get; init; }

    /// <summary>Name of the person.</summary>
    public required string Person { get; init; }

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Where it stands; null for a plan.</summary>
    public LifecycleRunState? State { get; init; }

    /// <summary>How far it is.</summary>
    public LifecyclePhase Phase { get; init; }

    /// <summary>Accounts of the person in the tenant.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Steps in order.</summary>
    public IReadOnlyList<LifecycleStep> Steps { get; init; } = [];

    /// <summary>What is left, in words.</summary>
    public IReadOnlyList<string> Remaining { get; init; } = [];

    /// <summary>What people must do.</summary>
    public IReadOnlyList<string> ToDo { get; init; } = [];

    /// <summary>When it was recorded, UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When sign-in was proven to be blocked, UTC.</summary>
    public DateTimeOffset? BlockedAt { get; init; }

    /// <summary>When it was proven to be complete, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it goes on by itself, UTC.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Temporary Access Pass of a joiner: shown this once, recorded nowhere.</summary>
    public string? AccessPass { get; init; }

    /// <summary>True when the tenant was read again and nothing is left.</summary>
    public bool Complete => State == LifecycleRunState.Complete;
}
