using System.Globalization;
using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Json;
using MspGov.Core.Services;
using MspGov.Lab.Http;
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
