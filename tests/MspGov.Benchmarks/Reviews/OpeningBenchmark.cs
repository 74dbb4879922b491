using MspGov.Core.Access;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine;
using MspGov.Testing;

namespace MspGov.Benchmarks.Reviews;

/// <summary>Opening a campaign over many tenants against reading the same access of the same tenants: it may cost a tenth more.</summary>
internal static class OpeningBenchmark
{
    public static async Task RunAsync(int tenants, int latency, int rounds)
    {
        using var folder = new TempFolder();
        Environment.SetEnvironmentVariable("MSPGOV_STATE", folder.At("state"));
        var engine = new GovernanceEngine();
        engine.InitializeStore(new InitializeStoreRequest { Path = folder.At("store"), Operator = "alice", DisplayName = "Alice" });
        using IGovernanceSession session = engine.Connect(new ConnectRequest { Path = folder.At("store"), Operator = "alice" });
        string[] ids = [.. Enumerable.Range(0, tenants).Select(i => Register(session, $"lab{i:000}", i + 1, latency))];

        // What both ways need once, such as tokens and compiled code, is no part of either.
        int paths = await ReadAsync(session, ids);
        int items = 0;
        var contest = new Contest(rounds);
        contest.Enter("inventory: privileged access read and recorded", async () => await ReadAsync(session, ids));
        contest.Enter("campaign opened over the same", async () => items = await OpenAsync(session, ids));
        IReadOnlyList<Contest.Result> results = await contest.RunAsync();
        Console.WriteLine($"{tenants} tenants, {paths} privileged paths, {items} items, {latency} ms a request, best of {rounds}; load {Contest.Load()}");
        foreach (Contest.Result result in results)
        {
            Console.WriteLine($"{result.Way}: {result.Time.TotalSeconds:0.00} s, {result.Processor.TotalSeconds:0.00} s of processor");
        }

        Console.WriteLine($"ratio: {results[1].Time / results[0].Time:0.00} (limit 1.10)");
    }

    private static string Register(IGovernanceSession session, string name, int seed, int latency)
    {
        LabTenant lab = session.Labs.Create(new LabTenantRequest { Name = name, Seed = seed, Size = LabSize.Medium });
        session.Labs.Set(name, new LabBehaviour { Latency = TimeSpan.FromMilliseconds(latency) });
        session.Tenants.Register(
            new TenantDocument { Id = lab.TenantId, Name = name, ServiceOwner = "alice", Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } },
            secret: null, ticket: null, reason: null);
        return lab.TenantId;
    }

    private static async Task<int> ReadAsync(IGovernanceSession session, string[] ids)
    {
        var counted = new Counted<AccessPath>();
        await session.Access.ReadAsync(new AccessQuery { TenantIds = ids, Privileged = true }, counted, CancellationToken.None);
        return counted.Count(_ => 1);
    }

    private static async Task<int> OpenAsync(IGovernanceSession session, string[] ids)
    {
        var counted = new Counted<ReviewProgress>();
        await session.Reviews.OpenAsync(
            new OpenReviewRequest
            {
                TenantIds = ids,
                Settings = new ReviewSettings { Name = "Benchmark", Scope = new ReviewScope { PrivilegedOnly = true }, Stages = [new ReviewStage { Reviewer = ReviewerKind.ServiceOwner }] },
            },
            counted,
            CancellationToken.None);
        return counted.Count(progress => progress.Items);
    }
}
