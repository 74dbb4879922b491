using System.Text.Json.Nodes;
using MspGov.Core.Access;
using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using Xunit.Abstractions;

namespace MspGov.Engine.Tests.Reviews;

/// <summary>Decisions reach the tenant, and only what was read back is reported.</summary>
public sealed class ReviewApplyTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_kind_of_edge_is_cut_and_read_back_or_says_what_somebody_must_do()
    {
        var seen = new HashSet<string>();
        foreach (int seed in new[] { 3, 5 })
        {
            using var lab = new ReviewLab(seed);
            string review = await lab.OpenAsync();
            IReadOnlyList<ReviewItem> items = lab.Items(review);
            ReviewItem owner = items.First(item => item.Document.Path.Edges[0] == AccessEdges.OwnerOf);
            string heir = items.First(item => item.PrincipalType == PrincipalType.User && item.Principal != owner.Principal).Document.Path.PrincipalId;
            await lab.DecideAsync(items.Where(item => item != owner), ReviewDecisionKind.Revoke);
            await lab.DecideAsync([owner], ReviewDecisionKind.ReassignOwner, heir);

            Collected<ReviewOutcome> outcomes = await lab.InvokeAsync(review);

            Assert.Empty(outcomes.Errors);
            Dictionary<string, ReviewOutcome> byItem = outcomes.Items.Where(outcome => outcome.ItemId is not null).ToDictionary(outcome => outcome.ItemId!);
            HashSet<string> left = [.. (await lab.PathsAsync()).Select(path => path.PathId)];
            foreach (ReviewItem item in items)
            {
                ReviewOutcome outcome = byItem[item.ItemId];
                string path = item.Document.Path.PathId;
                seen.Add($"{item.Assignment} {item.Document.Path.Edges[0]} {outcome.Status}");
                Assert.True(
                    outcome.Status switch
                    {
                        nameof(ReviewResultKind.Removed) or nameof(ReviewResultKind.Gone) or nameof(ReviewResultKind.Reassigned) or nameof(ReviewResultKind.OtherPathsRemain) => !left.Contains(path),
                        nameof(ReviewResultKind.CannotFromHere) => outcome.Words.Length > 40,
                        _ => false,
                    },
                    $"{item.Principal} {item.Role} {item.Assignment} {string.Join('>', item.Document.Path.Edges)}: {outcome.Status} {outcome.Words}");
            }
        }

        output.WriteLine(string.Join(Environment.NewLine, seen.Order(StringComparer.Ordinal)));
        foreach (string edge in new[] { AccessEdges.Active, AccessEdges.Eligible, AccessEdges.MemberOf, AccessEdges.EligibleMemberOf, AccessEdges.EligibleOwnerOf, AccessEdges.AppRole, AccessEdges.Delegated })
        {
            Assert.Contains(seen, one => one.Contains($" {edge} {ReviewResultKind.Removed}", StringComparison.Ordinal));
        }

        Assert.Contains(seen, one => one == $"{AssignmentKind.Gdap} {AccessEdges.Gdap} {ReviewResultKind.CannotFromHere}");
        Assert.Contains(seen, one => one == $"{AssignmentKind.Owner} {AccessEdges.OwnerOf} {ReviewResultKind.Reassigned}");
    }

    [Fact]
    public async Task A_plan_tells_what_would_be_cut_and_changes_nothing()
    {
        using var lab = new ReviewLab();
        string review = await lab.OpenAsync(new ReviewScope { PrivilegedOnly = true });
        await lab.DecideAsync(lab.Items(review), ReviewDecisionKind.Revoke);
        int before = lab.Ledger.Entries.Count(entry => entry.Action != "access.read");
        string[] paths = [.. (await lab.PathsAsync()).Select(path => path.PathId)];

        Collected<ReviewOutcome> plan = await lab.InvokeAsync(review, dryRun: true);

        Assert.All(plan.Items, outcome => Assert.Equal("Planned", outcome.Status));
        Assert.Equal(before, lab.Ledger.Entries.Count(entry => entry.Action != "access.read"));
        Assert.Equal(paths, (await lab.PathsAsync()).Select(path => path.PathId));
    }

    [Fact]
    public async Task A_tenant_that_only_says_yes_is_reported_as_failed()
    {
        using var lab = new ReviewLab();
        (string review, ReviewItem item) = await OneRoleAsync(lab);
        lab.Behave(new LabBehaviour { FalseSuccessPaths = [""] });

        ReviewOutcome outcome = OfItem(await lab.InvokeAsync(review), item);

        Assert.NotEqual(nameof(ReviewResultKind.Removed), outcome.Status);
        Assert.Contains(await lab.PathsAsync(), path => path.PathId == item.Document.Path.PathId);
        Assert.DoesNotContain(lab.Changes(), change => change.Outcome == EntryOutcome.Succeeded);
        Assert.Equal(ReviewStatus.Open, lab.Service.Get([], review).Single().Status);
    }

    [Fact]
    public async Task A_tenant_that_does_it_and_answers_500_is_believed_by_reading_back()
    {
        using var lab = new ReviewLab();
        (string review, ReviewItem item) = await OneRoleAsync(lab);
        lab.Behave(new LabBehaviour { AppliedButFailedPaths = [""] });

        ReviewOutcome outcome = OfItem(await lab.InvokeAsync(review), item);

        Assert.Equal(nameof(ReviewResultKind.Removed), outcome.Status);
        Assert.DoesNotContain(await lab.PathsAsync(), path => path.PathId == item.Document.Path.PathId);
        Assert.Equal(ReviewStatus.Completed, lab.Service.Get([], review).Single().Status);
    }

    [Fact]
    public async Task What_shows_only_after_a_minute_is_never_called_done_too_early_and_is_found_done_later()
    {
        using var lab = new ReviewLab();
        (string review, ReviewItem item) = await OneRoleAsync(lab);
        lab.Behave(new LabBehaviour { VisibilityDelay = TimeSpan.FromSeconds(90) });

        ReviewOutcome first = OfItem(await lab.InvokeAsync(review), item);
        Assert.Equal(nameof(ReviewResultKind.Unverified), first.Status);
        Assert.Equal(ReviewStatus.Open, lab.Service.Get([], review).Single().Status);

        lab.Time.Advance(TimeSpan.FromSeconds(120));
        ReviewOutcome second = OfItem(await lab.InvokeAsync(review), item);
        Assert.Equal(nameof(ReviewResultKind.Removed), second.Status);
        Assert.Single(lab.Changes());
        Assert.Equal(ReviewStatus.Completed, lab.Service.Get([], review).Single().Status);
    }

    [Fact]
    public async Task A_path_that_cannot_be_read_any_more_is_not_called_gone()
    {
        using var lab = new ReviewLab();
        (string review, ReviewItem item) = await OneRoleAsync(lab);
        lab.Behave(new LabBehaviour { DeniedPaths = ["roleManagement"] });

        Collected<ReviewOutcome> outcomes = await lab.InvokeAsync(review);

        Assert.NotEmpty(outcomes.Errors);
        Assert.DoesNotContain(outcomes.Items, outcome => outcome.Status is nameof(ReviewResultKind.Gone) or nameof(ReviewResultKind.Removed));
        Assert.Equal(ReviewStatus.Open, lab.Service.Get([], review).Single().Status);
        Assert.NotNull(item);
    }

    [Fact]
    public async Task A_killed_process_resumes_at_every_step_without_doing_anything_twice_or_losing_a_decision()
    {
        int deaths = 0;
        for (int step = 1; ; step++)
        {
            using var lab = new ReviewLab();
            string review = await ThreeAsync(lab);
            int appends = 0;
            lab.Requests = 0;
            lab.DieAfterRequest = step % 2 == 0 ? step / 2 : 0;
            lab.Ledger.AfterAppend = _ => Die(step % 2 == 1 && ++appends == (step + 1) / 2);
            Collected<ReviewOutcome>? done = await UntilDeathAsync(lab, review);
            deaths += done is null ? 1 : 0;
            lab.DieAfterRequest = 0;
            lab.Ledger.AfterAppend = null;

            lab.Time.Advance(TimeSpan.FromMinutes(11));
            await lab.InvokeAsync(review);

            Assert.All(lab.Items(review), item => Assert.Equal(ReviewResultKind.Removed, item.Result));
            Assert.All(lab.Items(review), item => Assert.Equal("ada", item.DecidedBy));
            Assert.Equal(ReviewStatus.Completed, lab.Service.Get([], review).Single().Status);
            Assert.DoesNotContain(lab.Changes(), change => change.State == ChangeDocument.InDoubt);
            Assert.All(lab.Changes().Where(change => change.Outcome == EntryOutcome.Succeeded).GroupBy(change => change.Arguments), same => Assert.Single(same));
            if (done is not null && step > 24)
            {
                break;
            }
        }

        output.WriteLine($"{deaths} deaths");
        Assert.True(deaths > 12);
    }

    [Fact]
    public async Task An_item_whose_access_changed_is_put_before_the_reviewer_again()
    {
        using var lab = new ReviewLab();
        (string review, ReviewItem item) = await OneRoleAsync(lab);
        ReviewItemDocument stale = item.Document with { Fingerprint = new string('0', 64), Revision = 0 };
        lab.Ledger.Append([ReviewEntries(lab, review, stale)]);
        await lab.DecideAsync(lab.Items(review).Where(one => one.ItemId == item.ItemId), ReviewDecisionKind.Revoke);

        ReviewOutcome outcome = OfItem(await lab.InvokeAsync(review), item);

        Assert.Equal("Changed", outcome.Status);
        Assert.Empty(lab.Changes());
        ReviewItem again = lab.Items(review).Single();
        Assert.Equal((1, false), (again.Document.Revision, again.IsDecided));
    }

    [Fact]
    public async Task Reducing_leaves_an_eligibility_and_reassigning_another_owner()
    {
        using var lab = new ReviewLab();
        string review = await lab.OpenAsync();
        IReadOnlyList<ReviewItem> items = lab.Items(review);
        ReviewItem role = items.First(item => item.Assignment == AssignmentKind.Active && item.Standing && item.PrincipalType == PrincipalType.User && item.Document.Path.Via.Count == 1
            && !items.Any(other => other != item && other.Document.Path.PrincipalId == item.Document.Path.PrincipalId && other.Role == item.Role));
        ReviewItem owner = items.First(item => item.Assignment == AssignmentKind.Owner && item.Standing && item.PrincipalType == PrincipalType.User && item.Document.Path.PrincipalId != role.Document.Path.PrincipalId);
        await lab.DecideAsync([role], ReviewDecisionKind.ReduceToEligible);
        await lab.DecideAsync([owner], ReviewDecisionKind.ReassignOwner, role.Document.Path.PrincipalId);

        Collected<ReviewOutcome> outcomes = await lab.InvokeAsync(review);

        Assert.Equal(nameof(ReviewResultKind.Reduced), OfItem(outcomes, role).Status);
        Assert.Equal(nameof(ReviewResultKind.Reassigned), OfItem(outcomes, owner).Status);
        IReadOnlyList<AccessPath> paths = await lab.PathsAsync();
        Assert.Contains(paths, path => path.PrincipalId == role.Document.Path.PrincipalId && path.RoleId == role.Document.Path.RoleId && path.Assignment == AssignmentKind.Eligible);
        Assert.Contains(paths, path => path.PrincipalId == role.Document.Path.PrincipalId && path.Assignment == AssignmentKind.Owner && path.Scope == owner.Document.Path.Scope);
    }

    [Fact]
    public async Task What_nobody_decides_is_revoked_kept_or_escalated_as_the_campaign_says()
    {
        foreach ((ReviewDefault byDefault, string status) in new[] { (ReviewDefault.Keep, "Kept"), (ReviewDefault.Revoke, "Removed"), (ReviewDefault.Escalate, "Escalated") })
        {
            using var lab = new ReviewLab();
            string principal = (await lab.PathsAsync()).First(path => IsPlain(path)).PrincipalId;
            string review = await lab.OpenAsync(new ReviewScope { Principals = [principal], PrivilegedOnly = true }, byDefault);
            Assert.DoesNotContain((await lab.InvokeAsync(review)).Items, outcome => outcome.Status == status);
            lab.Time.Advance(TimeSpan.FromDays(15));
            Assert.Contains((await lab.InvokeAsync(review)).Items, outcome => outcome.Status == status);
        }
    }

    [Fact]
    public async Task The_next_of_a_series_opens_when_its_time_has_come_and_only_once()
    {
        using var lab = new ReviewLab();
        string review = await lab.OpenAsync(new ReviewScope { PrivilegedOnly = true });
        ReviewDocument part = lab.Ledger.Read(register => register.Get<ReviewDocument>(ReviewDocument.KeyOf(review, lab.TenantId)))!;
        lab.Fact(lab.TenantId, ReviewActions.Open, part with { Review = "RV-s", Series = "RV-s", Settings = part.Settings with { Cadence = ReviewCadence.Quarterly } });
        await lab.InvokeAsync("RV-s");
        Assert.Empty(lab.Service.Get([], "RV-s-2"));
        lab.Time.Advance(TimeSpan.FromDays(93));
        await lab.InvokeAsync("RV-s");
        await lab.InvokeAsync("RV-s");
        Assert.InRange(lab.Service.Get([], "RV-s-2").Single().Items, 1, part.Items);
        Assert.Empty(lab.Service.Get([], "RV-s-3"));
    }

    [Theory]
    [InlineData("""{"groupTypes":["DynamicMembership"],"membershipRule":"user.department -eq \"IT\""}""", "user.department")]
    [InlineData("""{"onPremisesSyncEnabled":true}""", "on-premises")]
    public async Task What_a_rule_or_the_clients_own_directory_gives_stays_open_until_somebody_did_what_the_words_say(string group, string words)
    {
        using var lab = new ReviewLab();
        string review = await lab.OpenAsync(new ReviewScope { PrivilegedOnly = true });
        ILookup<(string, string), ReviewItem> held = lab.Items(review).ToLookup(one => (one.Principal, one.Role));
        ReviewItem item = held.Where(same => same.Count() == 1).Select(same => same.Single()).First(one => one.Document.Path.Edges[0] == AccessEdges.MemberOf && one.Document.Path.End is null);
        await lab.DecideAsync([item], ReviewDecisionKind.Revoke);
        lab.EveryGroup = JsonNode.Parse(group)!.AsObject();

        ReviewOutcome outcome = OfItem(await lab.InvokeAsync(review), item);

        Assert.Equal(nameof(ReviewResultKind.CannotFromHere), outcome.Status);
        Assert.Contains(words, outcome.Words, StringComparison.Ordinal);
        Assert.Empty(lab.Changes());
        Assert.Contains(await lab.PathsAsync(), path => path.PathId == item.Document.Path.PathId);

        lab.EveryGroup = null;
        Assert.Equal(nameof(ReviewResultKind.Removed), OfItem(await lab.InvokeAsync(review), item).Status);
    }

    [Fact]
    public async Task The_only_emergency_account_keeps_its_access_whatever_was_decided()
    {
        using var lab = new ReviewLab();
        AccessPath account = (await lab.PathsAsync()).First(path => IsPlain(path) && path.Role == "Global Administrator");
        lab.Fact(lab.TenantId, BreakGlassActions.Register, new BreakGlassAccountDocument { Tenant = lab.TenantId, PrincipalId = account.PrincipalId, PrincipalName = account.PrincipalName! });
        string review = await lab.OpenAsync(new ReviewScope { Population = ReviewPopulation.BreakGlass });
        ReviewItem item = lab.Items(review).Single(one => one.Document.Path.PathId == account.PathId);
        Assert.Equal((true, ReviewDecisionKind.Approve), (item.Document.BreakGlass, item.Recommendation));
        await lab.DecideAsync([item], ReviewDecisionKind.Revoke);

        ReviewOutcome outcome = OfItem(await lab.InvokeAsync(review), item);

        Assert.Equal(nameof(ReviewResultKind.CannotFromHere), outcome.Status);
        Assert.Contains("emergency account", outcome.Words, StringComparison.Ordinal);
        Assert.Contains(await lab.PathsAsync(), path => path.PathId == account.PathId);
    }

    [Fact]
    public async Task Whoever_changed_job_is_reviewed_and_nobody_else()
    {
        using var lab = new ReviewLab();
        string first = await lab.OpenAsync(new ReviewScope { PrivilegedOnly = true });
        ReviewItem[] items = [.. lab.Items(first).Where(item => item.PrincipalType == PrincipalType.User)];
        string mover = items[0].Document.Path.PrincipalId;
        ReviewDocument part = lab.Ledger.Read(register => register.Get<ReviewDocument>(ReviewDocument.KeyOf(first, lab.TenantId)))!;
        lab.Fact(lab.TenantId, ReviewActions.Open, part with { Review = "RV-m", Series = "RV-m", Settings = part.Settings with { Cadence = ReviewCadence.OnMover } });
        await lab.InvokeAsync("RV-m");
        Assert.Empty(lab.Service.Get([], "RV-m-2"));

        lab.Time.Advance(TimeSpan.FromHours(1));
        var moved = new LifecycleEvent { EventId = "ev-1", Type = LifecycleType.Mover, Person = new LifecyclePerson { Id = "p1", DisplayName = "P" } };
        lab.Fact(lab.TenantId, LifecycleActions.Start, new LifecycleStart(moved), moved.Correlation);
        lab.Fact(lab.TenantId, LifecycleActions.Advance, new LifecycleAdvance("ev-1", LifecyclePhase.Blocked, [mover]), moved.Correlation);
        await lab.InvokeAsync("RV-m");

        Assert.All(lab.Items("RV-m-2"), item => Assert.Equal(mover, item.Document.Path.PrincipalId));
        Assert.NotEmpty(lab.Items("RV-m-2"));
    }

    private static async Task<string> ThreeAsync(ReviewLab lab)
    {
        string[] principals = [.. (await lab.PathsAsync()).Where(IsPlain).Select(path => path.PrincipalId).Distinct().Take(1)];
        string review = await lab.OpenAsync(new ReviewScope { Principals = principals, Roles = ["*Administrator"], PrivilegedOnly = true });
        await lab.DecideAsync(lab.Items(review), ReviewDecisionKind.Revoke);
        return review;
    }

    private static async Task<(string Review, ReviewItem Item)> OneRoleAsync(ReviewLab lab)
    {
        AccessPath[] paths = [.. await lab.PathsAsync()];
        AccessPath one = paths.First(path => IsPlain(path) && paths.Count(other => other.PrincipalId == path.PrincipalId && other.RoleId == path.RoleId) == 1);
        string review = await lab.OpenAsync(new ReviewScope { Principals = [one.PrincipalId], Roles = [one.RoleId] });
        ReviewItem item = lab.Items(review).Single();
        await lab.DecideAsync([item], ReviewDecisionKind.Revoke);
        return (review, item);
    }

    private static bool IsPlain(AccessPath path) =>
        path is { Assignment: AssignmentKind.Active, Standing: true, PrincipalType: PrincipalType.User, Privileged: true, Via.Count: 1 };

    private static EntryDraft ReviewEntries(ReviewLab lab, string review, ReviewItemDocument item) =>
        Engine.Reviews.ReviewEntries.Draft(lab.TenantId, ReviewActions.Items, review, "Q4", new ReviewItemPage(review, [item]));

    private static ReviewOutcome OfItem(Collected<ReviewOutcome> outcomes, ReviewItem item) => outcomes.Items.Single(outcome => outcome.ItemId == item.ItemId);

    private static void Die(bool now)
    {
        if (now)
        {
            throw new ReviewLab.DeathException();
        }
    }

    private static async Task<Collected<ReviewOutcome>?> UntilDeathAsync(ReviewLab lab, string review)
    {
        try
        {
            Collected<ReviewOutcome> outcomes = await lab.InvokeAsync(review);
            return outcomes.Errors.Count == 0 ? outcomes : null;
        }
        catch (ReviewLab.DeathException)
        {
            return null;
        }
    }
}
