namespace MspGov.Core.Lifecycle;

/// <summary>The steps by which a client tenant comes on board and is handed back; docs/lifecycle.md is tested against them.</summary>
public static class ClientSteps
{
    /// <summary>The tenant is in the register.</summary>
    public const string Registered = "registered";

    /// <summary>Token, tenant and every permission were tested, and nothing is missing.</summary>
    public const string Permissions = "permissions";

    /// <summary>All effective access was read and saved as a snapshot.</summary>
    public const string Baseline = "baseline";

    /// <summary>At least one emergency account is registered.</summary>
    public const string BreakGlass = "breakglass";

    /// <summary>The trust anchor was exported for the client.</summary>
    public const string Trust = "trust";

    /// <summary>The first access review is open.</summary>
    public const string Review = "review";

    /// <summary>Every elevation grant ended.</summary>
    public const string Grants = "grants";

    /// <summary>Guests and accounts of the MSP's staff are deleted.</summary>
    public const string Accounts = "accounts";

    /// <summary>Applications of the MSP are deleted, but for the one by which the tenant is read.</summary>
    public const string Applications = "applications";

    /// <summary>No job role is on record any more.</summary>
    public const string JobRoles = "jobroles";

    /// <summary>Effective access was read again, and nothing of ours is left.</summary>
    public const string Proof = "proof";

    /// <summary>The GDAP relationships are terminated.</summary>
    public const string Partner = "partner";

    /// <summary>The application by which the tenant was read is deleted.</summary>
    public const string Connection = "connection";

    /// <summary>The final evidence pack was exported.</summary>
    public const string Evidence = "evidence";

    /// <summary>The tenant is off the register.</summary>
    public const string Unregistered = "unregistered";

    /// <summary>Details are erased, or kept because no retention was named.</summary>
    public const string Details = "details";

    private static readonly string[] Onboarding = [Registered, Permissions, Baseline, BreakGlass, Trust, Review];

    private static readonly string[] Offboarding = [Grants, Accounts, Applications, JobRoles, Proof, Partner, Connection, Evidence, Unregistered, Details];

    /// <summary>The steps of a type, in order.</summary>
    public static IReadOnlyList<string> Of(LifecycleType type) => type == LifecycleType.Onboarding ? Onboarding : type == LifecycleType.Offboarding ? Offboarding : [];

    /// <summary>Steps that are not begun before all earlier ones are done: what they do cannot be taken back, or says that all is done.</summary>
    public static bool WaitsForAll(string step) => step is Proof or Partner or Connection or Evidence or Unregistered or Details;
}
