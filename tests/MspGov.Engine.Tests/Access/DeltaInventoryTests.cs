using System.Globalization;
using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Json;
using MspGov.Core.Services;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Testing;
using MspGov.Testing.Contract;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

/// <summary>A reading of what changed gives what a reading of everything gives.</summary>
public class DeltaInventoryTests
{
    /// <summary>How many seeds; each is a tenant with rounds of random changes. More for a long run.</summary>
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("MSPGOV_DELTA_SEEDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task After_random_changes_in_every_family_it_equals_the_full_reading_and_the_brute_force_walk()
    {
        var made = new Dictionary<string, int>();
        int byChanges = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            TestLab lab = AccessHarness.Lab($"delta{seed}", LabSize.Small, seed);
            using var harness = new AccessHarness(lab);
            var changes = new RandomChanges(lab, seed);
            await EqualAsync(harness, lab, $"seed {seed}, first reading");
            for (int round = 1; round <= 4; round++)
            {
                await changes.MakeAsync(15);
                harness.Time.Advance(round == 3 ? TimeSpan.FromDays(8) : TimeSpan.FromHours(5 * seed));
                await EqualAsync(harness, lab, $"seed {seed}, round {round}");
                byChanges += harness.LastRead.WholeAt is null ? 0 : 1;
            }

            foreach ((string kind, int count) in changes.Made)
            {
                made[kind] = made.GetValueOrDefault(kind) + count;
            }
        }

        Assert.True(byChanges >= Seeds, $"Only {byChanges} readings were by changes.");
        Assert.True(made.Count >= 18, $"Only these kinds of changes were made: {string.Join(", ", made.Keys)}.");
    }

    [Fact]
    public async Task A_second_reading_asks_once_for_everything_that_the_first_one_needed()
    {
        TestLab lab = AccessHarness.Lab("contoso", LabSize.Medium);
        using var harness = new AccessHarness(lab);
        await harness.ReadDeltaAsync();
        lab.Requests.Clear();

        await harness.ReadDeltaAsync();

        Assert.NotNull(harness.LastRead.WholeAt);
        Assert.Equal(2, harness.LastRead.Requests);
        Assert.All(lab.Requests.All, request => Assert.Equal(200, request.Status));
        Assert.Equal(6, lab.Requests.All.Count(request => request.PathAndQuery.Contains("$deltatoken=", StringComparison.Ordinal)));
        Assert.Equal(2, lab.Requests.All.Count(request => request.PathAndQuery.Contains("$filter=signInActivity/", StringComparison.Ordinal)));
        Assert.DoesNotContain(lab.Requests.All, request => request.Path.StartsWith("/groups/", StringComparison.Ordinal) && request.Path.EndsWith("/members", StringComparison.Ordinal) || request.Path.EndsWith("/owners", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(410, "resyncRequired")]
    [InlineData(400, "syncStateNotFound")]
    public async Task A_state_that_the_tenant_no_longer_knows_costs_a_full_round_and_no_row(int status, string code)
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        await harness.ReadDeltaAsync();
        await new RandomChanges(lab, 5).MakeAsync(20);
        byte[] body = System.Text.Encoding.UTF8.GetBytes($$"""{"error":{"code":"{{code}}","message":"Gone."} }""");
        lab.OnRequest(request => request.PathAndQuery.Contains("$deltatoken", StringComparison.OrdinalIgnoreCase) ? new LabFault { Answer = new LabResponse(status, body) } : null);

        await EqualAsync(harness, lab, code);

        lab.OnRequest(_ => null);
        await EqualAsync(harness, lab, "afterwards");
    }

    [Fact]
    public async Task A_tenant_that_gives_no_changes_at_all_is_read_by_its_lists()
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        byte[] body = """{"error":{"code":"UnknownError","message":"Not here."} }"""u8.ToArray();
        lab.OnRequest(request => request.PathAndQuery.Contains("/delta", StringComparison.Ordinal) ? new LabFault { Answer = new LabResponse(501, body) } : null);

        await EqualAsync(harness, lab, "first");
        await EqualAsync(harness, lab, "second");
    }

    [Fact]
    public async Task A_reading_that_dies_between_pages_of_a_round_leaves_what_was_there()
    {
        TestLab lab = AccessHarness.Lab("contoso", LabSize.Medium);
        using var harness = new AccessHarness(lab);
        await harness.ReadDeltaAsync();
        lab.Change((directory, transaction) =>
        {
            foreach (LabObject user in directory.Users.Take(450).ToList())
            {
                transaction.Put(user.With(node => node["displayName"] = "Renamed " + user.Id));
            }
        });
        foreach (int dies in (int[])[1, 2])
        {
            using var death = new CancellationTokenSource();
            int pages = 0;
            harness.Wire = (path, _) =>
            {
                if (path.StartsWith("/users/delta", StringComparison.Ordinal) && Interlocked.Increment(ref pages) == dies)
                {
                    death.Cancel();
                }

                return WireFault.None;
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.Service.ReadAsync(new() { TenantIds = harness.TenantIds, Delta = true }, new Collected<AccessPath>(), death.Token));
            Assert.Equal(dies, pages);
        }

        harness.Wire = null;
        await EqualAsync(harness, lab, "after two deaths");
    }

    [Fact]
    public async Task Mirrors_that_change_places_serve_nobody()
    {
        TestLab one = AccessHarness.Lab("contoso");
        TestLab two = AccessHarness.Lab("fabrikam", seed: 2, beside: one);
        using var harness = new AccessHarness(one, two);
        await harness.ReadDeltaAsync();
        string aside = harness.MirrorFolder + "-aside";
        Directory.Move(Path.Combine(harness.MirrorFolder, one.TenantId), aside);
        Directory.Move(Path.Combine(harness.MirrorFolder, two.TenantId), Path.Combine(harness.MirrorFolder, one.TenantId));
        Directory.Move(aside, Path.Combine(harness.MirrorFolder, two.TenantId));

        string[] full = Lines((await harness.ReadAsync()).Items);
        string[] delta = Lines((await harness.ReadDeltaAsync()).Items);

        Assert.Equal(full, delta);
        Assert.Null(harness.LastRead.WholeAt);
    }

    [Fact]
    public async Task A_tenant_without_premium_licences_says_so_by_changes_too()
    {
        TestLab lab = AccessHarness.Lab("contoso", premium: false);
        using var harness = new AccessHarness(lab);
        await EqualAsync(harness, lab, "first");
        await EqualAsync(harness, lab, "second");
        Assert.All(harness.LastRead.Incomplete, family => Assert.Equal(Core.Access.Inventory.FamilyState.NotLicensed, family.State));
        Assert.Equal(["GroupSchedules", "RoleEligibility", "RoleSchedules", "SignIns"], harness.LastRead.Incomplete.Select(family => family.Family.ToString()).Order());
    }

    [SkippableFact]
    public async Task Every_request_is_in_the_official_contract_and_every_answer_has_its_shape()
    {
        Skip.If(GraphContract.Instance is null, Repository.NoGraphContract);
        TestLab lab = AccessHarness.Lab("contoso");
        lab.Requests.KeepAnswers = true;
        using var harness = new AccessHarness(lab);
        await harness.ReadDeltaAsync();
        await new RandomChanges(lab, 3).MakeAsync(30);
        lab.Requests.Clear();

        await harness.ReadDeltaAsync();

        IReadOnlyList<string> mistakes = new ContractChecker(GraphContract.Instance).Check(lab.Requests, answers: true);
        Assert.True(mistakes.Count == 0, string.Join(Environment.NewLine, mistakes));
    }

    private static async Task EqualAsync(AccessHarness harness, TestLab lab, string when)
    {
        Collected<AccessPath> full = await harness.ReadAsync();
        Collected<AccessPath> delta = await harness.ReadDeltaAsync();
        Assert.True(delta.Errors.Count == 0, $"{when}: {string.Join("; ", delta.Errors.Select(error => error.Message))}");
        Assert.Empty(full.Errors);
        Assert.True(Lines(full.Items).SequenceEqual(Lines(delta.Items)), $"{when}: {Difference(Lines(full.Items), Lines(delta.Items))}");
        List<string> oracle = lab.Inspect(directory => new BruteForceOracle(directory).Lines());
        List<string> walked = [.. delta.Items.Select(TenantAccessOracleTests.Line)];
        oracle.Sort(StringComparer.Ordinal);
        walked.Sort(StringComparer.Ordinal);
        Assert.True(oracle.SequenceEqual(walked), $"{when}: {Difference(oracle, walked)}");

        string[] machines = await MachinesAsync(harness, delta: false);
        string[] changed = await MachinesAsync(harness, delta: true);
        Assert.True(machines.SequenceEqual(changed), $"{when}: {Difference(machines, changed)}");
    }

    private static async Task<string[]> MachinesAsync(AccessHarness harness, bool delta)
    {
        var output = new Collected<NonHumanIdentity>();
        await harness.Service.NonHumansAsync(new() { TenantIds = harness.TenantIds, Delta = delta }, output, CancellationToken.None);
        Assert.Empty(output.Errors);
        return Lines(output.Items);
    }

    private static string[] Lines<T>(IEnumerable<T> items) => [.. items.Select(item => System.Text.Encoding.UTF8.GetString(CoreJson.ToBytes(item))).Order(StringComparer.Ordinal)];

    private static string Difference(IEnumerable<string> expected, IEnumerable<string> actual) =>
        $"missing {string.Join(" // ", expected.Except(actual).Take(3))}; too many {string.Join(" // ", actual.Except(expected).Take(3))}";
}
