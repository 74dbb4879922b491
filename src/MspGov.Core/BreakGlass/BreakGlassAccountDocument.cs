using MspGov.Core.Register;

namespace MspGov.Core.BreakGlass;

/// <summary>One thing that an emergency account must have.</summary>
/// <param name="Name">Short name: Exists, Enabled, CloudOnly, GlobalAdministrator, ConditionalAccess, SignIn.</param>
/// <param name="Passed">Whether it has it; null when it could not be read.</param>
/// <param name="Message">What was seen, in words.</param>
public sealed record BreakGlassCheck(string Name, bool? Passed, string Message);

/// <summary>A registered emergency account of a tenant: what opens the tenant when everything else is locked.</summary>
public sealed record BreakGlassAccountDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "breakGlassAccount";

    /// <summary>Tenant (UUID).</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id of the user.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>Sign-in name.</summary>
    public required string PrincipalName { get; init; }

    /// <summary>Where its credentials are kept (a safe, a vault path); never the credentials.</summary>
    public string? Custody { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it was last checked against the tenant, UTC.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>What the last check found.</summary>
    public IReadOnlyList<BreakGlassCheck> Checks { get; init; } = [];

    /// <summary>When somebody last signed in with it in a drill, UTC.</summary>
    public DateTimeOffset? TestedAt { get; init; }

    /// <summary>Operator who did.</summary>
    public string? TestedBy { get; init; }

    /// <summary>Whether every check of the last reading passed.</summary>
    public bool Working => Checks.Count > 0 && Checks.All(check => check.Passed == true);

    /// <inheritdoc/>
    public string Key => KeyOf(Tenant, PrincipalId);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => Working ? "working" : "notWorking";

    /// <summary>The key of an account.</summary>
    public static string KeyOf(string tenant, string principalId) => $"{tenant}/{principalId}";
}

/// <summary>Detail of a check or drill.</summary>
/// <param name="PrincipalId">Object id of the account.</param>
/// <param name="Checks">What was found.</param>
/// <param name="SignInTested">True when the operator signed in with the account and attests it.</param>
public sealed record BreakGlassDrillDetail(string PrincipalId, IReadOnlyList<BreakGlassCheck> Checks, bool SignInTested);

/// <summary>Names an emergency account.</summary>
/// <param name="PrincipalId">Object id.</param>
public sealed record BreakGlassNamed(string PrincipalId);
