using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using static MspGov.Engine.Tests.Elevation.ElevationWorld;

namespace MspGov.Engine.Tests.Elevation;

public class ElevationLifeTests
{
    private readonly ElevationWorld _world = new();

    [Fact]
    public async Task A_grant_without_approval_is_active_after_six_round_trips_and_ends_by_the_tenant_itself()
    {
        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask(), default);

        Assert.Equal(GrantState.Active, grant.State);
        Assert.Equal(ElevationPath.PimRole, grant.Path);
        Assert.Equal(6, _world.Tenant(Premium).Requests);
        Assert.True(_world.Tenant(Premium).Holds(AnnaAccount, ReportsReader));

        _world.Clock.Advance(TimeSpan.FromMinutes(61));
        ElevationSweepSummary summary = await _world.SweepAsync();

        Assert.Equal((1, 1, 0), (summary.Due, summary.Ended, summary.ExitCode));
        Assert.Equal(GrantState.Ended, _world.Grant(grant.GrantId).GrantState);
        Assert.Contains("ended it itself", _world.Grant(grant.GrantId).Evidence);
    }

    [Theory]
    [InlineData(null, ElevationPath.DirectRole)]
    [InlineData(Group, ElevationPath.RoleGroup)]
    public async Task Without_PIM_only_the_sweep_ends_a_grant_and_it_says_so(string? group, ElevationPath path)
    {
        if (group is not null)
        {
            _world.SetPolicy(new ElevationPolicyDocument { Role = group, MaximumDuration = TimeSpan.FromHours(8), DefaultDuration = TimeSpan.FromHours(1) });
        }

        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask(Basic, group: group), default);
        Assert.Equal((GrantState.Active, path, true), (grant.State, grant.Path, grant.EndedBySweepOnly));

        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.True(_world.Tenant(Basic).Holds(AnnaAccount, group ?? ReportsReader));
        ElevationSweepSummary summary = await _world.SweepAsync();

        Assert.Equal((1, 0), (summary.Ended, summary.ExitCode));
        Assert.False(_world.Tenant(Basic).Holds(AnnaAccount, group ?? ReportsReader));
    }

    [Fact]
    public async Task A_tenant_that_only_says_yes_is_never_believed()
    {
        _world.Tenant(Premium).Manner = WriteManner.FalseSuccess;

        GovException error = await Assert.ThrowsAsync<GovException>(() => _world.As("anna").RequestAsync(Ask(), default));
        Assert.Equal(ElevationErrors.InDoubt, error.Definition);
        Assert.Equal(GrantState.InDoubt, Assert.Single(_world.Grants()).GrantState);

        _world.Clock.Advance(TimeSpan.FromMinutes(7));
        ElevationSweepSummary summary = await _world.SweepAsync();
        Assert.Equal(1, summary.Settled);
        Assert.Equal(GrantState.Failed, Assert.Single(_world.Grants()).GrantState);
    }

    [Fact]
    public async Task A_removal_that_a_tenant_only_claims_is_reported_at_every_sweep()
    {
        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask(Basic), default);
        _world.Tenant(Basic).Manner = WriteManner.FalseSuccess;
        for (int day = 0; day < 3; day++)
        {
            _world.Clock.Advance(TimeSpan.FromDays(1));
            ElevationSweepSummary summary = await _world.SweepAsync();
            Assert.Equal((1, 1), (summary.NotEnded, summary.ExitCode));
            Assert.NotEqual(GrantState.Ended, _world.Grant(grant.GrantId).GrantState);
        }

        _world.Tenant(Basic).Manner = WriteManner.Honest;
        Assert.Equal(0, (await _world.SweepAsync()).ExitCode);
    }

    [Fact]
    public async Task What_the_principal_held_before_is_neither_given_nor_taken()
    {
        PimTenant tenant = _world.Tenant(Basic);
        tenant.Direct.Add(new Held("standing", AnnaAccount, ReportsReader, _world.Clock.GetUtcNow(), null, _world.Clock.GetUtcNow()));

        GovException error = await Assert.ThrowsAsync<GovException>(() => _world.As("anna").RequestAsync(Ask(Basic), default));

        Assert.Equal(ElevationErrors.ActivationFailed, error.Definition);
        Assert.Contains("already", error.Message, StringComparison.Ordinal);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        await _world.SweepAsync();
        Assert.True(tenant.Holds(AnnaAccount, ReportsReader));
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_grant()
    {
        ElevationGrant first = await _world.As("anna").RequestAsync(Ask(), default);
        ElevationGrant second = await _world.As("anna").RequestAsync(Ask(), default);

        Assert.Equal(first.GrantId, second.GrantId);
        Assert.Single(_world.Tenant(Premium).Schedules);
        GovException other = await Assert.ThrowsAsync<GovException>(() => _world.As("anna").RequestAsync(Ask(duration: TimeSpan.FromHours(2)), default));
        Assert.Equal(ElevationErrors.AlreadyHeld, other.Definition);
    }

    [Fact]
    public async Task A_privileged_role_waits_for_another_person_and_two_where_two_are_wanted()
    {
        ElevationGrant one = await _world.As("anna").RequestAsync(Ask(role: "Global Administrator"), default);
        Assert.Equal((GrantState.Requested, 1), (one.State, one.ApprovalsMissing));
        await Refused(PolicyErrors.Denied, () => _world.As("mike").ApproveAsync(one.GrantId, null, null, default));
        Assert.Equal(GrantState.Active, (await _world.As("ada").ApproveAsync(one.GrantId, null, "ok", default)).State);

        _world.SetPolicy(new ElevationPolicyDocument { Role = "privileged", MaximumDuration = TimeSpan.FromHours(4), DefaultDuration = TimeSpan.FromHours(1), Approval = ElevationApproval.Two });
        ElevationGrant two = await _world.As("mike").RequestAsync(Ask(Basic, GlobalAdministrator, OtherUser), default);
        Assert.Equal(GrantState.Requested, (await _world.As("ada").ApproveAsync(two.GrantId, null, null, default)).State);
        await Refused(ElevationErrors.SelfApproval, () => _world.As("ada").ApproveAsync(two.GrantId, null, null, default));
        Assert.Equal(GrantState.Active, (await _world.As("eve").ApproveAsync(two.GrantId, null, null, default)).State);
    }

    [Fact]
    public async Task A_scheduled_grant_begins_at_its_start_and_no_earlier()
    {
        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask() with { Start = _world.Clock.GetUtcNow().AddHours(3) }, default);
        Assert.Equal(GrantState.Scheduled, grant.State);
        Assert.Equal(0, (await _world.SweepAsync()).Due);
        _world.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(1, (await _world.SweepAsync()).Activated);
        Assert.True(_world.Tenant(Premium).Holds(AnnaAccount, ReportsReader));
    }

    [Fact]
    public async Task Revoking_within_five_minutes_is_refused_by_PIM_told_in_plain_words_and_done_by_the_next_sweep()
    {
        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask(), default);
        GovException error = await Assert.ThrowsAsync<GovException>(() => _world.As("anna").RevokeAsync(grant.GrantId, "done", default));
        Assert.Equal(ElevationErrors.EndFailed, error.Definition);
        Assert.Contains("first five minutes", error.Message, StringComparison.Ordinal);

        _world.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, (await _world.SweepAsync()).Ended);
        Assert.False(_world.Tenant(Premium).Holds(AnnaAccount, ReportsReader));
    }

    [Fact]
    public async Task Paths_that_remain_by_other_ways_are_named()
    {
        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask(), default);
        DateTimeOffset now = _world.Clock.GetUtcNow();
        _world.Tenant(Premium).Direct.Add(new Held("standing", AnnaAccount, ReportsReader, now, null, now));
        _world.Clock.Advance(TimeSpan.FromMinutes(10));

        ElevationGrant ended = await _world.As("anna").RevokeAsync(grant.GrantId, "done", default);

        Assert.Equal(GrantState.Ended, ended.State);
        Assert.Contains("direct assignment", Assert.Single(ended.RemainingPaths), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_off_refuses_before_anything_is_recorded_or_sent()
    {
        _world.Tenant(Premium).Skew = TimeSpan.FromMinutes(-6);
        await Refused(ElevationErrors.ClockSkewed, () => _world.As("anna").RequestAsync(Ask(), default));
        Assert.Empty(_world.Grants());
        Assert.Empty(_world.Tenant(Premium).Schedules);
    }

    [Fact]
    public async Task Break_glass_is_given_at_once_told_to_two_others_and_reviewed_by_another_person_only()
    {
        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask(role: GlobalAdministrator) with { BreakGlass = true }, default);
        Assert.Equal(GrantState.Active, grant.State);
        Assert.Equal(2, _world.Grant(grant.GrantId).Told.Count);

        _world.Clock.Advance(TimeSpan.FromHours(80));
        ElevationSweepSummary summary = await _world.SweepAsync();
        Assert.Equal(1, summary.Ended);
        summary = await _world.SweepAsync();
        Assert.Equal((1, 2), (summary.ReviewsOverdue, summary.ExitCode));

        await Refused(PolicyErrors.Denied, () => _world.As("anna").ReviewAsync(grant.GrantId, true, "fine", default));
        Assert.Equal("ada", (await _world.As("ada").ReviewAsync(grant.GrantId, true, "Outage 42, justified", default)).ReviewedBy);
        Assert.Equal(0, (await _world.SweepAsync()).ExitCode);
    }

    [Fact]
    public async Task A_sweep_asks_only_about_what_is_due()
    {
        await _world.As("anna").RequestAsync(Ask(duration: TimeSpan.FromHours(1)), default);
        await _world.As("anna").RequestAsync(Ask(Basic, duration: TimeSpan.FromHours(8)), default);
        int before = _world.Tenant(Basic).Requests;
        _world.Clock.Advance(TimeSpan.FromHours(2));

        ElevationSweepSummary summary = await _world.SweepAsync();

        Assert.Equal((2, 1, 1), (summary.Open, summary.Due, summary.Ended));
        Assert.Equal(before, _world.Tenant(Basic).Requests);
    }

    [Fact]
    public async Task Active_rests_on_a_change_that_was_proven()
    {
        ElevationGrant grant = await _world.As("anna").RequestAsync(Ask(), default);
        ChangeDocument change = Assert.Single(_world.LedgerOf("boss").Read(register => register.List<ChangeDocument>()));
        Assert.Equal((grant.GrantId, ChangeDocument.Settled), (change.Correlation.ToString("D"), change.State));
    }

    private static async Task Refused(ErrorDefinition error, Func<Task> deed) =>
        Assert.Equal(error.Id, (await Assert.ThrowsAsync<GovException>(deed)).Definition.Id);
}
