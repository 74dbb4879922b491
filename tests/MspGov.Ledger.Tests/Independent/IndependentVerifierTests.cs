using MspGov.Core.Services;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Independent;

public sealed class IndependentVerifierTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, 0L)]
    [InlineData(5L, 17L)]
    [InlineData(16L, 32L)]
    [InlineData(31L, null)]
    public void A_verifier_written_from_the_text_alone_accepts_our_packs(long? start, long? end)
    {
        using var world = new PackWorld();
        string pack = world.Export("pack", start, end);

        (long from, long to, long size) = IndependentVerifier.Verify(pack, world.Trust);

        Assert.Equal(start ?? 0, from);
        Assert.Equal(end ?? size, to);
    }

    [Fact]
    public void And_rejects_a_changed_one()
    {
        using var world = new PackWorld(3);
        string pack = world.Export("pack");
        string file = Path.Combine(pack, "entries.jsonl");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[200] ^= 1;
        File.WriteAllBytes(file, bytes);

        Assert.ThrowsAny<Exception>(() => IndependentVerifier.Verify(pack, world.Trust));
    }

    [Fact]
    public void It_follows_rotations_from_the_anchor_and_from_an_earlier_pack()
    {
        using var world = new PackWorld(4);
        string first = world.Export("first");
        world.Store.Ledger.RotateLedgerKeys("T-1", null);
        string second = world.Export("second", baseline: first);
        world.Store.Fill(world.Tenant, 2);
        world.Store.Ledger.RotateLedgerKeys("T-2", null);
        string third = world.Export("third");

        Assert.Equal(0, IndependentVerifier.Verify(third, world.Trust).Start);
        IndependentVerifier.Verify(second, world.Trust, first);
        IndependentVerifier.Verify(world.Export("fourth", baseline: third), world.Trust, third);
    }

    [Fact]
    public void It_finds_each_erased_detail_named_in_the_range_and_outside()
    {
        using var world = new PackWorld(20);
        world.Store.Ledger.EraseDetails(new ErasureRequest { Log = world.Tenant, First = 3, Last = 9, Ticket = "T-7", Reason = "request" });
        world.Store.Ledger.EraseDetails(new ErasureRequest { Log = world.Tenant, Seqs = [12, 14], Ticket = "T-8", Reason = "request" });

        Assert.Equal(9, IndependentVerifier.Erased(world.Export("whole"), world.Trust));
        Assert.Equal(6, IndependentVerifier.Erased(world.Export("part", 5, 13), world.Trust));
    }

    [Fact]
    public void It_accepts_a_restored_ledger_against_what_was_handed_out_before_and_tells_a_fork()
    {
        using var world = new BackupWorld();
        string earlier = world.World.Export("earlier");
        string backup = world.Backup();
        world.Ledger.Dispose();
        world.Restore(backup);
        world.Store.Reopen();
        world.Store.Fill(world.World.Tenant, 3);
        string after = world.World.Export("after", baseline: earlier);
        IndependentVerifier.Verify(after, world.World.Trust, earlier);

        // The lost branch goes on elsewhere: each of its packs is good alone, and none extends the other.
        string aside = Directory.GetDirectories(world.Store.Root, "store.before-restore-*").Single();
        world.Ledger.Dispose();
        File.Delete(world.State);
        world.Store.Reopen(aside);
        world.Store.Fill(world.World.Tenant, 30);
        string fork = world.World.Export("fork");
        IndependentVerifier.Verify(fork, world.World.Trust);
        Assert.Contains("8", Assert.Throws<InvalidDataException>(() => IndependentVerifier.Verify(fork, world.World.Trust, after)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_verifies_a_successor_by_the_clients_new_anchor()
    {
        using var world = new BackupWorld();
        string backup = world.Backup();
        world.World.Export("published-after");
        world.Ledger.Dispose();
        world.Restore(backup, with: request => request with { AsSuccessor = true });
        world.Store.Reopen();
        string trust = world.At("trust2.json");
        world.Ledger.ExportTrust(world.World.Tenant, trust, overwrite: false);

        Assert.Equal(0, IndependentVerifier.Verify(world.World.Export("pack"), trust).Start);
        Assert.ThrowsAny<Exception>(() => IndependentVerifier.Verify(world.At("pack"), world.World.Trust));
    }
}
