using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Rings, and the criteria that stop a rollout between them: data of the template, each tried.</summary>
public class TemplateRolloutTests
{
    private const int Seed = 3;
    private const string Ca = "/identity/conditionalAccess/policies";

    [Fact]
    public async Task A_canary_that_fails_stops_the_rollout_and_later_tenants_see_no_write()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, Seed);
        await world.ApprovedAsync(source);
        GraphTenantDouble canary = world.Tenant(2);
        GraphTenantDouble[] later = [world.Tenant(3), world.Tenant(4)];
        canary.Fault = _ => WriteFault.FalseSuccess;

        Collected<TemplateStepResult> result = await world.CopyAsync(TemplateWorld.Request("base", canary) with { Rings = [[canary.Id], [.. later.Select(tenant => tenant.Id)]], Soak = TimeSpan.FromHours(1) });

        Assert.Contains(result.Errors, error => error.Definition == TemplateErrors.RunStopped);
        Assert.All(later, tenant => Assert.Empty(tenant.Writes));
        Assert.All(later, tenant => Assert.Empty(tenant.Reads));
        Assert.DoesNotContain(world.Ledger.Entries, entry => later.Any(tenant => tenant.Id == entry.Log) && entry.Action == TemplateActions.RunStart);
    }

    [Fact]
    public async Task A_disabled_break_glass_account_after_the_soak_stops_the_next_ring()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, Seed);
        await world.ApprovedAsync(source);
        GraphTenantDouble canary = world.Tenant(2);
        GraphTenantDouble later = world.Tenant(3);
        canary.AfterWrite = _ => canary.Collections["/users"][0]["accountEnabled"] = false;

        Collected<TemplateStepResult> result = await world.CopyAsync(TemplateWorld.Request("base", canary) with { Rings = [[canary.Id], [later.Id]] });

        GovException stop = Assert.Single(result.Errors);
        Assert.Equal(TemplateErrors.RunStopped, stop.Definition);
        Assert.Contains("disabled", stop.Message, StringComparison.Ordinal);
        Assert.Empty(later.Writes);
    }

    [Theory]
    [InlineData("somebody takes the exclusion out", "does not exclude")]
    [InlineData("the account is deleted", "gone")]
    public async Task A_break_glass_account_that_is_caught_or_gone_after_the_soak_stops_the_next_ring(string what, string words)
    {
        (TemplateWorld world, GraphTenantDouble canary, GraphTenantDouble later) = await PreparedAsync("");
        canary.BeforeRead = path =>
        {
            // The criteria begin by reading the account: by then the ring is done.
            if (path.StartsWith("/users/", StringComparison.Ordinal) && what == "the account is deleted")
            {
                canary.Collections["/users"].Clear();
            }
            else if (path.StartsWith("/users/", StringComparison.Ordinal))
            {
                canary.Collections[Ca].First(policy => (string?)policy["state"] == "enabled")["conditions"]!["users"]!["excludeUsers"] = new JArray();
            }
        };

        Collected<TemplateStepResult> result = await world.CopyAsync(Rings(canary, later));

        GovException stop = Assert.Single(result.Errors);
        Assert.Equal(TemplateErrors.RunStopped, stop.Definition);
        Assert.Contains(words, stop.Message, StringComparison.Ordinal);
        Assert.Empty(later.Writes);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Failed_sign_ins_since_the_ring_began_stop_the_next_ring_and_older_ones_do_not(int fresh, bool stops)
    {
        // Two failures are borne.
        (TemplateWorld world, GraphTenantDouble canary, GraphTenantDouble later) = await PreparedAsync("  maxSignInFailures: 2");
        for (int i = 0; i < 5; i++)
        {
            SignIn(canary, world.Time.GetUtcNow().AddHours(-1 - i), 50126);
        }

        canary.AfterWrite = number =>
        {
            for (int i = 0; i < fresh && number == 1; i++)
            {
                SignIn(canary, world.Time.GetUtcNow().AddMinutes(1), 50126);
                SignIn(canary, world.Time.GetUtcNow().AddMinutes(1), 0);
            }
        };

        Collected<TemplateStepResult> result = await world.CopyAsync(Rings(canary, later) with { Soak = TimeSpan.FromHours(2) });

        Assert.Equal(stops, result.Errors.Any(error => error.Definition == TemplateErrors.RunStopped && error.Message.Contains($"{fresh} failed sign-ins", StringComparison.Ordinal)));
        Assert.Equal(stops, later.Writes.Count == 0);
        Assert.Contains(TimeSpan.FromHours(2), world.Time.Waits);
    }

    [Fact]
    public async Task A_criterion_that_cannot_be_checked_counts_as_not_met()
    {
        (TemplateWorld world, GraphTenantDouble canary, GraphTenantDouble later) = await PreparedAsync("  maxSignInFailures: 1000");
        canary.Denies = path => path.StartsWith("/auditLogs", StringComparison.Ordinal);

        GovException stop = Assert.Single((await world.CopyAsync(Rings(canary, later))).Errors);

        Assert.Equal(TemplateErrors.RunStopped, stop.Definition);
        Assert.Contains("could not be checked", stop.Message, StringComparison.Ordinal);
        Assert.Empty(later.Writes);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task More_failed_writes_than_the_template_bears_stop_the_rollout_and_no_fewer(int failing, bool stops)
    {
        (TemplateWorld world, GraphTenantDouble first, GraphTenantDouble last) = await PreparedAsync("", maxFailedWrites: 1);
        GraphTenantDouble[] ring = [first, world.Tenant(4), world.Tenant(5)];
        foreach (GraphTenantDouble tenant in ring.Take(failing))
        {
            tenant.Fault = _ => WriteFault.Throttle;
        }

        Collected<TemplateStepResult> result = await world.CopyAsync(TemplateWorld.Request("base", first) with { Rings = [[.. ring.Select(tenant => tenant.Id)], [last.Id]], ThrottleLimit = 1 });

        Assert.Equal(stops, result.Errors.Any(error => error.Definition == TemplateErrors.RunStopped));
        Assert.Equal(stops, ring[2].Writes.Count == 0);
        Assert.Equal(stops, last.Reads.Count == 0);
        Assert.Equal(stops ? RolloutOutcome.Stopped : RolloutOutcome.Incomplete, Assert.Single(world.Ada.GetRuns()).Rollout.Outcome);
    }

    private static TemplateCopyRequest Rings(GraphTenantDouble canary, GraphTenantDouble later) =>
        TemplateWorld.Request("base", canary) with { Rings = [[canary.Id], [later.Id]] };

    private static void SignIn(GraphTenantDouble tenant, DateTimeOffset at, int error) => tenant.Collections["/auditLogs/signIns"].Add(new JObject
    {
        ["id"] = tenant.NewId(),
        ["createdDateTime"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        ["status"] = new JObject { ["errorCode"] = error },
    });

    /// <summary>An approved template with further criteria, a canary and a later tenant.</summary>
    private static async Task<(TemplateWorld World, GraphTenantDouble Canary, GraphTenantDouble Later)> PreparedAsync(string criterion, int maxFailedWrites = 0)
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, Seed);
        await world.ApprovedAsync(source);
        if (criterion.Length > 0 || maxFailedWrites > 0)
        {
            world.Edited("base", folder =>
            {
                string file = Path.Combine(folder, "template.yaml");
                File.WriteAllText(file, File.ReadAllText(file).Replace("  maxFailedWrites: 0", $"  maxFailedWrites: {maxFailedWrites}\n{criterion}", StringComparison.Ordinal));
            });
        }

        return (world, world.Tenant(2), world.Tenant(3));
    }
}
