using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Policy;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Tests.Changes;

public class ChangeUndoTests
{
    private readonly ChangeWorld _world = new();

    [Fact]
    public async Task Undo_puts_back_and_says_what_it_undoes()
    {
        ChangeResult done = await _world.Runner().RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u1", false)), default);
        ChangeResult undone = await _world.Runner().UndoAsync(done.ChangeId!, Guid.NewGuid(), "T-2", null, default);

        Assert.Equal(ChangeStatus.Succeeded, undone.Status);
        Assert.Contains("u1", _world.Tenant.Members["g1"]);
        Assert.Equal(done.ChangeId, _world.Changes().Single(change => change.Id == undone.ChangeId).Undoes);
    }

    [Fact]
    public async Task Undo_of_what_is_already_put_back_writes_nothing()
    {
        ChangeResult done = await _world.Runner().RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u1", false)), default);
        _world.Tenant.Members["g1"].Add("u1");
        Assert.Equal(ChangeStatus.AlreadySo, (await _world.Runner().UndoAsync(done.ChangeId!, Guid.NewGuid(), null, null, default)).Status);
    }

    [Fact]
    public async Task What_did_not_succeed_cannot_be_undone()
    {
        _world.Tenant.Manner = Manner.Refuses;
        ChangeResult failed = await _world.Runner().RunAsync(ChangeWorld.Request(ChangeWorld.Member("g1", "u1", false)), default);
        GovException error = await Assert.ThrowsAsync<GovException>(() => _world.Runner().UndoAsync(failed.ChangeId!, Guid.NewGuid(), null, null, default));
        Assert.Same(PolicyErrors.Conflict, error.Definition);
    }

    [Fact]
    public async Task Many_changes_keep_their_order_and_stop_after_so_many_failures()
    {
        _world.Tenant.Manner = Manner.Refuses;
        ChangeRequest[] requests = [.. Enumerable.Range(0, 5).Select(i => ChangeWorld.Request(ChangeWorld.Member("g2", $"u{i}", true)))];
        IReadOnlyList<ChangeResult> results = await _world.Runner().RunManyAsync(requests, new ChangeRunOptions { StopAfterFailures = 2 }, default);
        Assert.Equal(["u0", "u1"], results.Select(result => ((ReferenceChange)result.Change).Target));
    }
}
