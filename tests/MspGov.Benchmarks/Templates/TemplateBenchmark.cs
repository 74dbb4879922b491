using System.Diagnostics;
using MspGov.Core.BreakGlass;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using MspGov.Engine.Templates.Running;
using MspGov.Testing;
using MspGov.Testing.Lab;

namespace MspGov.Benchmarks.Templates;

/// <summary>
/// Comparing and planning many tenants against a template of 60 objects. The tenants replay the answers of a lab tenant after a
/// latency, so that nothing is measured but the product and its reads.
/// </summary>
internal static class TemplateBenchmark
{
    private const int Objects = 60;
    private const int TenantsAtOnce = 8;

    /// <param name="tenants">How many tenants.</param>
    /// <param name="latencyMilliseconds">What a tenant waits before each answer.</param>
    /// <param name="rounds">How often each way is taken, by turns; the best time counts.</param>
    public static async Task RunAsync(int tenants, int latencyMilliseconds, int rounds)
    {
        var ports = new ReplayPorts(TestLab.Create("model", LabSize.Medium));
        var ledger = new MemoryLedger("ada", TimeProvider.System);
        foreach (string name in new[] { "ada", "olga" })
        {
            Fact(ledger, LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = name, DisplayName = name });
            Fact(ledger, LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = name, Operator = name, Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
        }

        string[] ids = [.. Enumerable.Range(1, tenants).Select(number => Registered(ledger, ports, number))];
        PlannedVersion version = await ApprovedAsync(ledger, ports, ids[0]);
        ports.Latency = TimeSpan.FromMilliseconds(latencyMilliseconds);
        TemplateService service = Service(ledger, ports);
        var work = new TenantWork(ledger, ports, TimeProvider.System);

        // Warms up, and tells the bare way which requests a reading is.
        await ReadAsync(work, version, ids[0]);
        var contest = new Contest(rounds);
        contest.Enter("bare requests", () => EachAsync(ids, id => ports.AgainAsync(id)));
        contest.Enter("read and parsed", () => EachAsync(ids, id => ReadAsync(work, version, id)));
        contest.Enter("compared", () => service.CompareAsync(new TemplateCompareRequest { Name = "base", TenantIds = ids, IncludeInSync = true, ThrottleLimit = TenantsAtOnce }, new Sink<TemplateDrift>(), default));
        IReadOnlyList<Contest.Result> results = await contest.RunAsync();
        Console.WriteLine($"{tenants} tenants, {version.Content.Objects.Count} objects, {(double)ports.Sent(ids[0]):0} requests a tenant, {latencyMilliseconds} ms latency, best of {rounds}, load {Contest.Load()}");
        Console.WriteLine("| way | time | against the reads | processor time |");
        Console.WriteLine("|---|---|---|---|");
        foreach (Contest.Result result in results)
        {
            Console.WriteLine($"| {result.Way} | {result.Time.TotalSeconds:0.00} s | {result.Time / results[1].Time:0.00} | {result.Processor.TotalSeconds:0.00} s |");
        }

        await PlanAsync(work, version, ids, rounds);
        foreach (int number in new[] { tenants / 4, tenants })
        {
            await MemoryAsync(service, ids[..number]);
        }
    }

    /// <summary>Computing alone: from readings in memory, of tenants that have nothing of the template, so that every object is a step.</summary>
    private static async Task PlanAsync(TenantWork work, PlannedVersion version, string[] ids, int rounds)
    {
        var empty = new TenantState();
        foreach (ObjectKind kind in ObjectKinds.All)
        {
            empty.Put(kind, []);
        }

        TenantReading reading = await ReadAsync(work, version, ids[0]);
        TimeSpan best = TimeSpan.MaxValue;
        int steps = 0;
        for (int round = 0; round < rounds; round++)
        {
            steps = 0;
            long start = Stopwatch.GetTimestamp();
            foreach (string id in ids)
            {
                TenantFacts facts = reading.Facts with { TenantId = id, Tenant = id };
                TemplatePlan plan = new Planner(version, facts, empty, reading.Lookup, reading.Accepted, new TemplatePlanOptions()).Plan("ada", DateTimeOffset.UtcNow);
                steps += plan.Steps.Count;
            }

            TimeSpan time = Stopwatch.GetElapsedTime(start);
            best = time < best ? time : best;
        }

        Console.WriteLine($"Plans of {ids.Length} tenants: {steps:N0} steps computed in {best.TotalSeconds:0.00} s on one core.");
    }

    private static async Task MemoryAsync(TemplateService service, string[] ids)
    {
        GC.Collect();
        long peak = 0;
        using var stop = new CancellationTokenSource();
        Task watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                await Task.Delay(50);
            }
        });
        await service.CompareAsync(new TemplateCompareRequest { Name = "base", TenantIds = ids, ThrottleLimit = TenantsAtOnce }, new Sink<TemplateDrift>(), default);
        await stop.CancelAsync();
        await watch;
        Console.WriteLine($"Comparing {ids.Length} tenants: {peak / 1048576.0:0.0} MB of live managed memory at most.");
    }

    private static async Task<TenantReading> ReadAsync(TenantWork work, PlannedVersion version, string id)
    {
        TenantDocument tenant = work.Tenant(id);
        return await work.ReadAsync(tenant, version.Content, work.Facts(tenant, "{}"), default);
    }

    private static Task EachAsync(string[] ids, Func<string, Task> go) =>
        Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce }, async (id, _) => await go(id));

    /// <summary>A version of the first 60 objects that the model has, without people in them.</summary>
    private static async Task<PlannedVersion> ApprovedAsync(MemoryLedger ledger, ReplayPorts ports, string model)
    {
        TemplateService service = Service(ledger, ports);
        string[] kinds = ["namedLocation", "authenticationStrength", "conditionalAccessPolicy", "administrativeUnit", "roleDefinition", "authorizationPolicy", "securityDefaults", "crossTenantAccessDefault", "authenticationMethod", "group"];
        TemplateInfo all = await service.CaptureAsync(new TemplateCaptureRequest { Name = "all", TenantId = model, Include = kinds, Owners = ["olga"] }, new Sink<TemplateInfo>(), default);
        string[] chosen = [.. all.Objects.OrderBy(item => Array.IndexOf(kinds, item.Split('/')[0])).Take(Objects)];
        await service.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = model, Include = chosen, Owners = ["olga"] }, new Sink<TemplateInfo>(), default);
        TemplateInfo approved = Service(new MemoryLedger("olga", TimeProvider.System, ledger.Shared), ports).Approve("base", null, null, null);
        return new TemplateRegister(ledger).LoadHash(approved.Hash);
    }

    private static TemplateService Service(MemoryLedger ledger, ReplayPorts ports) => new(ledger, ports, new ChangeRunner(ledger, ports, [], TimeProvider.System), TimeProvider.System);

    private static string Registered(MemoryLedger ledger, ReplayPorts ports, int number)
    {
        string id = $"{number:00000000}-1111-4111-8111-111111111111";
        Fact(ledger, id, TenantActions.Register, new TenantDocument { Id = id, Name = $"tenant{number}", Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = "model" } });
        foreach (string account in ports.BreakGlass)
        {
            Fact(ledger, id, BreakGlassActions.Register, new BreakGlassAccountDocument { Tenant = id, PrincipalId = account, PrincipalName = account, Checks = [new BreakGlassCheck("Exists", true, "There.")] });
        }

        return id;
    }

    private static void Fact<T>(MemoryLedger ledger, string log, string action, T detail) =>
        ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);

    /// <summary>Where results end; an error ends the benchmark.</summary>
    private sealed class Sink<T> : IOutput<T>
    {
        public ValueTask WriteAsync(T item, CancellationToken cancellationToken) => default;

        public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken) => throw error;

        public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => default;

        public void Progress(ProgressUpdate update)
        {
        }

        public void Verbose(string message)
        {
        }
    }
}
