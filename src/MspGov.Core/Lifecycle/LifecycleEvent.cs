using System.Text.Json.Serialization;

namespace MspGov.Core.Lifecycle;

/// <summary>What happens to a person, or to a client tenant as a whole.</summary>
public enum LifecycleType
{
    /// <summary>Somebody joins.</summary>
    Joiner,

    /// <summary>Somebody changes role.</summary>
    Mover,

    /// <summary>Somebody leaves.</summary>
    Leaver,

    /// <summary>A client tenant comes on board.</summary>
    Onboarding,

    /// <summary>A client tenant is handed back.</summary>
    Offboarding,
}

/// <summary>A person as HR, a PSA or a technician names one. Never matched by display name: two people may share it.</summary>
public sealed record LifecyclePerson
{
    /// <summary>Id of the person at the MSP or client: employee number, or the main sign-in name.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Surname.</summary>
    public string? Surname { get; init; }

    /// <summary>Main sign-in name.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Mail address.</summary>
    public string? Mail { get; init; }

    /// <summary>Employee id: when both sides have one, it must agree.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>Further sign-in names, addresses and object ids by which the person appears in tenants (admin accounts, old names).</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Job title.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Department.</summary>
    public string? Department { get; init; }

    /// <summary>Sign-in name or object id of the manager.</summary>
    public string? Manager { get; init; }

    /// <summary>Two-letter country, needed for licences.</summary>
    public string? UsageLocation { get; init; }

    /// <summary>Jurisdictions from which the person works (countries, EU); empty for the usage location.</summary>
    public IReadOnlyList<string> Jurisdictions { get; init; } = [];

    /// <summary>Every name the person may be found by.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names =>
        [.. new[] { UserPrincipalName, Mail }.Concat(Principals).OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <summary>What a leaver's event asks for beyond blocking and cleaning.</summary>
public sealed record LeaverSettings
{
    /// <summary>Deletes the account so many days after the block; null leaves it blocked.</summary>
    public int? DeleteAfterDays { get; init; }

    /// <summary>Who takes over what the person owns, by sign-in name or object id; without one, nothing is left ownerless and what only the person owns is named.</summary>
    public string? NewOwner { get; init; }

    /// <summary>Who takes over the leaver's open reviews, exceptions, and offices of tenants: an operator for those of the MSP; without one they are named.</summary>
    public string? Successor { get; init; }

    /// <summary>Removes secrets and certificates of applications that the leaver owned; otherwise they are named, to be rotated.</summary>
    public bool RemoveKnownCredentials { get; init; }

    /// <summary>Whether managed devices are wiped rather than retired.</summary>
    public bool WipeDevices { get; init; }

    /// <summary>Leaves managed devices and directory devices alone.</summary>
    public bool KeepDevices { get; init; }

    /// <summary>Leaves licences assigned.</summary>
    public bool KeepLicences { get; init; }

    /// <summary>Blocks even the last active Global Administrator.</summary>
    public bool AllowLastAdministrator { get; init; }
}

/// <summary>What a joiner's event asks for beyond job roles.</summary>
public sealed record JoinerSettings
{
    /// <summary>Creates the user where there is none; otherwise the person must be there.</summary>
    public bool CreateUser { get; init; }

    /// <summary>Invites a guest where there is no account.</summary>
    public bool InviteGuest { get; init; }

    /// <summary>Object ids of baseline groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>SKU ids of licences.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];

    /// <summary>Creates a Temporary Access Pass of so many minutes; null for none.</summary>
    public int? AccessPassMinutes { get; init; }
}

/// <summary>What the on- or off-boarding of a client tenant asks for.</summary>
public sealed record ClientSettings
{
    /// <summary>Onboarding: emergency accounts of the tenant, by sign-in name or object id.</summary>
    public IReadOnlyList<string> BreakGlassAccounts { get; init; } = [];

    /// <summary>Onboarding: where the credentials of the emergency accounts are kept; never the credentials.</summary>
    public string? Custody { get; init; }

    /// <summary>Onboarding: who decides in the first review; null for the approvers at the client where there are any, else the service owner, else the risk owner.</summary>
    public Reviews.ReviewerKind? Reviewer { get; init; }

    /// <summary>Off-boarding: domains of the MSP; guests with an address there are ours.</summary>
    public IReadOnlyList<string> StaffDomains { get; init; } = [];

    /// <summary>Off-boarding: further applications of ours in the tenant, by application id, object id or name.</summary>
    public IReadOnlyList<string> Applications { get; init; } = [];

    /// <summary>Off-boarding: days after which the details in the tenant's log are erased; null keeps them.</summary>
    public int? RetentionDays { get; init; }
}

/// <summary>One event of one person. Its id makes it idempotent: the same event again continues or repeats nothing.</summary>
public sealed record LifecycleEvent
{
    /// <summary>Id of the event at its source (HR, PSA), or a new one.</summary>
    public required string EventId { get; init; }

    /// <summary>What happens.</summary>
    public required LifecycleType Type { get; init; }

    /// <summary>To whom. For a tenant's own on- and off-boarding, the tenant.</summary>
    public required LifecyclePerson Person { get; init; }

    /// <summary>When it takes effect, UTC; null for now.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Who approved it.</summary>
    public string? Approver { get; init; }

    /// <summary>Reason in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Job roles that the person has from now on (joiner, mover).</summary>
    public IReadOnlyList<string> JobRoles { get; init; } = [];

    /// <summary>Leaver.</summary>
    public LeaverSettings Leaver { get; init; } = new();

    /// <summary>Joiner.</summary>
    public JoinerSettings Joiner { get; init; } = new();

    /// <summary>On- and off-boarding of the tenant.</summary>
    public ClientSettings Client { get; init; } = new();

    /// <summary>The person's operator id at the MSP, where the person is one.</summary>
    public string? Operator { get; init; }

    /// <summary>
    /// Whether a partner's group may be given that gives access beyond the job roles in other client tenants, where their contract and
    /// jurisdiction would permit it (joiner, mover).
    /// </summary>
    public bool AllowWiderPartnerAccess { get; init; }

    /// <summary>Whether it is about a client tenant as a whole and not about a person.</summary>
    [JsonIgnore]
    public bool IsOfClient => Type is LifecycleType.Onboarding or LifecycleType.Offboarding;

    /// <summary>Correlation of everything the event does: computed from its id, so that a run that goes on after a crash is the same run.</summary>
    [JsonIgnore]
    public Guid Correlation => CorrelationOf(EventId);

    /// <summary>The correlation of the event with that id.</summary>
    public static Guid CorrelationOf(string eventId)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("lifecycle:" + eventId), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
