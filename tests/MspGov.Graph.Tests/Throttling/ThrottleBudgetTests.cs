using MspGov.Graph.Throttling;
using MspGov.Testing;

namespace MspGov.Graph.Tests.Throttling;

public sealed class ThrottleBudgetTests : IDisposable
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    private readonly string _folder = Directory.CreateTempSubdirectory("mspgov-budget").FullName;
    private readonly SkippingTime _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Conditional_Access_is_asked_once_a_second()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        await SendAsync(Budget(), "/identity/conditionalAccess/policies", 10);
        Assert.InRange((_clock.GetUtcNow() - start).TotalSeconds, 9, 9.1);
    }

    [Fact]
    public async Task Sign_ins_are_asked_five_times_in_ten_seconds()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        ThrottleBudget budget = Budget();
        await SendAsync(budget, "/auditLogs/signIns", 5);
        Assert.Empty(_clock.Waits);
        await SendAsync(budget, "/auditLogs/signIns", 5);
        Assert.InRange((_clock.GetUtcNow() - start).TotalSeconds, 10, 10.1);
    }

    [Fact]
    public async Task A_client_alone_in_an_untroubled_tenant_never_waits()
    {
        await SendAsync(Budget(), "/groups/x/members", 20_000);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task The_directory_bucket_is_kept_to_when_the_tenant_says_that_it_runs_low()
    {
        ThrottleBudget budget = Budget();
        await SendAsync(budget, "/groups/x/members", 2_000);
        budget.Observe(GraphRequest.Get("/groups/x/members"), 200, new Dictionary<string, string> { ["x-ms-throttle-limit-percentage"] = "0.95" }, null);
        DateTimeOffset start = _clock.GetUtcNow();
        await SendAsync(budget, "/groups/x/members", 500);
        Assert.InRange((_clock.GetUtcNow() - start).TotalSeconds, 2.9, 3.1);
    }

    [Fact]
    public async Task A_wait_that_one_request_is_told_holds_for_all_of_its_workload_in_every_process()
    {
        using BudgetTable first = BudgetTable.Shared(_folder);
        using BudgetTable second = BudgetTable.Shared(_folder);
        Assert.True(first.IsShared && second.IsShared);
        ThrottleBudget one = Budget(first, 1);
        ThrottleBudget other = Budget(second, 2);
        one.Observe(GraphRequest.Get("/groups"), 429, NoHeaders, TimeSpan.FromSeconds(20));

        await SendAsync(other, "/auditLogs/signIns", 1);
        Assert.Empty(_clock.Waits);
        await SendAsync(other, "/users", 1);
        Assert.InRange(Assert.Single(_clock.Waits).TotalSeconds, 20, 20.1);
    }

    [Fact]
    public async Task A_pause_in_one_tenant_is_none_in_another()
    {
        using BudgetTable table = BudgetTable.Shared(_folder);
        Budget(table, 1).Observe(GraphRequest.Get("/groups"), 429, NoHeaders, TimeSpan.FromSeconds(20));
        await SendAsync(new ThrottleBudget(table, "app", Clients.OtherTenant, WorkloadLimit.Published, _clock, 1), "/groups", 1);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task Two_processes_draw_on_one_bucket()
    {
        using BudgetTable first = BudgetTable.Shared(_folder);
        using BudgetTable second = BudgetTable.Shared(_folder);
        DateTimeOffset start = _clock.GetUtcNow();
        for (int i = 0; i < 5; i++)
        {
            await SendAsync(Budget(first, 1), "/identity/conditionalAccess/policies", 1);
            await SendAsync(Budget(second, 2), "/identity/conditionalAccess/policies", 1);
        }

        Assert.InRange((_clock.GetUtcNow() - start).TotalSeconds, 9, 9.1);
    }

    [Fact]
    public async Task Conditional_Access_is_counted_over_all_applications_of_the_tenant()
    {
        using BudgetTable table = BudgetTable.InProcess();
        await SendAsync(new ThrottleBudget(table, "one", Clients.Tenant, WorkloadLimit.Published, _clock), "/identity/conditionalAccess/policies", 1);
        await SendAsync(new ThrottleBudget(table, "two", Clients.Tenant, WorkloadLimit.Published, _clock), "/identity/conditionalAccess/policies", 1);
        Assert.InRange(Assert.Single(_clock.Waits).TotalSeconds, 0.9, 1.1);
    }

    [Fact]
    public void After_a_429_fewer_requests_are_in_flight_and_successes_open_the_window_again()
    {
        BudgetRecord record = BudgetTable.InProcess().Find("x")!;
        long now = _clock.GetUtcNow().UtcTicks;
        Assert.Equal(8, Enumerable.Range(0, 8).Count(_ => record.TryEnter(now, 1)));
        record.Throttled(now, TimeSpan.FromSeconds(1));
        for (int i = 0; i < 8; i++)
        {
            record.Leave(now, 1);
        }

        Assert.Equal(4, Enumerable.Range(0, 8).Count(_ => record.TryEnter(now, 1)));
        Assert.False(record.TryEnter(now, 2));
        for (int i = 0; i < 4; i++)
        {
            record.Leave(now, 1);
        }

        for (int i = 0; i < 10_000; i++)
        {
            record.Succeeded();
        }

        long later = now + TimeSpan.FromSeconds(40).Ticks;
        Assert.Equal(50, Enumerable.Range(0, 50).Count(_ => record.TryEnter(later, 1)));
    }

    [Fact]
    public void A_killed_process_does_not_keep_its_place()
    {
        BudgetRecord record = BudgetTable.InProcess().Find("x")!;
        long now = _clock.GetUtcNow().UtcTicks;
        record.TryEnter(now, 1);
        record.TryEnter(now, 1);
        record.Throttled(now, TimeSpan.Zero);
        Assert.False(record.TryEnter(now, 2));
        Assert.True(record.IsShareInUse(now, 2));
        long later = now + TimeSpan.FromSeconds(40).Ticks;
        Assert.True(record.TryEnter(later, 2));
        Assert.False(record.IsShareInUse(later, 2));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_leaves_the_budget_to_this_process()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        using BudgetTable table = BudgetTable.Shared(file);
        Assert.False(table.IsShared);
        await SendAsync(Budget(table, 1), "/users", 1);
    }

    [Fact]
    public void A_file_of_somebody_else_is_left_alone()
    {
        string path = Path.Combine(_folder, "throttle.v1");
        File.WriteAllText(path, "not ours: not ours");
        using BudgetTable table = BudgetTable.Shared(_folder);
        Assert.False(table.IsShared);
        Assert.StartsWith("not ours: not ours", File.ReadAllText(path), StringComparison.Ordinal);
    }

    private ThrottleBudget Budget() => Budget(BudgetTable.InProcess(), 1);

    private ThrottleBudget Budget(BudgetTable table, int process) => new(table, "app", Clients.Tenant, WorkloadLimit.Published, _clock, process);

    private static async Task SendAsync(ThrottleBudget budget, string path, int times)
    {
        GraphRequest request = GraphRequest.Get(path);
        for (int i = 0; i < times; i++)
        {
            using (await budget.EnterAsync([request], CancellationToken.None))
            {
            }
        }
    }
}
