using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Backup;

public sealed class SuccessorTests
{
    [Fact]
    public void A_backup_too_old_to_continue_founds_a_successor_that_names_what_was_published_last()
    {
        using var world = new BackupWorld();
        TestStore.AddOperator(world.Store, "bob", BuiltInRoles.Manager);
        string backup = world.Backup();
        world.World.Export("published-after");
        PublishedCheckpoint published = world.Ledger.PublishedCheckpoints(1)[0];
        string old = world.Ledger.LedgerId;
        string copy = world.At("published.checkpoint");
        File.WriteAllText(copy, published.Note);
        world.Lose();

        RestoreInfo info = world.Restore(backup, with: request => request with { AsSuccessor = true, Checkpoints = [copy] });

        Assert.Equal(old, info.Predecessor);
        Assert.NotEqual(old, info.LedgerId);
        Assert.Contains(info.Warnings, warning => warning.Contains("Every client (2)", StringComparison.Ordinal));
        GovException again = Assert.Throws<GovException>(() => world.Restore(backup, with: request => request with { AsSuccessor = true, Checkpoints = [copy] }));
        Assert.Contains($"stands the successor ({info.LedgerId})", again.Message, StringComparison.Ordinal);
        world.Store.Reopen();
        EntryView first = world.Ledger.Query(new EntryQuery { Logs = [LogIds.Msp] }).First();
        Assert.Equal((LedgerActions.Succeed, 0L), (first.Action, first.Seq));
        var named = first.DetailAs<SucceedDetail>();
        Assert.Equal((old, published.Size, published.Note), (named.Predecessor, named.Size, named.Note));
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
        Assert.Equal(["contoso", "fabrikam"], world.Ledger.Read(register => register.List<TenantDocument>().Select(tenant => tenant.Name).Order().ToArray()));
        using LedgerStore bob = world.Store.Open("bob");
        bob.Append([TestStore.Reading(world.World.Tenant)]);
        Assert.Equal(PolicyErrors.Denied, Assert.Throws<GovException>(() => bob.Backup(world.At("by-bob"), new LedgerVerification())).Definition);
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void Every_client_gets_a_new_anchor_and_packs_verify_against_it_alone()
    {
        using var world = new BackupWorld();
        string backup = world.Backup();
        string before = world.World.Export("before");
        world.Lose();
        world.Restore(backup, with: request => request with { AsSuccessor = true });
        world.Store.Reopen();

        Assert.Equal(LedgerErrors.TrustAnchorInvalid, Assert.Throws<GovException>(() => world.World.Export("too-soon")).Definition);
        string trust = world.At("trust2.json");
        world.Ledger.ExportTrust(world.World.Tenant, trust, overwrite: false);
        world.Store.Fill(world.World.Tenant, 2);
        string pack = world.World.Export("pack");

        Assert.Equal(Verdict.ValidNotAnchored, new EvidenceVerifier().Verify(pack, trust, null, default).Verdict);
        Assert.Equal(Verdict.Invalid, world.World.Verify(pack).Verdict);
        Assert.Equal(Verdict.ValidNotAnchored, world.World.Verify(before).Verdict);
        var carried = world.Ledger.Query(new EntryQuery { Logs = [world.World.Tenant] }).First().DetailAs<CarryDetail>();
        Assert.Equal("tenant", Assert.Single(carried.Documents).Kind);
        Assert.DoesNotContain(world.World.Other, File.ReadAllText(Path.Combine(pack, "details.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_whose_ledger_keys_are_lost_goes_on_as_a_successor_of_itself()
    {
        using var world = new BackupWorld();
        world.Ledger.Dispose();
        foreach (string key in Directory.GetFiles(Path.Combine(world.Store.StorePath, "keys", "ledger"), "*.pem"))
        {
            File.Delete(key);
        }

        using (LedgerStore keyless = world.Store.Open())
        {
            GovException e = Assert.Throws<GovException>(() => keyless.Append([TestStore.Reading(world.World.Tenant)]));
            Assert.Equal(StoreErrors.Damaged, e.Definition);
            Assert.Contains("-AsSuccessor", e.Message, StringComparison.Ordinal);
        }

        RestoreInfo info = world.Restore(world.Store.StorePath, with: request => request with { AsSuccessor = true });
        Assert.NotNull(info.SetAside);
        world.Store.Reopen();
        world.Store.Fill(world.World.Tenant, 2);
        Assert.Empty(world.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void No_successor_is_founded_where_the_ledger_can_be_continued()
    {
        using var world = new BackupWorld();
        string backup = world.Backup();
        world.Ledger.Dispose();
        Assert.Equal(PolicyErrors.Conflict, Assert.Throws<GovException>(() => world.Restore(backup, with: request => request with { AsSuccessor = true })).Definition);
        Assert.Equal(PolicyErrors.Conflict, Assert.Throws<GovException>(() => world.Restore(world.Store.StorePath, with: request => request with { AsSuccessor = true })).Definition);
    }

    [Fact]
    public void Nothing_is_carried_into_a_ledger_that_stands()
    {
        using var world = new BackupWorld();
        var draft = new EntryDraft
        {
            Log = LogIds.Msp,
            Action = LedgerActions.Carry,
            Correlation = Guid.NewGuid(),
            Detail = CoreJson.ToBytes(new CarryDetail(world.Ledger.LedgerId, 0, "", [])),
        };
        Assert.Equal(LedgerErrors.EntryNotAcceptable, Assert.Throws<GovException>(() => world.Ledger.Append([draft])).Definition);
    }
}
