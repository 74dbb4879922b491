using System.Globalization;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Ledger.Backup;
using MspGov.Ledger.Tests.Support;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>
/// A process is killed at the steps of a backup, a restore, a succession, a rotation of the ledger keys, an export and an erasure. After
/// each death the store opens and verifies, or says what to do; nothing that is half there passes for whole; and the same command once
/// more comes to its end. <c>MSPGOV_CRASH_ROUNDS</c> says how many deaths each; 8 by default, and all steps when it is large.
/// </summary>
public class DeathTests(ITestOutputHelper output)
{
    private static int Most => int.TryParse(Environment.GetEnvironmentVariable("MSPGOV_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 8;

    [Fact]
    public void A_backup_that_died_is_no_backup_and_the_next_is_one()
    {
        var world = new BackupWorld();
        string backup = world.At("backup");
        Kill(world, ["backup", world.Store.StorePath, backup], death =>
        {
            DemandWhole(world);
            if (Directory.Exists(backup + ".part"))
            {
                Assert.Equal(StoreErrors.NotAStore, Assert.Throws<GovException>(() => LedgerStore.Open(new ConnectRequest { Path = backup + ".part", Operator = "alice" })).Definition);
                // Whole and verified it is only in the last moment, before it gets its name.
                if (new FileInfo(Path.Combine(backup + ".part", BackupManifest.FileName)) is { Exists: true, Length: > 0 })
                {
                    Assert.Equal((0, 0), Compared(backup + ".part"));
                }
                else
                {
                    ErrorDefinition refused = Assert.Throws<GovException>(() => world.Restore(backup + ".part", world.At("elsewhere"))).Definition;
                    Assert.True(refused == StoreErrors.NotAStore || refused == StoreErrors.BackupNotUsable, refused.Id);
                }
            }

            bool there = Directory.Exists(backup);
            Again(there ? "BackupPathExists" : null, "backup", world.Store.StorePath, backup);
            Assert.False(Directory.Exists(backup + ".part"));
            DemandWhole(world);
            world.Restore(backup, world.At("elsewhere"));
            DemandWhole(world, world.At("elsewhere"));
        });
    }

    [Theory]
    [InlineData("new")]
    [InlineData("over")]
    [InlineData("itself")]
    public void A_restore_that_died_left_what_stood_there_and_can_be_run_again(string how)
    {
        var world = new BackupWorld();
        string backup = how == "itself" ? world.Store.StorePath : world.Backup();
        string target = how == "new" ? world.At("restored") : world.Store.StorePath;
        if (how == "itself")
        {
            // Set back: the machine has seen more than the folder holds.
            string copy = world.CopyStore("copy");
            world.Store.Fill(world.World.Tenant, 2);
            world.Lose();
            BackupWorld.Copy(copy, target);
        }

        Kill(world, ["restore", backup, target], death =>
        {
            string? refused = Refusal(() => LedgerStore.Open(new ConnectRequest { Path = target, Operator = "alice" }).Dispose());
            Assert.True(refused is null || refused.Contains("Restore-GovernanceStore", StringComparison.Ordinal) || (how == "new" && !Directory.Exists(target)), refused);
            Again(how == "itself" && refused is null ? "StateConflict" : null, "restore", backup, target);
            DemandWhole(world, target);
            DemandClean(world);
            Assert.Equal(how == "new", !Directory.GetDirectories(world.Store.Root, "store.before-restore-*").Any(aside => File.Exists(Path.Combine(aside, "ledger.db"))));
        });
    }

    [Fact]
    public void A_succession_that_died_can_be_run_again_and_says_when_it_was_done()
    {
        var world = new BackupWorld();
        string backup = world.Backup();
        world.World.Export("published-after");
        Kill(world, ["succeed", backup, world.Store.StorePath], death =>
        {
            string old = world.Ledger.LedgerId;
            string? refused = Refusal(() => LedgerStore.Open(new ConnectRequest { Path = world.Store.StorePath, Operator = "alice" }).Dispose());
            Assert.True(refused is null || refused.Contains("Restore-GovernanceStore", StringComparison.Ordinal), refused);
            bool done = refused is null && LedgerStore.Inspect(world.Store.StorePath).LedgerId != old;
            Again(done ? "StoreAlreadyExists" : null, "succeed", backup, world.Store.StorePath);
            Assert.NotEqual(old, LedgerStore.Inspect(world.Store.StorePath).LedgerId);
            DemandWhole(world);
            DemandClean(world);
        });
    }

    [Fact]
    public void A_rotation_of_the_ledger_keys_that_died_left_one_pair_in_force()
    {
        var world = new BackupWorld();
        Kill(world, ["rotate", world.Store.StorePath], death =>
        {
            DemandWhole(world);
            Again(null, "rotate", world.Store.StorePath);
            Assert.Equal(2, Directory.GetFiles(Path.Combine(world.Store.StorePath, "keys", "ledger"), "*.pem").Length);
            DemandWhole(world);
            world.Store.Reopen();
            Assert.Empty(world.World.Verify(world.World.Export("rotated")).Findings);
        });
    }

    [Theory]
    [InlineData("pack")]
    [InlineData("pack.zip")]
    public void An_export_that_died_left_no_pack_or_a_whole_one(string name)
    {
        var world = new BackupWorld();
        string pack = world.At(name);
        Kill(world, ["export", world.Store.StorePath, world.World.Tenant, pack], death =>
        {
            DemandWhole(world);
            bool there = File.Exists(pack) || Directory.Exists(pack);
            Assert.True(!there || world.World.Verify(pack).Verdict == Verdict.ValidNotAnchored);
            Again(there ? "EvidencePathExists" : null, "export", world.Store.StorePath, world.World.Tenant, pack);
            Assert.Empty(world.World.Verify(pack).Findings);
            Assert.Empty(Directory.GetFileSystemEntries(world.Store.Root, "*.partial*"));
        });
    }

    [Fact]
    public void An_export_of_a_trust_anchor_that_died_left_the_one_before_or_the_new_one()
    {
        var world = new BackupWorld();
        string[] export = ["trust", world.Store.StorePath, world.World.Tenant, world.World.Trust];
        Kill(world, export, death =>
        {
            DemandWhole(world);
            Assert.NotNull(Ledger.Evidence.TrustAnchor.Load(world.World.Trust));
            Again(null, export);
            Assert.NotNull(Ledger.Evidence.TrustAnchor.Load(world.World.Trust));
        });
    }

    [Fact]
    public void An_erasure_that_died_happened_with_its_entry_or_not_at_all()
    {
        var world = new BackupWorld();
        EntryView secret = world.Ledger.Append([TestStore.Reading(world.World.Tenant) with { Detail = "{\"secret\":\"born 1970-01-01\"}"u8.ToArray() }])[0];
        string[] erase = ["erase", world.Store.StorePath, world.World.Tenant, secret.Seq.ToString(CultureInfo.InvariantCulture)];
        Kill(world, erase, death =>
        {
            DemandWhole(world);
            bool erased;
            using (LedgerStore ledger = world.Store.Open())
            {
                erased = ledger.Query(new EntryQuery { Action = LedgerActions.DetailErase }).Any();
                Assert.Equal(erased, ledger.Query(new EntryQuery { Logs = [world.World.Tenant], FirstSeq = secret.Seq }).First().Detail is null);
            }

            Assert.NotEqual(erased, HasSecret(world));
            Again(erased ? "LedgerRangeInvalid" : null, erase);
            Assert.False(HasSecret(world));
            DemandWhole(world);
        });
    }

    private static bool HasSecret(BackupWorld world) => Directory.GetFiles(world.Store.StorePath, "ledger.db*").Any(path => File.ReadAllBytes(path).AsSpan().IndexOf("born 1970-01-01"u8) >= 0);

    private void Kill(BackupWorld world, string[] command, Action<Death> check)
    {
        using var drill = new Drill(world);
        int died = 0;
        IReadOnlyList<Death> deaths = drill.Deaths(Most, command);
        foreach (Death death in deaths)
        {
            died += drill.Die(death, command) ? 0 : 1;
            try
            {
                check(death);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Killed {death}: {e.Message}", e);
            }
        }

        output.WriteLine($"{command[0]}: killed {died} times, {string.Join(", ", deaths.Take(20))}");
        Assert.True(died > 0, "the process was never killed");
    }

    private static void Again(string? refusal, params string[] command)
    {
        (int exitCode, string said) = Drill.Run(command);
        Assert.True(refusal is null ? exitCode == 0 : exitCode == 1 && said.StartsWith(refusal + ":", StringComparison.Ordinal), said);
    }

    private static void DemandWhole(BackupWorld world, string? path = null)
    {
        using LedgerStore ledger = LedgerStore.Open(new ConnectRequest { Path = path ?? world.Store.StorePath, Operator = "alice" });
        Assert.Empty(ledger.Verify(new LedgerVerification()).Findings);
    }

    private static void DemandClean(BackupWorld world) =>
        Assert.DoesNotContain(Directory.GetFileSystemEntries(world.Store.Root), path => Path.GetExtension(path) is ".restoring" or ".succeeding" or ".exchange" or ".part");

    private static string? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (GovException e)
        {
            return e.Message;
        }
    }

    // Files that the manifest of a backup names and that are not as it says, and files that it does not name.
    private static (int Wrong, int Unnamed) Compared(string backup)
    {
        IReadOnlyList<BackupFile> named = BackupManifest.Read(backup)!.Value.Manifest.Files;
        return (named.Count(file => FolderCopy.Describe(backup, file.Path) != file), Directory.GetFiles(backup, "*", SearchOption.AllDirectories).Length - named.Count - 1);
    }
}
