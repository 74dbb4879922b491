using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Exceptions;
using MspGov.Core.Lifecycle;
using MspGov.Core.Register;
using MspGov.Core.Reports;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Core.Tests.Reports;

public sealed class PostureTests
{
    private const string Id = "11111111-1111-1111-1111-111111111111";
    private static readonly DateTimeOffset Now = new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryRegister _register = new();
    private TenantDocument _tenant = new()
    {
        Id = Id,
        Name = "contoso",
        Connection = new TenantConnection { Kind = ConnectionKind.Lab },
        RegisteredAt = Now.AddDays(-10),
        ServiceOwner = "Dana",
        RiskOwner = "Eli",
        Approvers = ["Client"],
    };

    private PostureAccess? _access = Access(Now.AddDays(-1));
    private EvidenceCoverage[] _coverage = [];

    [Fact]
    public void A_tenant_of_which_nothing_is_known_is_unknown_and_not_well()
    {
        _access = null;

        GovernancePosture posture = Posture();

        Assert.Equal(PostureSeverity.Unknown, posture.Find(PostureChecks.Inventory)!.Severity);
        Assert.Equal(PostureSeverity.Unknown, posture.Find(PostureChecks.Standing)!.Severity);
        Assert.Equal(PostureSeverity.Unknown, posture.Find(PostureChecks.CredentialExpiring)!.Severity);
        Assert.Null(posture.StandingPrivileged);
        Assert.Null(posture.InventoryAt);
    }

    [Theory]
    [InlineData(TenantTier.Standard, 34, Completeness.Complete, PostureSeverity.Ok)]
    [InlineData(TenantTier.Standard, 36, Completeness.Complete, PostureSeverity.Warning)]
    [InlineData(TenantTier.HighRegulation, 8, Completeness.Complete, PostureSeverity.Warning)]
    [InlineData(TenantTier.Standard, 91, Completeness.Complete, PostureSeverity.Critical)]
    [InlineData(TenantTier.Standard, 1, Completeness.Partial, PostureSeverity.Warning)]
    [InlineData(TenantTier.Standard, 1, Completeness.Unknown, PostureSeverity.Unknown)]
    public void An_inventory_ages_by_tier_and_by_what_was_read(TenantTier tier, int days, Completeness read, PostureSeverity expected)
    {
        _tenant = _tenant with { Tier = tier };
        _access = Access(Now.AddDays(-days), read);

        Assert.Equal(expected, Severity(PostureChecks.Inventory));
    }

    [Fact]
    public void An_empty_but_incomplete_snapshot_does_not_say_that_nobody_stands()
    {
        _access = Access(Now, Completeness.Partial);

        Assert.Equal(PostureSeverity.Unknown, Severity(PostureChecks.Standing));
    }

    [Fact]
    public void Standing_access_leaves_out_emergency_accounts_and_exceptions_in_force_and_says_so()
    {
        _access = Access(Now, Completeness.Complete, Path("u1", PrincipalType.User), Path("bg", PrincipalType.User), Path("ex", PrincipalType.User), Path("app", PrincipalType.ServicePrincipal),
            Path("time-bound", PrincipalType.User) with { Standing = false }, Path("plain", PrincipalType.User) with { Privileged = false });
        _register.Put(Account("bg", Now));
        _register.Put(Exception("EX-1", Now.AddDays(20)) with { Pattern = new AccessPattern { Principal = "ex" } });

        PostureCheck check = Posture().Find(PostureChecks.Standing)!;

        Assert.Equal((PostureSeverity.Warning, 2), (check.Severity, check.Count));
        Assert.Equal(2, check.Items.Count);
        Assert.Contains("cover 1 more", check.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PrincipalType.User, EntraReference.GlobalAdministrator, PostureSeverity.Critical)]
    [InlineData(PrincipalType.Guest, "other", PostureSeverity.Critical)]
    [InlineData(PrincipalType.ForeignGroup, "other", PostureSeverity.Critical)]
    [InlineData(PrincipalType.ServicePrincipal, EntraReference.GlobalAdministrator, PostureSeverity.Warning)]
    [InlineData(PrincipalType.User, "other", PostureSeverity.Warning)]
    public void The_shortest_ways_to_lose_a_tenant_are_critical(PrincipalType type, string role, PostureSeverity expected)
    {
        _access = Access(Now, Completeness.Complete, Path("u1", type) with { RoleId = role });

        Assert.Equal(expected, Severity(PostureChecks.Standing));
    }

    [Theory]
    [InlineData(3, 1, PostureSeverity.Critical)]
    [InlineData(20, 1, PostureSeverity.Warning)]
    [InlineData(-5, 1, PostureSeverity.Warning)]
    [InlineData(90, 0, PostureSeverity.Ok)]
    public void Credentials_are_judged_by_their_end_at_the_moment_asked_about(int days, int count, PostureSeverity expected)
    {
        _register.Put(new CredentialEndsDocument
        {
            Tenant = Id,
            ReadAt = Now.AddDays(-2),
            Credentials = 1,
            Ends = [new CredentialEnd("app", "Backup", CredentialKind.Secret, "k", Now.AddDays(days))],
        });

        Assert.Equal((expected, count), (Severity(PostureChecks.CredentialExpiring), Posture().ExpiringCredentials));
    }

    [Theory]
    [InlineData(1, PostureSeverity.Ok)]
    [InlineData(-1, PostureSeverity.Warning)]
    [InlineData(-20, PostureSeverity.Critical)]
    public void A_campaign_is_overdue_after_its_deadline(int days, PostureSeverity expected)
    {
        _register.Put(Review(ReviewStatus.Open) with { Due = Now.AddDays(days) });

        Assert.Equal(expected, Severity(PostureChecks.ReviewOverdue));
    }

    [Theory]
    [InlineData(50, null, PostureSeverity.Ok)]
    [InlineData(120, null, PostureSeverity.Warning)]
    [InlineData(250, null, PostureSeverity.Critical)]
    [InlineData(250, 30, PostureSeverity.Ok)]
    [InlineData(250, 110, PostureSeverity.Warning)]
    public void The_cycle_of_reviews_counts_from_the_last_completed_one_or_from_the_beginning(int registered, int? reviewed, PostureSeverity expected)
    {
        _tenant = _tenant with { RegisteredAt = Now.AddDays(-registered) };
        if (reviewed is { } days)
        {
            _register.Put(Review(ReviewStatus.Completed) with { EndedAt = Now.AddDays(-days) });
        }

        Assert.Equal(expected, Severity(PostureChecks.ReviewCadence));
    }

    [Fact]
    public void Emergency_accounts_must_be_there_work_be_tested_and_be_two()
    {
        Assert.Equal(PostureSeverity.Critical, Severity(PostureChecks.BreakGlassAccount));

        _register.Put(Account("a", Now) with { Checks = [new BreakGlassCheck("Enabled", null, "not read")] });
        Assert.Equal(PostureSeverity.Critical, Severity(PostureChecks.BreakGlassAccount));

        _register.Put(Account("a", Now));
        Assert.Equal(PostureSeverity.Warning, Severity(PostureChecks.BreakGlassAccount));

        _register.Put(Account("b", Now.AddDays(-91)));
        Assert.Equal(PostureSeverity.Warning, Severity(PostureChecks.BreakGlassAccount));

        _register.Put(Account("b", Now));
        Assert.Equal(PostureSeverity.Ok, Severity(PostureChecks.BreakGlassAccount));
    }

    [Fact]
    public void A_break_glass_use_waits_for_its_review_and_is_critical_when_overdue()
    {
        ElevationGrantDocument used = Grant(GrantState.Ended) with { ActivationAt = Now.AddDays(-1), ReviewDueAt = Now.AddHours(1) };
        used = used with { Request = used.Request with { BreakGlass = true } };
        _register.Put(used);
        Assert.Equal(PostureSeverity.Warning, Severity(PostureChecks.BreakGlassReview));

        _register.Put(used with { ReviewDueAt = Now.AddHours(-1) });
        Assert.Equal((PostureSeverity.Critical, 1), (Severity(PostureChecks.BreakGlassReview), Posture().UnreviewedBreakGlass));

        _register.Put(used with { Review = new GrantReview("bob", Now, true, "fine") });
        Assert.Equal(PostureSeverity.Ok, Severity(PostureChecks.BreakGlassReview));
    }

    [Theory]
    [InlineData(60, 0, PostureSeverity.Ok)]
    [InlineData(5, 0, PostureSeverity.Warning)]
    [InlineData(-5, 1, PostureSeverity.Warning)]
    [InlineData(-40, 1, PostureSeverity.Critical)]
    public void Exceptions_are_told_before_and_after_their_end(int days, int count, PostureSeverity expected)
    {
        _register.Put(Exception("EX-1", Now.AddDays(days)));

        Assert.Equal((expected, count), (Severity(PostureChecks.ExceptionExpired), Posture().ExpiredExceptions));
    }

    [Theory]
    [InlineData(GrantState.Active, 60, PostureSeverity.Ok)]
    [InlineData(GrantState.Active, -5, PostureSeverity.Ok)]
    [InlineData(GrantState.Active, -60, PostureSeverity.Critical)]
    [InlineData(GrantState.InDoubt, 60, PostureSeverity.Warning)]
    [InlineData(GrantState.Ended, -60, PostureSeverity.Ok)]
    public void An_elevation_past_its_end_is_critical_until_it_is_proven_to_be_over(GrantState state, int minutes, PostureSeverity expected)
    {
        _register.Put(Grant(state) with { EndsAt = Now.AddMinutes(minutes) });

        Assert.Equal(expected, Severity(PostureChecks.ElevationOverdue));
    }

    [Theory]
    [InlineData(5, PostureSeverity.Ok)]
    [InlineData(60, PostureSeverity.Warning)]
    [InlineData(2000, PostureSeverity.Critical)]
    public void A_change_may_be_in_doubt_for_the_time_it_takes_to_read_it_back(int minutes, PostureSeverity expected)
    {
        _register.Put(new ChangeDocument { Id = "c", Tenant = Id, Action = "group.member.add", ChangeKind = "k", Arguments = "{}", IntentAt = Now.AddMinutes(-minutes) });

        Assert.Equal(expected, Severity(PostureChecks.ChangeInDoubt));
    }

    [Theory]
    [InlineData(LifecycleType.Joiner, LifecycleRunState.Open, 48, PostureSeverity.Warning)]
    [InlineData(LifecycleType.Leaver, LifecycleRunState.Open, 2, PostureSeverity.Warning)]
    [InlineData(LifecycleType.Leaver, LifecycleRunState.Open, 48, PostureSeverity.Critical)]
    [InlineData(LifecycleType.Leaver, LifecycleRunState.Complete, 48, PostureSeverity.Ok)]
    [InlineData(LifecycleType.Leaver, LifecycleRunState.Staged, 48, PostureSeverity.Ok)]
    public void A_leaver_whose_run_is_open_for_a_day_is_critical(LifecycleType type, LifecycleRunState state, int hours, PostureSeverity expected)
    {
        var person = new LifecyclePerson { Id = "p", DisplayName = "P" };
        _register.Put(new LifecycleRunDocument
        {
            Tenant = Id,
            Event = new LifecycleEvent { EventId = "e", Type = type, Person = person },
            RunState = state,
            StartedAt = Now.AddHours(-hours),
            NextAt = Now.AddDays(5),
        });

        Assert.Equal(expected, Severity(PostureChecks.LifecycleOpen));
    }

    [Fact]
    public void Missing_owners_review_dates_and_evidence_are_warnings_that_name_what_is_missing()
    {
        _tenant = _tenant with { RiskOwner = null, Approvers = [] };
        _register.Put(new IdentityOwnerDocument { Tenant = Id, Identity = "i", IdentityName = "Scanner", Owner = "carol", ReviewDate = Now.AddDays(-1) });
        _coverage = [new EvidenceCoverage { TenantId = Id, Tenant = "contoso", Framework = "F", Requirement = "1", Title = "T", Ask = "A", State = CoverageState.Missing, Artefacts = [] }];

        GovernancePosture posture = Posture();

        Assert.Equal("Set-ClientTenant contoso -RiskOwner '<name>' -Approver '<name>'", posture.Find(PostureChecks.TenantOwners)!.Mend);
        Assert.Equal(["Scanner: 2026-06-29, owner carol"], posture.Find(PostureChecks.IdentityReview)!.Items);
        Assert.Equal(1, posture.UncoveredRequirements);
    }

    [Fact]
    public void Over_all_tenants_the_worst_counts_and_what_nobody_knows_is_said()
    {
        GovernancePosture known = Posture();
        _access = null;
        GovernancePosture unknown = Posture();

        GovernancePosture all = PostureChecks.Over([known, unknown], [], Now);

        Assert.Equal((PostureSeverity.Unknown, 0), (all.Find(PostureChecks.Standing)!.Severity, all.Find(PostureChecks.Standing)!.Count));
        Assert.Contains("of 1 nobody knows", all.Find(PostureChecks.Standing)!.Message, StringComparison.Ordinal);
        Assert.Equal(2, all.Tenants);
        Assert.Null(all.InventoryAt);
        Assert.Equal(all.Checks.Max(check => check.Severity), all.Severity);
    }

    [Fact]
    public void Names_that_need_quotes_get_them_in_commands()
    {
        _tenant = _tenant with { Name = "Bob's Café" };
        _access = null;

        Assert.Equal("Get-TenantAccess 'Bob''s Café' -SaveSnapshot | Out-Null", Posture().Find(PostureChecks.Inventory)!.Mend);
    }

    private PostureSeverity Severity(string check) => Posture().Find(check)!.Severity;

    private GovernancePosture Posture() => PostureChecks.Of(new PostureContext(_register, _tenant, Now, _access, _coverage));

    private static PostureAccess Access(DateTimeOffset at, Completeness read = Completeness.Complete, params AccessPath[] paths) => new(
        new AccessSnapshotDocument { Id = "s", Tenant = Id, TenantName = "contoso", At = at, Completeness = read, Hash = "" }, paths);

    private static AccessPath Path(string principal, PrincipalType type) => new()
    {
        TenantId = Id,
        Tenant = "contoso",
        PrincipalId = principal,
        PrincipalType = type,
        PrincipalName = principal,
        Role = "Role",
        RoleId = "other",
        Scope = "/",
        Assignment = AssignmentKind.Active,
        Via = [principal],
        Standing = true,
        Privileged = true,
    };

    private static BreakGlassAccountDocument Account(string principal, DateTimeOffset tested) => new()
    {
        Tenant = Id,
        PrincipalId = principal,
        PrincipalName = principal,
        Checks = [new BreakGlassCheck("Enabled", true, "enabled")],
        TestedAt = tested,
    };

    private static AccessExceptionDocument Exception(string id, DateTimeOffset expires) => new()
    {
        Id = id,
        Tenant = Id,
        Pattern = new AccessPattern { Principal = "nobody" },
        Owner = "o",
        Approver = "a",
        Ticket = "T",
        Reason = "R",
        Expires = expires,
        ApprovedAt = Now.AddDays(-300),
    };

    private static ReviewDocument Review(ReviewStatus status) => new()
    {
        Review = "RV-1",
        Tenant = Id,
        Settings = new ReviewSettings { Name = "Q", Stages = [] },
        Series = "RV-1",
        Due = Now,
        SnapshotHash = "",
        Status = status,
    };

    private static ElevationGrantDocument Grant(GrantState state) => new()
    {
        Request = new ElevationRequest
        {
            Grant = "g",
            Tenant = Id,
            PrincipalId = "p",
            Target = new ElevationTarget { RoleId = "r", Name = "Role" },
            Path = default,
            Requester = "alice",
            Duration = TimeSpan.FromHours(1),
            Reason = "R",
        },
        RequestHash = "",
        GrantState = state,
        Policy = "p",
    };
}
