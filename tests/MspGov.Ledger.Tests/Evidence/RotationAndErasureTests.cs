using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Evidence;

public class RotationAndErasureTests
{
    [Fact]
    public void Packs_verify_over_ledger_key_rotations_and_the_old_keys_are_gone()
    {
        using var world = new PackWorld(entries: 5);
        string[] before = KeyFiles(world);
        string first = world.Export("first");
        world.Store.Ledger.RotateLedgerKeys("T-1", "yearly");
        Assert.Equal(2, KeyFiles(world).Length);
        Assert.Empty(KeyFiles(world).Intersect(before));
        world.Store.Fill(world.Tenant, 3);
        world.Store.Ledger.RotateLedgerKeys("T-2", "drill");
        string pack = world.Export("pack");
        Assert.True(File.Exists(Path.Combine(pack, "rotation-1", "keys.head.proof")));
        Assert.Empty(world.Verify(pack).Findings);
        Assert.Empty(world.Verify(world.Export("later", baseline: first), first).Findings);
        Assert.Empty(world.Store.Ledger.Verify(new LedgerVerification()).Findings);
        world.Store.Reopen();
        world.Store.Fill(world.Tenant, 3);
        Assert.Equal(Verdict.ValidNotAnchored, world.Store.Ledger.Verify(new LedgerVerification()).Verdict);
    }

    [Fact]
    public void A_pack_made_right_at_a_rotation_verifies()
    {
        using var world = new PackWorld(entries: 2);
        world.Store.Ledger.RotateLedgerKeys(null, null);
        string trust = Path.Combine(world.Store.Root, "trust2.json");
        world.Store.Ledger.ExportTrust(world.Tenant, trust, overwrite: false);
        string pack = world.Export("pack");
        Assert.Empty(new EvidenceVerifier().Verify(pack, trust, null, default).Findings);
    }

    [Fact]
    public void Erased_details_are_gone_from_the_file_and_packs_still_verify_and_say_so()
    {
        using var world = new PackWorld(entries: 20);
        const string Secret = "größer";
        ErasureInfo info = world.Store.Ledger.EraseDetails(new ErasureRequest { Log = world.Tenant, First = 3, Last = 9, Ticket = "T-7", Reason = "request" });
        Assert.Equal(7, info.Erased);
        foreach (string name in new[] { "whole", "part" })
        {
            string pack = name == "whole" ? world.Export(name) : world.Export(name, 0, 8);
            VerificationReport report = world.Verify(pack);
            Assert.Empty(report.Findings);
            Assert.Equal(name == "whole" ? 7 : 5, report.Erased);
        }

        Assert.True(File.Exists(Path.Combine(world.Store.Root, "part", "erasures", info.Seq + ".json")));
        Assert.Empty(world.Store.Ledger.Verify(new LedgerVerification()).Findings);
        Assert.All(world.Store.Ledger.Query(new EntryQuery { Logs = [world.Tenant], FirstSeq = 3 }).Take(7), entry => Assert.Null(entry.Detail));
        world.Store.Ledger.EraseDetails(new ErasureRequest { Log = world.Tenant, Before = DateTimeOffset.MaxValue, Ticket = "T-8", Reason = "age" });
        world.Store.Ledger.EraseDetails(new ErasureRequest { Log = world.Other, Before = DateTimeOffset.MaxValue, Ticket = "T-9", Reason = "age" });
        string file = Encoding.UTF8.GetString(File.ReadAllBytes(world.Store.Database)) + (File.Exists(world.Store.Database + "-wal") ? Encoding.UTF8.GetString(File.ReadAllBytes(world.Store.Database + "-wal")) : "");
        Assert.DoesNotContain(Secret, file, StringComparison.Ordinal);
        Assert.Empty(world.Store.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void Details_that_the_register_needs_are_refused_until_the_tenant_is_off_boarded()
    {
        using var world = new PackWorld(entries: 3);
        var request = new ErasureRequest { Log = world.Tenant, First = 0, Last = 2, Ticket = "T-7", Reason = "request" };
        GovException e = Assert.Throws<GovException>(() => world.Store.Ledger.EraseDetails(request));
        Assert.Equal(PolicyErrors.Conflict, e.Definition);
        Assert.DoesNotContain(world.Store.Ledger.Query(new EntryQuery { Logs = [world.Tenant] }), entry => entry.Detail is null);
        world.Store.Ledger.Append([new EntryDraft { Log = world.Tenant, Action = TenantActions.Unregister, Correlation = Guid.NewGuid() }]);
        world.Store.Ledger.EraseDetails(request);
        VerificationReport report = world.Store.Ledger.Verify(new LedgerVerification());
        Assert.Empty(report.Findings);
        Assert.Equal(3, report.Erased);
        world.Store.Reopen();
        world.Store.Fill(world.Other, 2);
        Assert.Empty(world.Store.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void By_age_what_later_entries_replaced_goes_and_what_the_register_needs_stays()
    {
        using var world = new PackWorld(entries: 3);
        foreach (string owner in new[] { "Dana", "Eli", "Fay" })
        {
            TenantDocument tenant = world.Store.Ledger.Read(register => register.Get<TenantDocument>(world.Tenant))!;
            world.Store.Ledger.Append([new EntryDraft { Log = world.Tenant, Action = TenantActions.Update, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(tenant with { ServiceOwner = owner }) }]);
        }

        var request = new ErasureRequest { Log = world.Tenant, Before = DateTimeOffset.MaxValue, Ticket = "T-8", Reason = "age" };
        ErasurePlan plan = world.Store.Ledger.PlanErasure(request);
        ErasureInfo info = world.Store.Ledger.EraseDetails(request);

        // The registration and the last update stay; two updates, three readings and the trust export go.
        Assert.Equal((6, 2), (info.Erased, info.Kept));
        Assert.Equal((plan.Details, plan.Kept), (info.Erased, info.Kept));
        Assert.Equal("Fay", world.Store.Ledger.Read(register => register.Get<TenantDocument>(world.Tenant))!.ServiceOwner);
        Assert.Empty(world.Store.Ledger.Verify(new LedgerVerification()).Findings);
        Assert.Empty(world.Verify(world.Export("pack")).Findings);
        world.Store.Ledger.Append([new EntryDraft { Log = world.Tenant, Action = TenantActions.Unregister, Correlation = Guid.NewGuid() }]);
        Assert.Equal(0, world.Store.Ledger.PlanErasure(request with { Before = null }).Kept);
    }

    private static string[] KeyFiles(PackWorld world) => Directory.GetFiles(Path.Combine(world.Store.StorePath, "keys", "ledger"), "*.pem");
}
