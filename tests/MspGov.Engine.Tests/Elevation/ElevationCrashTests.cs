using MspGov.Core.Elevation;
using MspGov.Core.Services;
using static MspGov.Engine.Tests.Elevation.ElevationWorld;

namespace MspGov.Engine.Tests.Elevation;

/// <summary>The process dies at every step of a grant, one after the other; the table says what the next sweep finds and makes of it.</summary>
public class ElevationCrashTests
{
    // Steps of giving: each append and each request counts before and after. 1-6: resolve (three reads). 7, 8: elevation.request.
    // 9, 10: elevation.activate intent. 11, 12: read before. 13, 14: role.assign intent. 15, 16: write. 17, 18: read back.
    // 19, 20: role.assign outcome. 21, 22: elevation.activate outcome.
    [Theory]
    [InlineData(1, 7, null, null)]          // nothing was recorded: there is no grant
    [InlineData(8, 9, GrantState.Approved, GrantState.Active)]       // decided, not begun: the sweep gives it
    [InlineData(10, 13, GrantState.Activating, GrantState.Failed)]   // nothing was sent: failed, ask again
    [InlineData(14, 15, GrantState.Activating, GrantState.Failed)]   // intent, nothing sent: the tenant shows nothing
    [InlineData(16, 22, GrantState.Activating, GrantState.Active)]   // sent: the tenant shows it
    public async Task A_process_that_dies_while_giving_leaves_what_the_next_sweep_settles(int first, int last, GrantState? left, GrantState? settled)
    {
        for (int step = first; step <= last; step++)
        {
            var world = new ElevationWorld();
            await DieAt(world, step, () => world.As("anna").RequestAsync(Ask(), default));

            ElevationGrantDocument? grant = world.Grants().SingleOrDefault();
            GrantState? expected = step == 22 ? GrantState.Active : left;
            Assert.True(expected == grant?.GrantState, $"step {step} left {grant?.GrantState}, not {expected}");

            // The tenant had time to show what was done; what it does not show now was not done.
            world.Clock.Advance(TimeSpan.FromMinutes(7));
            await world.SweepAsync();
            Assert.True(settled == world.Grants().SingleOrDefault()?.GrantState, $"after step {step} the sweep made {world.Grants().SingleOrDefault()?.GrantState}, not {settled}");
            Assert.Equal(settled == GrantState.Active, world.Tenant(Premium).Holds(AnnaAccount, ReportsReader));
        }
    }

    // Steps of ending: 1, 2: elevation.end intent. 3, 4: read before. 5, 6: role.unassign intent. 7, 8: write. 9, 10: read back.
    // 11, 12: role.unassign outcome. 13-16: remaining paths. 17, 18: elevation.end outcome.
    [Theory]
    [InlineData(1, 1, GrantState.Active)]
    [InlineData(2, 17, GrantState.Ending)]
    [InlineData(18, 18, GrantState.Ended)]
    public async Task A_process_that_dies_while_ending_leaves_a_grant_that_the_next_sweep_ends(int first, int last, GrantState left)
    {
        for (int step = first; step <= last; step++)
        {
            var world = new ElevationWorld();
            ElevationGrant grant = await world.As("anna").RequestAsync(Ask(Basic), default);
            world.Clock.Advance(TimeSpan.FromHours(2));
            await DieAt(world, step, () => world.SweepAsync());

            Assert.True(left == world.Grant(grant.GrantId).GrantState, $"step {step} left {world.Grant(grant.GrantId).GrantState}");
            await world.SweepAsync();
            Assert.True(GrantState.Ended == world.Grant(grant.GrantId).GrantState, $"after step {step}: {world.Grant(grant.GrantId).GrantState} ({world.Grant(grant.GrantId).Evidence})");
            Assert.False(world.Tenant(Basic).Holds(AnnaAccount, ReportsReader));
        }
    }

    [Fact]
    public async Task What_the_tenant_does_not_show_yet_is_in_doubt_and_never_ended_or_failed_too_soon()
    {
        var world = new ElevationWorld();
        world.Tenant(Premium).Lag = TimeSpan.FromMinutes(2);
        await DieAt(world, 16, () => world.As("anna").RequestAsync(Ask(), default));

        Assert.Equal(1, (await world.SweepAsync()).InDoubt);
        Assert.Equal(GrantState.InDoubt, world.Grants().Single().GrantState);
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, (await world.SweepAsync()).Settled);
        Assert.Equal(GrantState.Active, world.Grants().Single().GrantState);
    }

    [Fact]
    public async Task A_grant_in_doubt_that_is_revoked_is_not_called_ended_while_the_tenant_may_still_show_it()
    {
        var world = new ElevationWorld();
        world.Tenant(Basic).Lag = TimeSpan.FromMinutes(2);
        await Assert.ThrowsAsync<Core.Errors.GovException>(() => world.As("anna").RequestAsync(Ask(Basic), default));
        await Assert.ThrowsAsync<Core.Errors.GovException>(() => world.As("anna").RevokeAsync(world.Grants().Single().Request.Grant, "mistake", default));
        Assert.NotEqual(GrantState.Ended, world.Grants().Single().GrantState);

        world.Clock.Advance(TimeSpan.FromMinutes(3));
        world.Tenant(Basic).Lag = TimeSpan.Zero;
        await world.SweepAsync();
        Assert.Equal(GrantState.Ended, world.Grants().Single().GrantState);
        Assert.False(world.Tenant(Basic).Holds(AnnaAccount, ReportsReader));
    }

    internal static async Task DieAt(ElevationWorld world, int step, Func<Task> deed)
    {
        int steps = 0;
        world.OnStep = () =>
        {
            if (++steps == step)
            {
                throw new Killed();
            }
        };
        await Assert.ThrowsAsync<Killed>(deed);
        world.OnStep = null;
    }
}
