using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

public class LeaverTests
{
    [Fact]
    public async Task Nothing_is_left_of_a_leaver_in_fifty_worlds_and_a_second_run_changes_nothing()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            using var world = new LifecycleWorld(1, seed);
            (string Id, string Name)[] accounts = [.. world.Labs.Select(lab => RawWalk.Richest(lab))];
            Assert.All(world.Labs.Zip(accounts), pair => Assert.NotEmpty(RawWalk.Held(pair.First, pair.Second.Id)));
            LifecycleEvent leaver = Leaver(world, accounts);

            (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(leaver);

            Assert.True(errors.Count == 0, $"world {seed}: {string.Join(Environment.NewLine, errors.Select(error => error.Message))}");
            Assert.All(runs, run => Assert.True(run.Complete, $"world {seed}"));
            foreach ((TestLab lab, (string id, string _)) in world.Labs.Zip(accounts))
            {
                Assert.Empty(RawWalk.Held(lab, id));
            }

            int entries = world.Ledger.Entries.Count;
            (runs, errors) = await world.RunAsync(leaver);
            Assert.All(runs, run => Assert.True(run.Complete));
            Assert.Equal(entries, world.Ledger.Entries.Count);
        }
    }

    [Fact]
    public async Task Every_tenant_is_blocked_before_any_is_cleaned()
    {
        using var world = new LifecycleWorld(3, 7);
        (string Id, string Name)[] accounts = [.. world.Labs.Select(lab => RawWalk.Richest(lab))];
        await world.RunAsync(Leaver(world, accounts));

        string[] actions = [.. world.Ledger.Entries.Where(entry => entry.Phase == Core.Ledger.EntryPhase.Intent).Select(entry => entry.Action)];
        int lastBlock = Array.LastIndexOf(actions, ChangeActions.UserDisable);
        Assert.Equal(3, actions.Count(action => action == ChangeActions.UserDisable));
        Assert.All(actions[..lastBlock], action => Assert.Contains(action, new[] { ChangeActions.UserDisable, ChangeActions.SessionsRevoke }));
    }

    [Fact]
    public async Task By_the_request_log_every_account_is_blocked_before_anything_else_is_written_anywhere()
    {
        using var world = new LifecycleWorld(12, 7);
        (string Id, string Name)[] accounts = [.. world.Labs.Select(lab => RawWalk.Richest(lab))];
        var writes = new System.Collections.Concurrent.ConcurrentQueue<string>();
        foreach (TestLab lab in world.Labs)
        {
            lab.OnRequest(request =>
            {
                if (request.Method != "GET" && !request.PathAndQuery.StartsWith("/$batch", StringComparison.Ordinal))
                {
                    writes.Enqueue($"{request.Method} {request.PathAndQuery.Split('/')[1]} {System.Text.Encoding.UTF8.GetString(request.Body ?? [])}");
                }

                return null;
            });
        }

        (IReadOnlyList<LifecycleRun> runs, _) = await world.RunAsync(Leaver(world, accounts));

        Assert.All(runs, run => Assert.NotNull(run.BlockedAt));
        string[] order = [.. writes];
        int lastBlock = Array.FindLastIndex(order, write => write.Contains("accountEnabled", StringComparison.Ordinal) && write.StartsWith("PATCH users", StringComparison.Ordinal));
        Assert.Equal(12, order.Count(write => write.StartsWith("PATCH users", StringComparison.Ordinal)));
        Assert.All(order[..lastBlock], write => Assert.Matches("^(PATCH users|POST users)", write));
        Assert.True(order.Length > lastBlock + 50, "Clean-up follows.");
    }

    [Theory]
    [InlineData("FalseSuccess")]
    [InlineData("AppliedButFailed")]
    [InlineData("Delayed")]
    [InlineData("Denied")]
    [InlineData("Throttled")]
    public async Task A_run_never_says_complete_while_something_is_left(string fault)
    {
        using var world = new LifecycleWorld(2, 11);
        (string Id, string Name)[] accounts = [.. world.Labs.Select(lab => RawWalk.Richest(lab))];
        LabBehaviour behaviour = fault switch
        {
            "FalseSuccess" => new LabBehaviour { FalseSuccessPaths = ["/groups", "/roleManagement"] },
            "AppliedButFailed" => new LabBehaviour { AppliedButFailedPaths = ["/"] },
            "Delayed" => new LabBehaviour { VisibilityDelay = TimeSpan.FromSeconds(5) },
            "Denied" => new LabBehaviour { DeniedPaths = ["/roleManagement"] },
            _ => new LabBehaviour { ThrottleRate = 0.2 },
        };
        world.Labs[1].Behaviour = behaviour;

        (IReadOnlyList<LifecycleRun> runs, _) = await world.RunAsync(Leaver(world, accounts));

        Agrees(world, accounts, runs);
        world.Labs[1].Behaviour = new LabBehaviour();
        world.Time.Advance(TimeSpan.FromMinutes(15));
        (runs, IReadOnlyList<GovException> errors) = await world.RunAsync(Leaver(world, accounts));
        Assert.Empty(errors);
        Assert.All(runs, run => Assert.True(run.Complete));
        Agrees(world, accounts, runs);
    }

    [Fact]
    public async Task An_unknown_person_is_an_error_and_leaves_no_run()
    {
        using var world = new LifecycleWorld(2, 5);
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(Leaver(world, [("x", "nobody@nowhere.example")]));
        Assert.Empty(runs);
        Assert.Same(LifecycleErrors.PersonNotFound, Assert.Single(errors).Definition);
        Assert.Empty(world.Service.Get(new LifecycleRunQuery()));
    }

    [Fact]
    public async Task An_event_id_used_again_for_somebody_else_is_refused()
    {
        using var world = new LifecycleWorld(1, 5);
        (string Id, string Name)[] accounts = [RawWalk.Richest(world.Labs[0])];
        LifecycleEvent leaver = Leaver(world, accounts);
        await world.RunAsync(leaver);
        GovException error = await Assert.ThrowsAsync<GovException>(() => world.RunAsync(leaver with { Person = leaver.Person with { Id = "another" } }));
        Assert.Same(LifecycleErrors.EventDiffers, error.Definition);
    }

    [Fact]
    public async Task A_plan_changes_and_records_nothing()
    {
        using var world = new LifecycleWorld(1, 5);
        (string Id, string Name)[] accounts = [RawWalk.Richest(world.Labs[0])];
        int entries = world.Ledger.Entries.Count;
        (IReadOnlyList<LifecycleRun> runs, _) = await world.RunAsync(Leaver(world, accounts), dryRun: true);
        Assert.NotEmpty(Assert.Single(runs).Steps);
        Assert.All(runs[0].Steps, step => Assert.Contains(step.Status, new[] { ChangeStatus.Planned, ChangeStatus.AlreadySo }));
        Assert.Equal(entries, world.Ledger.Entries.Count);
    }

    [Fact]
    public async Task A_staged_leaver_is_deleted_when_the_time_has_come_and_can_be_undone()
    {
        using var world = new LifecycleWorld(1, 9);
        (string Id, string Name)[] accounts = [RawWalk.Richest(world.Labs[0])];
        LifecycleEvent leaver = Leaver(world, accounts);
        leaver = leaver with { Leaver = leaver.Leaver with { DeleteAfterDays = 7 } };
        Assert.Equal(LifecycleRunState.Staged, Assert.Single((await world.RunAsync(leaver)).Runs).State);

        world.Time.Advance(TimeSpan.FromDays(8));
        var output = new Collected<LifecycleRun>();
        await world.Service.ContinueAsync(new LifecycleRunQuery(), output, default);
        Assert.Empty(output.Errors);
        Assert.True(Assert.Single(output.Items).Complete);
        Assert.Null(world.Labs[0].Inspect(directory => directory.Find("users", accounts[0].Id)));

        var undone = new Collected<LifecycleRun>();
        await world.Service.UndoAsync(new LifecycleRunQuery { EventId = leaver.EventId }, "T-9", "Came back", undone, default);
        Assert.Equal(LifecycleRunState.Undone, Assert.Single(undone.Items).State);
        Assert.True(world.Labs[0].Inspect(directory => directory.Find("users", accounts[0].Id)!.Flag("accountEnabled")));
    }

    private static void Agrees(LifecycleWorld world, (string Id, string Name)[] accounts, IReadOnlyList<LifecycleRun> runs)
    {
        foreach (LifecycleRun run in runs.Where(run => run.Complete))
        {
            int i = world.Labs.ToList().FindIndex(lab => lab.TenantId == run.TenantId);
            Assert.Empty(RawWalk.Held(world.Labs[i], accounts[i].Id));
        }
    }

    /// <summary>A leaver with one account in each lab, whose things go to another user of each.</summary>
    private static LifecycleEvent Leaver(LifecycleWorld world, (string Id, string Name)[] accounts) => new()
    {
        EventId = "hr-1",
        Type = LifecycleType.Leaver,
        Person = new LifecyclePerson { Id = "p-1", DisplayName = "Max Weber", Principals = [.. accounts.Select(account => account.Name)] },
        Ticket = "T-1",
        Leaver = new LeaverSettings { NewOwner = RawWalk.Richest(world.Labs[0], 3).Name, AllowLastAdministrator = true },
    };
}
