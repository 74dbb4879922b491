using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Changes;

public class ChangeRunnerTests
{
    private readonly ChangeWorld _world = new();

    [Fact]
    public async Task Intent_stands_before_the_write_and_outcome_after_the_reading()
    {
        int entriesAtWrite = 0;
        _world.Tenant.OnRequest = (_, done) => entriesAtWrite = !done && _world.Tenant.Log.Count == 1 ? _world.Story.Count : entriesAtWrite;

        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u2", true)), default);

        Assert.Equal(ChangeStatus.Succeeded, result.Status);
        Assert.Equal(1, entriesAtWrite);
        Assert.Equal(["group.member.add Intent", "group.member.add Outcome Succeeded"], _world.Story);
        Assert.Contains("u2", _world.Tenant.Members["g1"]);
        Assert.Contains("read back", result.Evidence, StringComparison.Ordinal);
        Assert.StartsWith("GET ", _world.Tenant.Log[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_so_already_is_not_written_and_leaves_no_entry()
    {
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u1", true)), default);

        Assert.Equal(ChangeStatus.AlreadySo, result.Status);
        Assert.Empty(_world.Story);
        Assert.DoesNotContain(_world.Tenant.Log, line => !line.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_sends_and_records_nothing()
    {
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u2", true)) with { DryRun = true }, default);

        Assert.Equal(ChangeStatus.Planned, result.Status);
        Assert.Empty(_world.Story);
        Assert.Single(_world.Tenant.Log);
    }

    [Theory]
    [InlineData("AppliedBut500")]
    [InlineData("AppliedButLost")]
    public async Task What_was_done_though_answered_otherwise_counts_as_done(string manner)
    {
        _world.Tenant.Manner = Enum.Parse<Manner>(manner);
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);
        Assert.Equal(ChangeStatus.Succeeded, result.Status);
    }

    [Fact]
    public async Task A_false_success_is_never_reported_as_done()
    {
        _world.Tenant.Manner = Manner.FalseSuccess;
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);

        Assert.Equal(ChangeStatus.Unknown, result.Status);
        Assert.Same(TenantErrors.ChangeNotVerified, result.Error!.Definition);
        Assert.Equal(ChangeDocument.InDoubt, Assert.Single(_world.Changes()).State);

        _world.Time.Advance(TimeSpan.FromMinutes(30));
        ChangeResult settled = Assert.Single(await _world.Runner().SettleAsync(null, null, default));
        Assert.Equal(ChangeStatus.Failed, settled.Status);
    }

    [Fact]
    public async Task What_becomes_visible_late_is_waited_for()
    {
        _world.Tenant.Lag = 4;
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u2", true)), default);
        Assert.Equal(ChangeStatus.Succeeded, result.Status);
    }

    [Theory]
    [InlineData("Refuses", "403")]
    [InlineData("Throttles", "429")]
    public async Task What_the_tenant_refuses_failed(string manner, string status)
    {
        _world.Tenant.Manner = Enum.Parse<Manner>(manner);
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);

        Assert.Equal(ChangeStatus.Failed, result.Status);
        Assert.Contains(status, result.Evidence, StringComparison.Ordinal);
        Assert.Equal(["user.disable Intent", "user.disable Outcome Failed"], _world.Story);
    }

    [Fact]
    public async Task A_tenant_that_cannot_be_read_before_is_not_touched()
    {
        _world.Tenant.UnreadableFrom = 1;
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);

        Assert.Equal(ChangeStatus.Failed, result.Status);
        Assert.Empty(_world.Story);
        Assert.Single(_world.Tenant.Log);
    }

    [Fact]
    public async Task What_cannot_be_read_back_is_in_doubt_until_it_can()
    {
        _world.Tenant.UnreadableFrom = 3;
        ChangeResult result = await _world.Runner().RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);
        Assert.Equal(ChangeStatus.Unknown, result.Status);

        ChangeResult still = Assert.Single(await _world.Runner().SettleAsync(null, null, default));
        Assert.Equal(ChangeStatus.Unknown, still.Status);

        _world.Tenant.UnreadableFrom = 0;
        ChangeResult settled = Assert.Single(await _world.Runner().SettleAsync(null, null, default));
        Assert.Equal(ChangeStatus.Succeeded, settled.Status);
        Assert.Empty(_world.Changes(ChangeDocument.InDoubt));
    }

    [Fact]
    public async Task Who_may_not_is_refused_on_record_and_the_tenant_is_not_even_read()
    {
        ChangeResult result = await _world.Runner("rea").RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u2", true)), default);

        Assert.Equal(ChangeStatus.Refused, result.Status);
        Assert.Same(PolicyErrors.Denied, result.Error!.Definition);
        Assert.Equal(["group.member.add Fact Denied"], _world.Story);
        Assert.Empty(_world.Tenant.Log);
    }

    [Theory]
    [InlineData("hana", Protection.None, true)]
    [InlineData("hana", Protection.Privileged, false)]
    [InlineData("max", Protection.Privileged, true)]
    [InlineData("max", Protection.BreakGlass, false)]
    [InlineData("ada", Protection.BreakGlass, true)]
    public async Task Protected_people_need_the_higher_role(string @operator, Protection protection, bool allowed)
    {
        ChangeResult result = await _world.Runner(@operator).RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false, protection)), default);
        Assert.Equal(allowed ? ChangeStatus.Succeeded : ChangeStatus.Refused, result.Status);
    }

    [Fact]
    public async Task A_guard_refuses_before_anything_is_recorded()
    {
        ChangeResult result = await _world.Runner("ada", new Never()).RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);

        Assert.Equal(ChangeStatus.Refused, result.Status);
        Assert.Same(TenantErrors.BreakGlassGuard, result.Error!.Definition);
        Assert.Empty(_world.Story);
        Assert.True(_world.Tenant.Users["u1"]);
    }

    [Fact]
    public async Task An_outcome_settled_by_another_process_stands()
    {
        MemoryLedger ledger = _world.LedgerOf("ada");
        ledger.BeforeAppend = drafts =>
        {
            if (drafts[0].Phase == Core.Ledger.EntryPhase.Outcome)
            {
                ledger.BeforeAppend = null;
                _world.Runner().SettleAsync(null, TimeSpan.Zero, default).GetAwaiter().GetResult();
            }
        };

        ChangeResult result = await _world.Runner(ledger).RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);

        Assert.Equal(ChangeStatus.Succeeded, result.Status);
        Assert.Equal(["user.disable Intent", "user.disable Outcome Succeeded"], _world.Story);
    }

    [Fact]
    public async Task Young_intents_are_left_to_the_run_that_may_still_be_at_them()
    {
        MemoryLedger ledger = _world.LedgerOf("ada");
        ledger.AfterAppend = _ => throw new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _world.Runner(ledger).RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default));

        Assert.Equal(ChangeStatus.Unknown, Assert.Single(await _world.Runner().SettleAsync(ChangeWorld.TenantId, null, default)).Status);
        _world.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(ChangeStatus.Failed, Assert.Single(await _world.Runner().SettleAsync(ChangeWorld.TenantId, null, default)).Status);
        Assert.Empty(await _world.Runner().SettleAsync(ChangeWorld.TenantId, null, default));
    }

    private sealed class Never : IChangeGuard
    {
        public Task<string?> RefusalAsync(ITenantPort tenant, TenantDocument document, ITenantChange change, CancellationToken cancellationToken) =>
            Task.FromResult<string?>("No.");
    }
}
