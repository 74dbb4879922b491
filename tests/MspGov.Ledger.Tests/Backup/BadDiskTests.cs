using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Backup;

public sealed class BadDiskTests
{
    private const string NoMount = "A disk of its own cannot be mounted here (needs Linux and the right to mount).";

    [SkippableFact]
    public void On_a_full_disk_nothing_is_recorded_nothing_is_lost_and_with_space_it_goes_on()
    {
        using SmallDisk? disk = SmallDisk.TryMount(8);
        Skip.If(disk is null, NoMount);
        using var store = new TestStore(root: disk.Path);
        string tenant = store.AddTenant("contoso");
        store.Fill(tenant, 20);
        disk.Fill();

        // The log has room for a few more pages at most.
        GovException? full = null;
        int recorded = 0;
        for (int n = 0; full is null && n < 1000; n++)
        {
            try
            {
                store.Ledger.Append([TestStore.Reading(tenant, n)]);
                recorded++;
            }
            catch (GovException e)
            {
                full = e;
            }
        }

        Assert.Equal(StoreErrors.DiskFull, full?.Definition);
        Assert.Equal(21 + recorded, store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Count());
        Assert.Equal(StoreErrors.DiskFull, Assert.Throws<GovException>(() => store.Ledger.RotateLedgerKeys(null, null)).Definition);
        disk.Free();
        store.Fill(tenant, 2);
        store.Reopen();
        Assert.Empty(store.Ledger.Verify(new LedgerVerification()).Findings);
        Assert.Equal(23 + recorded, store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Count());
    }

    [SkippableFact]
    public void A_backup_or_a_restore_onto_a_full_disk_leaves_nothing_behind_and_says_so()
    {
        using SmallDisk? disk = SmallDisk.TryMount(4);
        Skip.If(disk is null, NoMount);
        using var world = new BackupWorld(200);
        string backup = world.Backup();
        disk.Fill();

        Assert.Equal(StoreErrors.DiskFull, Assert.Throws<GovException>(() => world.Ledger.Backup(Path.Combine(disk.Path, "backup"), new LedgerVerification())).Definition);
        Assert.Equal(EntryOutcome.Failed, world.Ledger.Query(new EntryQuery { Action = LedgerActions.Backup }).Last().Outcome);
        Assert.Equal(StoreErrors.DiskFull, Assert.Throws<GovException>(() => world.Restore(backup, Path.Combine(disk.Path, "store"))).Definition);
        Assert.Equal(StoreErrors.DiskFull, Assert.Throws<GovException>(() => world.Ledger.ExportEvidence(new EvidenceRequest { TenantId = world.World.Tenant, Path = Path.Combine(disk.Path, "pack") })).Definition);

        Assert.Equal(["ballast"], Directory.GetFileSystemEntries(disk.Path).Select(Path.GetFileName));
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [SkippableFact]
    public void A_read_only_store_says_so_and_is_whole_afterwards()
    {
        using SmallDisk? disk = SmallDisk.TryMount(8);
        Skip.If(disk is null, NoMount);
        using var store = new TestStore(root: disk.Path);
        string tenant = store.AddTenant("contoso");
        store.Ledger.Dispose();
        disk.ReadOnly();

        Assert.Equal(StoreErrors.NotWritable, Assert.Throws<GovException>(() => store.Open()).Definition);

        disk.Writable();
        store.Reopen();
        store.Fill(tenant, 2);
        Assert.Empty(store.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void A_wrong_or_missing_passphrase_opens_nothing_restores_nothing_and_loses_nothing()
    {
        using var world = new BackupWorld();
        KeyEnrolDetail bob = world.Ledger.CreateOperatorKey("bob", "right");
        world.Ledger.Append([TestStore.Enrolment(bob)]);
        string backup = world.Backup();
        world.Ledger.Dispose();
        foreach (string? wrong in new[] { null, "", "wrong" })
        {
            var request = new ConnectRequest { Path = world.Store.StorePath, Operator = "bob", Passphrase = wrong };
            Assert.Equal(StoreErrors.OperatorKeyPassphrase, Assert.Throws<GovException>(() => LedgerStore.Open(request)).Definition);
            GovException e = Assert.Throws<GovException>(() => world.Restore(backup, with: restore => restore with { Operator = "bob", Passphrase = wrong }));
            Assert.Equal(StoreErrors.OperatorKeyPassphrase, e.Definition);
        }

        LedgerStore.Open(new ConnectRequest { Path = world.Store.StorePath, Operator = "bob", Passphrase = "right" }).Dispose();
        world.Store.Reopen();
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }
}
