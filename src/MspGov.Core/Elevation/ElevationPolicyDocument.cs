using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Elevation;

/// <summary>Whose approval an elevation needs. Never the requester's own, never two from one person.</summary>
public enum ElevationApproval
{
    /// <summary>None: active at once.</summary>
    None,

    /// <summary>One other person of the MSP.</summary>
    One,

    /// <summary>Two other persons of the MSP.</summary>
    Two,

    /// <summary>An approver at the client, with the client's own key.</summary>
    Client,
}

/// <summary>Who is told of what happens to a grant.</summary>
public sealed record ElevationNotice
{
    /// <summary>Where each event is posted as JSON: https, or http on loopback. Null for none.</summary>
    public string? Webhook { get; init; }

    /// <summary>Operator ids that must be told of every break-glass use.</summary>
    public IReadOnlyList<string> Operators { get; init; } = [];
}

/// <summary>
/// What elevation to a role costs in tenants of a tier. The most telling document decides: a role's own before
/// <see cref="Privileged"/> before <see cref="AnyRole"/>, and among those one for the tier before one for any tier.
/// </summary>
public sealed record ElevationPolicyDocument : IRegisterDocument
{
    /// <summary>Stands for every role.</summary>
    public const string AnyRole = "*";

    /// <summary>Stands for every privileged role, every custom role and every group.</summary>
    public const string Privileged = "privileged";

    /// <inheritdoc/>
    public static string Kind => "elevationPolicy";

    /// <summary>Tier it holds for; null for any.</summary>
    public TenantTier? Tier { get; init; }

    /// <summary><see cref="AnyRole"/>, <see cref="Privileged"/>, a role template id, or a group id.</summary>
    public required string Role { get; init; }

    /// <summary>Name of the role, for people.</summary>
    public string? RoleName { get; init; }

    /// <summary>Longest duration; a longer one is refused, not trimmed.</summary>
    public required TimeSpan MaximumDuration { get; init; }

    /// <summary>Duration where none is asked for.</summary>
    public required TimeSpan DefaultDuration { get; init; }

    /// <summary>Whose approval is needed.</summary>
    public ElevationApproval Approval { get; init; }

    /// <summary>Regular expression that the whole ticket must match (.NET, non-backtracking); null when no ticket is needed.</summary>
    public string? TicketPattern { get; init; }

    /// <summary>Job roles whose holders may ask; empty for everybody who may ask at all.</summary>
    public IReadOnlyList<string> JobRoles { get; init; } = [];

    /// <summary>How long a request waits for approval, and an approved one for activation; afterwards it expires.</summary>
    public TimeSpan ApproveWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How far ahead the start may lie.</summary>
    public TimeSpan ScheduleAhead { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Longest duration of break-glass use; zero forbids it.</summary>
    public TimeSpan BreakGlassMaximum { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Within what time another person must have reviewed a break-glass use, from its request.</summary>
    public TimeSpan BreakGlassReviewWithin { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Who is told.</summary>
    public ElevationNotice Notice { get; init; } = new();

    /// <summary>Whether it is one of those that hold where nothing was set.</summary>
    public bool BuiltIn { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Tier, Role);

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => null;

    /// <summary>The key of a tier and role.</summary>
    public static string KeyOf(TenantTier? tier, string role) => $"{(tier?.ToString() ?? "*").ToLowerInvariant()}:{role.ToLowerInvariant()}";
}
