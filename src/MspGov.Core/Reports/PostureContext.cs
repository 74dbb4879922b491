using MspGov.Core.Access;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Core.Reports;

/// <summary>The access of a tenant as it was last read.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Paths">Its paths; empty when the snapshot could not be read.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
public sealed record PostureAccess(AccessSnapshotDocument Snapshot, IReadOnlyList<AccessPath> Paths, string? Problem = null);

/// <summary>What the checks of one tenant look at: the register at one moment, and what was read of the tenant before it.</summary>
/// <param name="Register">The register at that moment.</param>
/// <param name="Tenant">Tenant.</param>
/// <param name="At">The moment, UTC.</param>
/// <param name="Access">The newest snapshot; null when there is none.</param>
/// <param name="Coverage">The evidence register of the tenant.</param>
public sealed record PostureContext(
    IRegister Register, TenantDocument Tenant, DateTimeOffset At, PostureAccess? Access, IReadOnlyList<EvidenceCoverage> Coverage)
{
    /// <summary>How old a reading of this tenant may be: a week under high regulation, five weeks otherwise.</summary>
    public TimeSpan Fresh => Tenant.Tier == TenantTier.HighRegulation ? TimeSpan.FromDays(7) : TimeSpan.FromDays(35);

    /// <summary>The tenant's name as it is written on a command line.</summary>
    public string Name => Tenant.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
        ? Tenant.Name
        : $"'{Tenant.Name.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>What a check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Count">How many; null when nobody knows.</param>
/// <param name="Message">In words.</param>
/// <param name="Mend">The command that mends it.</param>
/// <param name="Items">What it is about.</param>
public sealed record PostureFinding(PostureSeverity Severity, int? Count, string Message, string? Mend = null, IReadOnlyList<string>? Items = null)
{
    /// <summary>Nothing to do.</summary>
    public static PostureFinding Ok(string message) => new(PostureSeverity.Ok, 0, message);
}

/// <summary>A check of a tenant: pure, so that the posture of any past moment is the same whenever it is asked for.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Title">Title for people.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Judge">What it finds.</param>
public sealed record PostureCheckDefinition(string Id, string Title, string Why, Func<PostureContext, PostureFinding> Judge);
