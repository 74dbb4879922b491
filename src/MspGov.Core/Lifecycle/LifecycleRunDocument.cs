using MspGov.Core.Access;
using MspGov.Core.Register;

namespace MspGov.Core.Lifecycle;

/// <summary>How far a run is in one tenant.</summary>
public enum LifecyclePhase
{
    /// <summary>Recorded; nothing was done yet.</summary>
    Started,

    /// <summary>Sign-in is blocked and sessions are revoked (leaver).</summary>
    Blocked,

    /// <summary>What was to be given or taken was given or taken.</summary>
    Applied,

    /// <summary>The tenant was read again.</summary>
    Proven,
}

/// <summary>Where a run stands in one tenant.</summary>
public enum LifecycleRunState
{
    /// <summary>Takes effect later.</summary>
    Scheduled,

    /// <summary>Under way, or something is left to do: goes on with the next call.</summary>
    Open,

    /// <summary>Blocked and cleaned; the account is deleted later.</summary>
    Staged,

    /// <summary>Proven by reading the tenant again.</summary>
    Complete,

    /// <summary>Undone.</summary>
    Undone,
}

/// <summary>The run of one event in one tenant, folded from its entries.</summary>
public sealed record LifecycleRunDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "lifecycleRun";

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The event.</summary>
    public required LifecycleEvent Event { get; init; }

    /// <summary>Correlation of everything it does.</summary>
    public Guid Correlation { get; init; }

    /// <summary>Where it stands.</summary>
    public LifecycleRunState RunState { get; init; }

    /// <summary>How far it is.</summary>
    public LifecyclePhase Phase { get; init; }

    /// <summary>Object ids of the person's accounts in the tenant.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Steps of a client tenant's run, in the order in which they were last tried.</summary>
    public IReadOnlyList<ClientDeed> Deeds { get; init; } = [];

    /// <summary>Whether the run is in the partner's own tenant for its customers' sake only: it gives and takes memberships of partner groups, and nothing else there.</summary>
    public bool OfPartner { get; init; }

    /// <summary>What was given or taken in this tenant through the partner's groups.</summary>
    public IReadOnlyList<PartnerDeed> PartnerDeeds { get; init; } = [];

    /// <summary>What is left, in words; a run with any of it is not complete.</summary>
    public IReadOnlyList<string> Remaining { get; init; } = [];

    /// <summary>What people must do, because Graph has no way.</summary>
    public IReadOnlyList<string> ToDo { get; init; } = [];

    /// <summary>How much of the tenant the last proof read.</summary>
    public Completeness Completeness { get; init; } = Completeness.Unknown;

    /// <summary>Operator who started it.</summary>
    public string? StartedBy { get; init; }

    /// <summary>When it was recorded, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When sign-in was proven to be blocked, UTC.</summary>
    public DateTimeOffset? BlockedAt { get; init; }

    /// <summary>When it was proven to be complete, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it goes on by itself (start of a scheduled run, deletion of a staged one), UTC.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Event.EventId, Tenant);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <summary>Open, so that what goes on is one query; else the state's name.</summary>
    public string? State => StateOf(RunState);

    /// <summary>Key of the run of an event in a tenant.</summary>
    public static string KeyOf(string eventId, string tenant) => $"{eventId}/{tenant}";

    /// <summary>Indexed state.</summary>
    public static string StateOf(LifecycleRunState state) => state.ToString();
}

/// <summary>Detail of <see cref="LifecycleActions.Start"/>.</summary>
/// <param name="Event">The event.</param>
/// <param name="OfPartner">Whether it is in the partner's own tenant for its customers' sake only.</param>
public sealed record LifecycleStart(LifecycleEvent Event, bool OfPartner = false);

/// <summary>What became of access through a partner's group.</summary>
public enum PartnerDeedKind
{
    /// <summary>A job role's access was given, and proven on both sides.</summary>
    Given,

    /// <summary>Access that no job role gives any more was taken, and is gone.</summary>
    Taken,

    /// <summary>Access beyond the job roles is accepted, because the event says so; recorded before it is given.</summary>
    Accepted,
}

/// <summary>Access in one client tenant through a partner's group.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Principal">Object id of the person's account in the partner's tenant.</param>
/// <param name="Group">Object id of the partner's group.</param>
/// <param name="Roles">Role template ids in this tenant.</param>
/// <param name="Words">What was read, in words.</param>
/// <param name="At">When it was recorded, UTC.</param>
public sealed record PartnerDeed(PartnerDeedKind Kind, string Principal, string Group, IReadOnlyList<string> Roles, string Words, DateTimeOffset At);

/// <summary>Detail of <see cref="LifecycleActions.Partner"/>: of this client's access alone, whatever else the group gives.</summary>
/// <param name="EventId">Event.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Principal">Object id of the person's account in the partner's tenant.</param>
/// <param name="Group">Object id of the partner's group.</param>
/// <param name="Roles">Role template ids in this tenant.</param>
/// <param name="Words">What was read, in words.</param>
public sealed record LifecyclePartner(string EventId, PartnerDeedKind Kind, string Principal, string Group, IReadOnlyList<string> Roles, string Words);

/// <summary>Detail of <see cref="LifecycleActions.Advance"/>.</summary>
/// <param name="EventId">Event.</param>
/// <param name="Phase">Phase that was reached.</param>
/// <param name="Principals">Accounts found so far.</param>
public sealed record LifecycleAdvance(string EventId, LifecyclePhase Phase, IReadOnlyList<string> Principals);

/// <summary>A step of a client tenant's run.</summary>
/// <param name="Step">Name, one of <see cref="ClientSteps"/>.</param>
/// <param name="Done">Whether it is done.</param>
/// <param name="Words">What was found or done.</param>
/// <param name="At">When, UTC.</param>
public sealed record ClientDeed(string Step, bool Done, string Words, DateTimeOffset At);

/// <summary>Detail of <see cref="LifecycleActions.Step"/>.</summary>
/// <param name="EventId">Event.</param>
/// <param name="Step">Name, one of <see cref="ClientSteps"/>.</param>
/// <param name="Done">Whether it is done.</param>
/// <param name="Words">What was found or done, or why it could not be.</param>
public sealed record LifecycleStepDetail(string EventId, string Step, bool Done, string Words);

/// <summary>Detail of <see cref="LifecycleActions.Finish"/>.</summary>
/// <param name="EventId">Event.</param>
/// <param name="State">Open, Staged or Complete.</param>
/// <param name="Remaining">What is left.</param>
/// <param name="ToDo">What people must do.</param>
/// <param name="Completeness">How much of the tenant was read for it.</param>
/// <param name="NextAt">When it goes on by itself.</param>
public sealed record LifecycleFinish(
    string EventId,
    LifecycleRunState State,
    IReadOnlyList<string> Remaining,
    IReadOnlyList<string> ToDo,
    Completeness Completeness,
    DateTimeOffset? NextAt = null);

/// <summary>Detail of <see cref="LifecycleActions.Undo"/>.</summary>
/// <param name="EventId">Event.</param>
/// <param name="NotUndone">What could not be undone, in words.</param>
public sealed record LifecycleUndo(string EventId, IReadOnlyList<string> NotUndone);
