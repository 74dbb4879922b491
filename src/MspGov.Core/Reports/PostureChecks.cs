namespace MspGov.Core.Reports;

/// <summary>The checks of a tenant's posture, and how those of many tenants become one.</summary>
public static class PostureChecks
{
    /// <summary>Id of the check on the age and wholeness of the newest snapshot.</summary>
    public const string Inventory = "access.inventory";

    /// <summary>Id of the check on standing privileged access.</summary>
    public const string Standing = "access.standing";

    /// <summary>Id of the check on credentials of applications.</summary>
    public const string CredentialExpiring = "credential.expiring";

    /// <summary>Id of the check on identities whose own review date has passed.</summary>
    public const string IdentityReview = "identity.review";

    /// <summary>Id of the check on campaigns past their due date.</summary>
    public const string ReviewOverdue = "review.overdue";

    /// <summary>Id of the check on how long ago access was last reviewed.</summary>
    public const string ReviewCadence = "review.cadence";

    /// <summary>Id of the check on emergency accounts.</summary>
    public const string BreakGlassAccount = "breakglass.account";

    /// <summary>Id of the check on break-glass uses without a review.</summary>
    public const string BreakGlassReview = "breakglass.review";

    /// <summary>Id of the check on exceptions past their end.</summary>
    public const string ExceptionExpired = "exception.expired";

    /// <summary>Id of the check on elevations past their end.</summary>
    public const string ElevationOverdue = "elevation.overdue";

    /// <summary>Id of the check on changes of which nobody knows whether they were made.</summary>
    public const string ChangeInDoubt = "change.doubt";

    /// <summary>Id of the check on joiner, mover and leaver runs.</summary>
    public const string LifecycleOpen = "lifecycle.open";

    /// <summary>Id of the check on the evidence register.</summary>
    public const string EvidenceCoverage = "evidence.coverage";

    /// <summary>Id of the check on who answers for the tenant.</summary>
    public const string TenantOwners = "tenant.owners";

    /// <summary>Id of the MSP's check on the age of what nobody outside has vouched for.</summary>
    public const string LedgerAnchored = "ledger.anchored";

    /// <summary>Id of the MSP's check on rollouts that did not end.</summary>
    public const string TemplateRollout = "template.rollout";

    /// <summary>How many items a check names.</summary>
    public const int MostItems = 20;

    /// <summary>Name of the posture over all tenants.</summary>
    public const string AllTenants = "(all)";

    /// <summary>The checks of a tenant.</summary>
    public static readonly IReadOnlyList<PostureCheckDefinition> OfTenant =
    [
        new(Inventory, "Inventory of access", "What was not read cannot be governed: every other answer about access is only as good as the last reading.", AccessPosture.Inventory),
        new(Standing, "Standing privileged access", "Whoever steals such an identity has its power at once, without a request, an approval or an end.", AccessPosture.Standing),
        new(CredentialExpiring, "Credentials of applications", "One that ends stops a backup, a sync or a monitor; one that ended and stayed is a door nobody watches.", AccessPosture.Credentials),
        new(IdentityReview, "Review dates of identities", "Somebody said when this identity would be looked at again, and it was not.", AccessPosture.IdentityReviews),
        new(ReviewOverdue, "Overdue access reviews", "Access that nobody confirms becomes standing privilege; auditors ask for the date.", WorkPosture.OverdueReviews),
        new(ReviewCadence, "Cadence of access reviews", "Access is to be reviewed on a planned cycle (ISO 27001 A.5.18), and the cycle is broken.", WorkPosture.Cadence),
        new(BreakGlassAccount, "Emergency accounts", "When everything else is locked, these open the tenant: without a tested one a mistake in Conditional Access is final.", WorkPosture.BreakGlassAccounts),
        new(BreakGlassReview, "Unreviewed break-glass use", "An emergency is where the rules were set aside: another person must look at it afterwards.", WorkPosture.BreakGlassReviews),
        new(ExceptionExpired, "Exceptions past their end", "It counts for nothing any more: the deviation that it accepted is now an open finding.", WorkPosture.Exceptions),
        new(ElevationOverdue, "Elevations past their end", "Privilege was promised to end and is not proven to have ended.", WorkPosture.Elevations),
        new(ChangeInDoubt, "Changes in doubt", "A write was announced and nobody has read back whether it was made.", WorkPosture.Changes),
        new(LifecycleOpen, "Open joiner, mover and leaver runs", "A leaver whose run is open may still be able to sign in somewhere.", WorkPosture.Lifecycle),
        new(EvidenceCoverage, "Evidence register", "An auditor samples months later; what was not recorded then cannot be made good.", WorkPosture.Evidence),
        new(TenantOwners, "Owners of the tenant", "Without a service owner, a risk owner and an approver at the client nobody can approve, review or be told.", WorkPosture.Owners),
    ];

    /// <summary>The posture of one tenant.</summary>
    public static GovernancePosture Of(PostureContext context) => new()
    {
        TenantId = context.Tenant.Id,
        Tenant = context.Tenant.Name,
        DisplayName = context.Tenant.DisplayName ?? context.Tenant.Name,
        At = context.At,
        InventoryAt = context.Access?.Snapshot.At,
        Checks = [.. OfTenant.Select(definition => Check(definition, context))],
    };

    /// <summary>The posture over tenants: each check with the worst severity and the sum, and the MSP's own checks.</summary>
    /// <param name="tenants">Postures of the tenants, of one moment.</param>
    /// <param name="own">Checks of the MSP itself.</param>
    /// <param name="at">The moment, UTC.</param>
    public static GovernancePosture Over(IReadOnlyList<GovernancePosture> tenants, IEnumerable<PostureCheck> own, DateTimeOffset at) => new()
    {
        Tenant = AllTenants,
        DisplayName = "All tenants",
        Tenants = tenants.Count,
        At = at,
        InventoryAt = tenants.Any(tenant => tenant.InventoryAt is null) ? null : tenants.Min(tenant => tenant.InventoryAt),
        Checks = [.. own, .. OfTenant.Select(definition => Over(definition, tenants)).OfType<PostureCheck>()],
    };

    private static PostureCheck Check(PostureCheckDefinition definition, PostureContext context)
    {
        PostureFinding found = definition.Judge(context);
        return new PostureCheck
        {
            TenantId = context.Tenant.Id,
            Tenant = context.Tenant.Name,
            Check = definition.Id,
            Title = definition.Title,
            Severity = found.Severity,
            Count = found.Count,
            Message = found.Message,
            Why = definition.Why,
            Mend = found.Mend,
            Items = [.. (found.Items ?? []).Take(MostItems)],
        };
    }

    private static PostureCheck? Over(PostureCheckDefinition definition, IReadOnlyList<GovernancePosture> tenants)
    {
        PostureCheck[] checks = [.. tenants.Select(tenant => tenant.Find(definition.Id)).OfType<PostureCheck>()];
        if (checks.Length == 0)
        {
            return null;
        }

        PostureCheck[] bad = [.. checks.Where(check => check.Severity != PostureSeverity.Ok).OrderByDescending(check => check.Severity).ThenByDescending(check => check.Count)];
        PostureCheck[] unknown = [.. bad.Where(check => check.Count is null)];
        string nobody = unknown.Length == 0 ? string.Empty : $"; of {unknown.Length} nobody knows";
        return new PostureCheck
        {
            Tenant = AllTenants,
            Check = definition.Id,
            Title = definition.Title,
            Severity = checks.Max(check => check.Severity),
            Count = unknown.Length == checks.Length ? null : checks.Sum(check => check.Count ?? 0),
            Message = bad.Length == 0 ? $"Well in {Tenants(checks.Length)}." : $"{bad.Length} of {Tenants(checks.Length)} not well{nobody}.",
            Why = definition.Why,
            Mend = bad.Length == 0 ? null : bad.Length == 1 ? bad[0].Mend : $"Get-GovernancePosture -Check {definition.Id} -Finding",
            Items = [.. bad.Take(MostItems).Select(check => $"{check.Tenant}: {check.Message}")],
        };
    }

    private static string Tenants(int count) => count == 1 ? "1 tenant" : $"{count} tenants";
}
