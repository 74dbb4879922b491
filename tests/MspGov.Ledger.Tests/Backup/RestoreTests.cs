using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Ledger.Append;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Backup;

public sealed class RestoreTests
{
    [Fact]
    public void A_restore_continues_the_ledger_under_a_new_incarnation_and_packs_verify_with_what_was_handed_out_before()
    {
        using var world = new BackupWorld();
        string earlier = world.World.Export("earlier");
        string backup = world.Backup();
        world.Lose();
        // A backup is looked at and not worked in; looking changes nothing of it.
        Assert.Equal(world.Ledger.LedgerId, LedgerStore.Inspect(backup).LedgerId);
        Assert.Equal(StoreErrors.NotAStore, Assert.Throws<GovException>(() => LedgerStore.Open(new ConnectRequest { Path = backup, Operator = "alice" })).Definition);

        RestoreInfo info = world.Restore(backup);

        Assert.Equal(["high-water mark"], info.ComparedWith);
        Assert.Null(info.SetAside);
        // The outcome of the backup itself came after what it holds.
        Assert.Equal(1, info.LostEpochs);
        world.Store.Reopen();
        EntryView first = world.Ledger.Query(new EntryQuery { Logs = [LogIds.Msp], Newest = true, First = 1 }).Single();
        Assert.Equal((LedgerActions.Restore, "INC-1", "disk lost"), (first.Action, first.Ticket, first.Reason));
        Assert.NotEqual(info.Incarnation, first.DetailAs<RestoreDetail>().Incarnation);
        world.Store.Fill(world.World.Tenant, 3);
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
        Assert.Equal(Verdict.ValidNotAnchored, world.World.Verify(world.World.Export("after")).Verdict);
        Assert.Equal(Verdict.ValidNotAnchored, world.World.Verify(world.World.Export("after2", baseline: earlier), earlier).Verdict);
    }

    [Fact]
    public void A_rolled_back_store_is_refused_in_words_until_its_restore_is_recorded()
    {
        using var world = new BackupWorld();
        string copy = world.CopyStore("copy");
        world.Store.Fill(world.World.Tenant, 2);
        world.Lose();
        BackupWorld.Copy(copy, world.Store.StorePath);

        GovException e = Assert.Throws<GovException>(() => world.Store.Open());
        Assert.Equal(StoreErrors.RolledBack, e.Definition);
        Assert.Contains("Restore-GovernanceStore", e.Message, StringComparison.Ordinal);

        RestoreInfo info = world.Restore(world.Store.StorePath);

        Assert.Equal(1, info.LostEpochs);
        Assert.True(File.Exists(Path.Combine(info.SetAside!, "ledger.db")));
        world.Store.Reopen();
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
        Assert.Equal(PolicyErrors.Conflict, Refused(world, () => world.Restore(world.Store.StorePath)));
    }

    [Fact]
    public void A_backup_older_than_the_last_published_checkpoint_cannot_continue_whoever_knows_of_it()
    {
        using var world = new BackupWorld();
        string backup = world.Backup();
        string pack = world.World.Export("published-after");
        Dictionary<string, byte[]> before = Files(world.Store.StorePath);
        Assert.Equal(StoreErrors.BackupTooOld, Refused(world, () => world.Restore(backup)));

        // The machine's own mark lost: the store that stands there knows; then a pack that the client has.
        File.Delete(world.State);
        Assert.Equal(StoreErrors.BackupTooOld, Refused(world, () => world.Restore(backup)));
        File.Delete(world.State);
        Assert.Equal(StoreErrors.BackupTooOld, Refused(world, () => world.Restore(backup, world.At("elsewhere"), request => request with { Checkpoints = [pack] })));
        Assert.Equal(StoreErrors.BackupTooOld, Refused(world, () => world.Restore(backup, world.At("elsewhere"), request => request with { Checkpoints = [pack], NothingPublishedSince = true })));

        Assert.False(Directory.Exists(world.At("elsewhere")));
        Assert.Equal(before.Keys.Order(), Files(world.Store.StorePath).Keys.Order());
    }

    [Fact]
    public void Where_nothing_knows_what_was_published_the_operator_must_say()
    {
        using var world = new BackupWorld();
        string backup = world.Backup();
        world.Lose();
        File.Delete(world.State);

        Assert.Equal(StoreErrors.PublishedUnknown, Refused(world, () => world.Restore(backup)));
        RestoreInfo named = world.Restore(backup, with: request => request with { Checkpoints = [world.World.Trust] });
        Assert.Equal(["trust.json"], named.ComparedWith);
        File.Delete(world.State);
        world.Restore(backup, world.At("other"), request => request with { NothingPublishedSince = true });
        world.Store.Reopen(world.At("other"));
        Assert.True(world.Ledger.Query(new EntryQuery { Action = LedgerActions.Restore }).Single().DetailAs<RestoreDetail>().Asserted);
    }

    [Fact]
    public void A_fork_made_by_a_restore_is_found_by_whoever_has_both_packs_and_on_this_machine()
    {
        using var world = new BackupWorld();
        string backup = world.Backup();
        world.Store.Fill(world.World.Tenant, 2);
        string lost = world.World.Export("lost-branch");
        world.Ledger.Dispose();
        File.Delete(world.State);
        world.Restore(backup, world.At("fork"), request => request with { NothingPublishedSince = true });

        GovException e = Assert.Throws<GovException>(() => world.Store.Open());
        Assert.Equal(StoreErrors.RolledBack, e.Definition);
        world.Store.Reopen(world.At("fork"));
        world.Store.Fill(world.World.Tenant, 9);
        string fork = world.World.Export("fork-branch");

        Assert.Equal(Verdict.ValidNotAnchored, world.World.Verify(lost).Verdict);
        Assert.Equal(Verdict.ValidNotAnchored, world.World.Verify(fork).Verdict);
        VerificationReport both = world.World.Verify(fork, lost);
        Assert.Equal(Verdict.Invalid, both.Verdict);
        Assert.Contains(both.Findings, finding => finding is { Rule: 8, Code: "GlobalRewritten" });
        Assert.Equal(Verdict.Invalid, world.World.Verify(lost, fork).Verdict);
        world.Ledger.Dispose();
        GovException branch = Assert.Throws<GovException>(() => world.Restore(backup, world.At("third"), request => request with { Checkpoints = [lost] }));
        Assert.Equal(StoreErrors.BackupTooOld, branch.Definition);
        Assert.Equal(StoreErrors.BackupNotUsable, Assert.Throws<GovException>(() => world.Restore(world.At("fork"), world.At("third"), request => request with { Checkpoints = [lost] })).Definition);
    }

    [Fact]
    public void A_backup_with_any_file_changed_or_missing_is_refused_and_nothing_is_touched()
    {
        using var world = new BackupWorld(2);
        string backup = world.Backup();
        world.Lose();
        string manifest = Path.Combine(backup, "backup.json");
        foreach (string file in Directory.GetFiles(backup, "*", SearchOption.AllDirectories).Where(file => file != manifest))
        {
            byte[] bytes = File.ReadAllBytes(file);
            byte[] changed = [.. bytes];
            changed[changed.Length / 2] ^= 1;
            File.WriteAllBytes(file, changed);
            AssertRefused(file);
            File.Delete(file);
            AssertRefused(file);
            File.WriteAllBytes(file, bytes);
        }

        string text = File.ReadAllText(manifest);
        foreach (string other in new[] { "", "{}", text[..^9], text.Replace("store.json", "../store.json", StringComparison.Ordinal), text.Replace("ledger.db", "/ledger.db", StringComparison.Ordinal) })
        {
            File.WriteAllText(manifest, other);
            AssertRefused("manifest");
        }

        File.WriteAllText(manifest, text);
        world.Restore(backup);

        void AssertRefused(string what)
        {
            GovException e = Assert.Throws<GovException>(() => world.Restore(backup));
            Assert.True(e.Definition == StoreErrors.BackupNotUsable || e.Definition == StoreErrors.NotAStore || e.Definition == StoreErrors.TooNew, $"{what}: {e.Definition.Id} {e.Message}");
            Assert.Empty(Directory.GetDirectories(world.Store.Root, "store*"));
        }
    }

    [Fact]
    public void An_open_store_another_ledgers_store_and_other_files_are_not_replaced()
    {
        using var world = new BackupWorld();
        using var stranger = new TestStore();
        string backup = world.Backup();
        GovException busy = Assert.Throws<GovException>(() => world.Restore(backup));
        Assert.Equal(StoreErrors.Busy, busy.Definition);
        Assert.Contains("Disconnect-GovernanceStore", busy.Message, StringComparison.Ordinal);
        Assert.Equal(StoreErrors.AlreadyExists, Refused(world, () => world.Restore(backup, stranger.StorePath)));
        Directory.CreateDirectory(world.At("theirs"));
        File.WriteAllText(world.At("theirs/file"), "not ours");
        Assert.Equal(StoreErrors.NotAStore, Refused(world, () => world.Restore(backup, world.At("theirs"))));
        Assert.Equal(StoreErrors.NotFound, Refused(world, () => world.Restore(world.At("nowhere"))));
    }

    [Fact]
    public void Who_may_not_restore_is_refused_and_what_stood_there_still_stands()
    {
        using var world = new BackupWorld();
        TestStore.AddOperator(world.Store, "bob", BuiltInRoles.Administrator);
        string backup = world.Backup();

        Assert.Equal(PolicyErrors.Denied, Refused(world, () => world.Restore(backup, with: request => request with { Operator = "bob" })));
        Assert.Equal(StoreErrors.OperatorKeyNotFound, Refused(world, () => world.Restore(backup, with: request => request with { Operator = "mallory" })));

        world.Store.Reopen();
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void A_restore_that_died_after_its_commit_can_be_run_again()
    {
        using var world = new BackupWorld();
        string backup = world.Backup();
        string copy = world.CopyStore("damaged");
        world.Lose();
        world.Restore(backup);
        // As if the process had died before the restored store took its place: it is still beside, and the machine has seen its commit.
        Directory.Move(world.Store.StorePath, world.Store.StorePath + ".restoring");
        BackupWorld.Copy(copy, world.Store.StorePath);
        Assert.Equal(StoreErrors.RolledBack, Assert.Throws<GovException>(() => world.Store.Open()).Definition);

        RestoreInfo info = world.Restore(backup);

        Assert.NotNull(info.SetAside);
        Assert.False(Directory.Exists(world.Store.StorePath + ".restoring"));
        world.Store.Reopen();
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void A_new_incarnation_without_a_recorded_restore_is_found_by_verification()
    {
        using var world = new BackupWorld();
        StoreFolder folder = StoreFolder.Open(world.Store.StorePath);
        var signer = new Signer("alice", OperatorKeyFile.Read(folder.OperatorKey("alice"), "alice", null));
        Committer committer = Committer.Acquire(new LedgerContext(folder, folder.ReadSecret(), LedgerContext.Here, TimeProvider.System));
        committer.Append(
            new AppendRequest(signer, [TestStore.Reading(world.World.Tenant)], default) { Internal = true, Incarnation = Guid.NewGuid().ToString() }, TimeSpan.FromSeconds(30));
        committer.Dispose();

        Assert.Equal("RestoreUnrecorded", Assert.Single(world.Ledger.Verify(new LedgerVerification()).Findings).Code);
    }

    private static ErrorDefinition Refused(BackupWorld world, Action restore)
    {
        world.Ledger.Dispose();
        ErrorDefinition error = Assert.Throws<GovException>(restore).Definition;
        Assert.Empty(Directory.GetDirectories(world.Store.Root, "*.restoring"));
        return error;
    }

    private static Dictionary<string, byte[]> Files(string store) =>
        Directory.GetFiles(store, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("-wal", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(store, path), File.ReadAllBytes);
}
