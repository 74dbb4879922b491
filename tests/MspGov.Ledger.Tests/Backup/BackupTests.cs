using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Backup;

public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_taken_while_others_write_is_whole_and_verified()
    {
        using var world = new BackupWorld(200);
        // Another path to the same store has a writer and connections of its own, as another process has.
        string alias = world.At("alias");
        Directory.CreateSymbolicLink(alias, world.Store.StorePath);
        using var other = LedgerStore.Open(new ConnectRequest { Path = alias, Operator = "alice" });
        using var stop = new CancellationTokenSource();
        var first = new TaskCompletionSource();
        Task writer = Task.Run(() =>
        {
            for (int n = 0; !stop.IsCancellationRequested; n++)
            {
                other.Append([TestStore.Reading(world.World.Tenant, n)]);
                first.TrySetResult();
            }
        });
        await await Task.WhenAny(first.Task, writer);
        BackupInfo[] backups = [.. Enumerable.Range(0, 3).Select(n => world.Ledger.Backup(world.At($"backup{n}"), new LedgerVerification()))];
        await stop.CancelAsync();
        await writer;

        Assert.True(backups[2].Epochs > backups[0].Epochs);
        world.Lose();
        File.Delete(world.State);
        foreach (BackupInfo backup in backups)
        {
            Assert.Equal(backup.Epochs, world.Restore(backup.Path, world.At("restored" + backup.Epochs), request => request with { NothingPublishedSince = true }).Epochs);
            File.Delete(world.State);
        }

        world.Store.Reopen(world.At("restored" + backups[2].Epochs));
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void It_holds_keys_and_files_beside_the_database_for_its_owner_only_and_is_recorded()
    {
        using var world = new BackupWorld();
        Directory.CreateDirectory(Path.Combine(world.Store.StorePath, "lab", "contoso"));
        File.WriteAllText(Path.Combine(world.Store.StorePath, "lab", "contoso", "lab.json"), "{}");
        BackupInfo info = world.Ledger.Backup(world.At("backup"), new LedgerVerification { Fast = true });

        Assert.Equal("{}", File.ReadAllText(Path.Combine(info.Path, "lab", "contoso", "lab.json")));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(info.Path, "keys", "ledger"), "*.pem").Length);
        Assert.True(File.Exists(Path.Combine(info.Path, "keys", "operators", "alice.pem")));
        Assert.False(File.Exists(Path.Combine(info.Path, "high-water")));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in Directory.GetFiles(info.Path, "*", SearchOption.AllDirectories))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        EntryView[] entries = [.. world.Ledger.Query(new EntryQuery { Logs = [LogIds.Msp], Action = LedgerActions.Backup })];
        Assert.Equal([EntryPhase.Intent, EntryPhase.Outcome], entries.Select(entry => entry.Phase));
        Assert.Equal(info.ManifestHash, entries[1].DetailAs<BackupDetail>().Manifest);
        Assert.Equal(EntryOutcome.Succeeded, entries[1].Outcome);
    }

    [Fact]
    public void A_place_that_is_taken_or_in_the_store_is_refused_and_nothing_is_recorded()
    {
        using var world = new BackupWorld();
        Directory.CreateDirectory(world.At("there"));
        Assert.Equal(StoreErrors.BackupExists, Assert.Throws<GovException>(() => world.Backup("there")).Definition);
        string inside = Path.Combine(world.Store.StorePath, "backup");
        Assert.Equal(PolicyErrors.InvalidArgument, Assert.Throws<GovException>(() => world.Ledger.Backup(inside, new LedgerVerification())).Definition);
        Assert.Empty(world.Ledger.Query(new EntryQuery { Action = LedgerActions.Backup }));
    }

    [Fact]
    public void A_store_that_does_not_verify_gives_no_backup_and_the_failure_is_recorded()
    {
        using var world = new BackupWorld();
        TestStore.Sql(world.Store.Database, "UPDATE entry SET detail=x'7b7d' WHERE pos=(SELECT MAX(pos) FROM entry)");

        GovException e = Assert.Throws<GovException>(() => world.Backup());

        Assert.Equal(LedgerErrors.Invalid, e.Definition);
        Assert.False(Directory.Exists(world.At("backup")) || Directory.Exists(world.At("backup.part")));
        EntryView last = world.Ledger.Query(new EntryQuery { Action = LedgerActions.Backup }).Last();
        Assert.Equal((EntryOutcome.Failed, "LedgerInvalid"), (last.Outcome, last.DetailAs<BackupDetail>().Failure));
    }

    [Fact]
    public void Who_does_not_manage_operators_can_neither_back_up_nor_rotate_nor_erase_and_each_refusal_is_recorded()
    {
        using var world = new BackupWorld();
        TestStore.AddOperator(world.Store, "bob", BuiltInRoles.Administrator);
        using LedgerStore bob = world.Store.Open("bob");

        Assert.Equal(PolicyErrors.Denied, Assert.Throws<GovException>(() => bob.Backup(world.At("backup"), new LedgerVerification())).Definition);
        Assert.Equal(PolicyErrors.Denied, Assert.Throws<GovException>(() => bob.RotateLedgerKeys(null, null)).Definition);
        Assert.Equal(PolicyErrors.Denied, Assert.Throws<GovException>(() => bob.EraseDetails(new ErasureRequest { Log = world.World.Tenant, First = 3, Ticket = "T", Reason = "R" })).Definition);

        Assert.False(Directory.Exists(world.At("backup")));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(world.Store.StorePath, "keys", "ledger"), "*.pem").Length);
        string[] denied = [.. world.Ledger.Query(new EntryQuery { Operator = "bob" }).Where(entry => entry.Outcome == EntryOutcome.Denied).Select(entry => entry.Action)];
        Assert.Equal([LedgerActions.Backup, LedgerActions.KeyRotate, LedgerActions.DetailErase], denied);
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }
}
