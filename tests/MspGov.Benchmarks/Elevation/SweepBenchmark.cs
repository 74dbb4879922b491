using System.Diagnostics;
using System.Text.Json;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine;
using MspGov.Lab;
using MspGov.Testing;

namespace MspGov.Benchmarks.Elevation;

/// <summary>A sweep over many grants on a store on disk and lab tenants: a part of them due, then the rest, then nothing.</summary>
internal static class SweepBenchmark
{
    private const int Due = 50;

    /// <summary>Grants are spread over the tenants; the first <see cref="Due"/> end before the rest.</summary>
    public static async Task RunAsync(int tenants, int grants)
    {
        using var folder = new TempFolder();
        Environment.SetEnvironmentVariable("MSPGOV_STATE", folder.At("state"));
        var engine = new GovernanceEngine();
        engine.InitializeStore(new InitializeStoreRequest { Path = folder.At("store"), Operator = "alice", DisplayName = "Alice" });
        using IGovernanceSession session = engine.Connect(new ConnectRequest { Path = folder.At("store"), Operator = "alice" });
        int each = (grants + tenants - 1) / tenants;
        var asks = new List<ElevationAsk>();
        for (int i = 0; i < tenants; i++)
        {
            asks.AddRange(await TenantAsync(session, $"lab{i:000}", each));
        }

        asks = [.. asks.Take(grants)];
        var given = Stopwatch.StartNew();
        await Parallel.ForEachAsync(asks.Skip(Due), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (ask, token) => await session.Elevation.RequestAsync(ask with { Duration = TimeSpan.FromHours(1) }, token));
        await Parallel.ForEachAsync(asks.Take(Due), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (ask, token) => await session.Elevation.RequestAsync(ask with { Duration = TimeSpan.FromSeconds(1) }, token));
        Console.WriteLine($"{asks.Count} grants in {tenants} tenants given and read back in {given.Elapsed.TotalSeconds:0.0} s ({asks.Count / given.Elapsed.TotalSeconds:0} a second)");

        // Their ends are known: wait until the last of the short ones has passed.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await SweepAsync(session, $"sweep, {Due} of {asks.Count} due");
        foreach (ElevationGrant grant in session.Elevation.Get(new ElevationGrantQuery { Open = true }))
        {
            // A revocation leaves a grant due when the tenant does not answer; here it ends it, so that both ways are measured.
            session.Labs.Set(grant.Tenant, new LabBehaviour { DeniedPaths = ["/roleManagement/directory/roleAssignments"] });
        }

        await Parallel.ForEachAsync(session.Elevation.Get(new ElevationGrantQuery { Open = true }), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (grant, token) =>
        {
            try
            {
                await session.Elevation.RevokeAsync(grant.GrantId, "benchmark", token);
            }
            catch (GovException e) when (ReferenceEquals(e.Definition, ElevationErrors.EndFailed))
            {
                // As wanted: due from now on.
            }
        });
        foreach (LabTenant lab in session.Labs.Get())
        {
            session.Labs.Set(lab.Name, new LabBehaviour { DeniedPaths = [] });
        }

        await SweepAsync(session, $"sweep, all of the other {asks.Count - Due} due");
        await SweepAsync(session, "sweep, nothing due");
        VerificationReport report = session.Ledger.Verify(new LedgerVerification(), CancellationToken.None);
        Console.WriteLine($"ledger: {report.Verdict}, {report.Entries} entries");
    }

    private static async Task SweepAsync(IGovernanceSession session, string what)
    {
        long before = session.Info.Entries;
        var watch = Stopwatch.StartNew();
        ElevationSweepSummary summary = await session.Elevation.SweepAsync(new ElevationSweepOptions(), new Counted<ElevationSweepItem>(), CancellationToken.None);
        Console.WriteLine(
            $"{what}: {watch.Elapsed.TotalSeconds:0.00} s; open {summary.Open}, due {summary.Due}, ended {summary.Ended}, not ended {summary.NotEnded}; {session.Info.Entries - before} entries"
            + (summary.Ended > 0 ? $"; {summary.Ended / watch.Elapsed.TotalSeconds:0} grants a second" : ""));
    }

    private static async Task<IEnumerable<ElevationAsk>> TenantAsync(IGovernanceSession session, string name, int users)
    {
        LabTenant lab = session.Labs.Create(new LabTenantRequest { Name = name, NoPremium = true, Users = users + 40 });
        session.Tenants.Register(
            new TenantDocument { Id = lab.TenantId, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } }, secret: null, ticket: null, reason: null);
        var labs = (LabTenants)session.Labs;
        using var client = new HttpClient(labs.Handler(name)) { BaseAddress = new Uri("https://graph.microsoft.com/v1.0/") };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + labs.AccessToken(name));
        HashSet<string> holders = [.. await IdsAsync(client, "roleManagement/directory/roleAssignments?$top=999", "principalId")];
        return (await IdsAsync(client, "users?$top=999&$filter=accountEnabled eq true", "id")).Where(id => !holders.Contains(id)).Take(users).Select(id => new ElevationAsk
        {
            TenantId = lab.TenantId,
            Principal = id,
            Role = "Message Center Reader",
            Reason = "Benchmark",
            Ticket = "INC-1",
        });
    }

    private static async Task<string[]> IdsAsync(HttpClient client, string path, string property)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)));
        return [.. document.RootElement.GetProperty("value").EnumerateArray().Select(item => item.GetProperty(property).GetString()!)];
    }
}
