using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Testing;
using Xunit.Abstractions;

namespace MspGov.Engine.Tests.Templates;

/// <summary>A fault at every write, and a death at every write and every entry: the run goes on, and ends where it would have ended.</summary>
public class TemplateFaultTests(ITestOutputHelper output)
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

        output.WriteLine($"{name}: {writes} writes, each once.");
        Assert.InRange(writes, 15, 100);
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
        int died = 0;
        foreach (Action<TemplateWorld, GraphTenantDouble> arrange in deaths)
        {
            died++;
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

        output.WriteLine($"{died} deaths: before and after {writes} writes, after {entries} entries.");
        Assert.Equal((2 * writes) + entries, died);
    }

    [Fact]
    public async Task A_connection_lost_at_any_read_ends_in_a_resumable_run_with_the_faultless_state()
    {
        (string wanted, _) = await FaultlessAsync();
        (TemplateWorld counted, GraphTenantDouble counting) = await PreparedAsync();
        (await counted.CopyAsync("base", counting)).Whole();
        int reads = counting.Reads.Count;
        for (int at = 1; at <= reads; at++)
        {
            (TemplateWorld world, GraphTenantDouble target) = await PreparedAsync();
            target.BeforeRead = _ =>
            {
                if (target.Reads.Count == at)
                {
                    throw TenantErrors.Unreachable.With("The connection was reset.");
                }
            };
            await world.CopyAsync("base", target);

            (await world.ResumeAsync(Assert.Single(world.Ada.GetRuns()).Run)).Whole();

            Assert.Equal(wanted, target.Snapshot());
        }

        output.WriteLine($"{reads} reads lost, one a run.");
        Assert.InRange(reads, 30, 1000);
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
