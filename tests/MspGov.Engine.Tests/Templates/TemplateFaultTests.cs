using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Templates;

/// <summary>A fault at every write, and a death at every write and every entry: the run goes on, and ends where it would have ended.</summary>
public class TemplateFaultTests
{
    private const int Seed = 3;

    public static TheoryData<string> Faults => [nameof(WriteFault.Throttle), nameof(WriteFault.FalseSuccess), nameof(WriteFault.AppliedBut500), nameof(WriteFault.AppliedButReset), nameof(WriteFault.Reset)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_any_write_ends_in_a_resumable_run_with_the_faultless_state(string name)
    {
        var fault = Enum.Parse<WriteFault>(name);
        (string wanted, int writes) = await FaultlessAsync();
        for (int at = 1; at <= writes; at++)
        {
            (TemplateWorld world, GraphTenantDouble target) = await PreparedAsync();
            int bad = at;
            string before = target.Snapshot();
            target.Fault = number => number == bad ? fault : WriteFault.None;

            Collected<TemplateStepResult> first = await world.CopyAsync("base", target);

            // What the tenant did counts, not what it said: done and answered 500 is a success, answered 204 and not done is none.
            Assert.True(fault is WriteFault.AppliedBut500 or WriteFault.AppliedButReset || !first.Errors.IsEmpty, $"{name} at write {at} passed for a success");
            string run = Assert.Single(world.Ada.GetRuns()).Run;
            var resumed = new Collected<TemplateStepResult>();
            await world.Ada.ResumeAsync(run, 1, resumed, default);
            if (resumed.Errors.FirstOrDefault() is { } again)
            {
                Assert.Fail($"{name} at write {at}: {again.Message}\nfirst: {string.Join("\n", first.Errors.Select(error => error.Message))}");
            }

            Assert.Equal(wanted, target.Snapshot());
            Assert.Equal(RolloutOutcome.Succeeded, Assert.Single(world.Ada.GetRuns()).Rollout.Outcome);
            Assert.Empty(world.Ledger.Read(register => register.List<ChangeDocument>(state: ChangeDocument.InDoubt)));

            (await world.RestoreAsync(run)).Whole();
            Assert.Equal(before, target.Snapshot());
        }
    }

    [Fact]
    public async Task A_process_that_dies_at_any_write_or_entry_leaves_a_run_that_another_finishes()
    {
        (string wanted, int writes) = await FaultlessAsync();
        int entries = await EntriesAsync();
        IEnumerable<Action<TemplateWorld, GraphTenantDouble>> deaths =
        [
            .. Enumerable.Range(1, writes).Select(at => (Action<TemplateWorld, GraphTenantDouble>)((_, target) => target.BeforeWrite = number => Die(number == at))),
            .. Enumerable.Range(1, writes).Select(at => (Action<TemplateWorld, GraphTenantDouble>)((_, target) => target.AfterWrite = number => Die(number == at))),
            .. Enumerable.Range(1, entries).Select(at => (Action<TemplateWorld, GraphTenantDouble>)((world, _) =>
            {
                int appended = 0;
                world.Ledger.AfterAppend = _ => Die(++appended == at);
            })),
        ];
        foreach (Action<TemplateWorld, GraphTenantDouble> arrange in deaths)
        {
            (TemplateWorld world, GraphTenantDouble target) = await PreparedAsync();
            arrange(world, target);
            await Assert.ThrowsAnyAsync<Exception>(() => world.CopyAsync("base", target));
            target.BeforeWrite = null;
            target.AfterWrite = null;
            world.Ledger.AfterAppend = null;

            string run = Assert.Single(world.Ada.GetRuns()).Run;
            var resumed = new Collected<TemplateStepResult>();
            await world.Ada.ResumeAsync(run, 1, resumed, default);

            resumed.Whole();
            Assert.Equal(wanted, target.Snapshot());
            Assert.Empty(world.Ledger.Read(register => register.List<ChangeDocument>(state: ChangeDocument.InDoubt)));
        }
    }

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

    private static void Die(bool now)
    {
        if (now)
        {
            throw new InvalidOperationException("The process dies here.");
        }
    }

    private static async Task<(string Wanted, int Writes)> FaultlessAsync()
    {
        (TemplateWorld world, GraphTenantDouble target) = await PreparedAsync();
        (await world.CopyAsync("base", target)).Whole();
        return (target.Snapshot(), target.Writes.Count);
    }

    private static async Task<int> EntriesAsync()
    {
        (TemplateWorld world, GraphTenantDouble target) = await PreparedAsync();
        int before = world.Ledger.Entries.Count;
        (await world.CopyAsync("base", target)).Whole();
        return world.Ledger.Entries.Count - before;
    }

    private static async Task<(TemplateWorld World, GraphTenantDouble Target)> PreparedAsync()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, Seed);
        await world.ApprovedAsync(source);
        return (world, world.Tenant(2));
    }
}
