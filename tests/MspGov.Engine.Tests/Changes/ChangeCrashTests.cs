using MspGov.Core.Changes;
using MspGov.Core.Ledger;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Changes;

/// <summary>The process dies before and after every append and every request in turn; the next process settles, then does it again.</summary>
public class ChangeCrashTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string manner in Enum.GetNames<Manner>())
        {
            for (int step = 0; step < 12; step++)
            {
                cases.Add(manner, step);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Whatever_dies_the_record_never_says_more_than_the_tenant(string manner, int dieAt)
    {
        var world = new ChangeWorld();
        world.Tenant.Manner = Enum.Parse<Manner>(manner);
        MemoryLedger ledger = world.LedgerOf("ada");
        int step = 0;
        void MaybeDie()
        {
            if (step++ == dieAt)
            {
                throw new InvalidOperationException("killed");
            }
        }

        ledger.BeforeAppend = _ => MaybeDie();
        ledger.AfterAppend = _ => MaybeDie();
        world.Tenant.OnRequest = (_, _) => MaybeDie();
        ChangeRequestOutcome first = await TryAsync(world, ledger);
        world.Tenant.OnRequest = null;

        Agrees(world, first.Result);
        world.Tenant.Manner = Manner.Honest;
        world.Time.Advance(TimeSpan.FromMinutes(11));
        await world.Runner().SettleAsync(null, null, default);
        Assert.Empty(world.Changes(ChangeDocument.InDoubt));

        ChangeResult again = await world.Runner().RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default);
        Assert.True(again.Proven);
        Assert.False(world.Tenant.Users["u1"]);
        Assert.Equal(ChangeStatus.AlreadySo, (await world.Runner().RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default)).Status);
        Assert.All(world.Changes(), change => Assert.Equal(ChangeDocument.Settled, change.State));
    }

    /// <summary>Nothing succeeded on record that the tenant does not show.</summary>
    private static void Agrees(ChangeWorld world, ChangeResult? result)
    {
        bool done = !world.Tenant.Users["u1"];
        Assert.False(!done && (result?.Proven == true || world.Changes().Any(change => change.Outcome == EntryOutcome.Succeeded)));
        Assert.True(!done || world.Changes().Count > 0, "a tenant was changed without a record");
    }

    private static async Task<ChangeRequestOutcome> TryAsync(ChangeWorld world, MemoryLedger ledger)
    {
        try
        {
            return new(await world.Runner(ledger).RunAsync(ChangeWorld.Request(new UserEnabledChange("u1", false)), default));
        }
        catch (InvalidOperationException e) when (e.Message == "killed")
        {
            return new(null);
        }
    }

    private sealed record ChangeRequestOutcome(ChangeResult? Result);
}
