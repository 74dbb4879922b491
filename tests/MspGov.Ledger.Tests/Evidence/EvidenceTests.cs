using System.IO.Compression;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Evidence;

public class EvidenceTests
{
    [Theory]
    [InlineData("pack")]
    [InlineData("pack.zip")]
    public void A_whole_pack_verifies_against_the_trust_anchor(string name)
    {
        using var world = new PackWorld();
        VerificationReport report = world.Verify(world.Export(name));
        Assert.Empty(report.Findings);
        Assert.Equal(Verdict.ValidNotAnchored, report.Verdict);
        Assert.Equal((0L, 42L, 42L, true), (report.Start!.Value, report.End!.Value, report.Size!.Value, report.WholeLog!.Value));
        Assert.Equal(42, report.Entries);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 7)]
    [InlineData(0, 0)]
    [InlineData(5, 33)]
    [InlineData(40, 41)]
    [InlineData(41, 41)]
    public void Any_part_of_a_log_verifies(long start, long end)
    {
        using var world = new PackWorld();
        world.Store.Fill(world.Other, 3);
        string pack = world.Export("part", start, end);
        VerificationReport report = world.Verify(pack);
        Assert.Empty(report.Findings);
        Assert.Equal((start, end, false), (report.Start!.Value, report.End!.Value, report.WholeLog!.Value));
    }

    [Fact]
    public void A_pack_verifies_against_an_earlier_pack_and_not_the_other_way_round()
    {
        using var world = new PackWorld();
        string first = world.Export("first");
        world.Store.Fill(world.Tenant, 300);
        string second = world.Export("second", baseline: first);
        Assert.Empty(world.Verify(second, first).Findings);
        Assert.Contains(world.Verify(first, second).Findings, finding => finding.Rule == 8);
        // It proves its consistency with the earlier pack, not with the anchor.
        Assert.Contains(world.Verify(second).Findings, finding => finding is { Rule: 8, Code: "ConsistencyOfAnother" });
    }

    [Fact]
    public void A_pack_of_another_tenant_is_invalid()
    {
        using var world = new PackWorld();
        string trust = Path.Combine(world.Store.Root, "other.json");
        world.Store.Ledger.ExportTrust(world.Other, trust, overwrite: false);
        VerificationReport report = new EvidenceVerifier().Verify(world.Export("pack"), trust, null, default);
        Assert.Contains(report.Findings, finding => finding is { Rule: 1, Code: "ManifestOfAnother" });
    }

    [Fact]
    public void Evidence_holds_nothing_of_another_tenant()
    {
        using var world = new PackWorld();
        string pack = world.Export("pack");
        foreach (string file in Directory.EnumerateFiles(pack, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(world.Other, File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Export_without_a_trust_anchor_says_what_to_do()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant();
        GovException e = Assert.Throws<GovException>(() => store.Ledger.ExportEvidence(new EvidenceRequest { TenantId = tenant, Path = Path.Combine(store.Root, "p") }));
        Assert.Equal(LedgerErrors.TrustAnchorInvalid, e.Definition);
        Assert.Contains("Export-AuditTrust", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_outside_the_log_is_refused()
    {
        using var world = new PackWorld();
        GovException e = Assert.Throws<GovException>(() => world.Export("p", 3, 4000));
        Assert.Equal(LedgerErrors.RangeInvalid, e.Definition);
    }

    [Fact]
    public void Any_flipped_byte_makes_a_pack_invalid()
    {
        using var world = new PackWorld(entries: 6);
        string pack = world.Export("pack");
        var random = new Random(4711);
        foreach (string file in Directory.EnumerateFiles(pack, "*", SearchOption.AllDirectories))
        {
            byte[] good = File.ReadAllBytes(file);
            for (int i = 0; i < 12 && good.Length > 0; i++)
            {
                byte[] bad = [.. good];
                int at = random.Next(bad.Length);
                bad[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, bad);
                Assert.True(world.Verify(pack).Verdict == Verdict.Invalid, $"{file} at {at}");
            }

            File.WriteAllBytes(file, good);
        }

        Assert.Equal(Verdict.ValidNotAnchored, world.Verify(pack).Verdict);
    }

    [Fact]
    public void A_zip_with_a_duplicate_or_outside_path_is_invalid()
    {
        using var world = new PackWorld(entries: 3);
        string pack = world.Export("pack.zip");
        foreach (string name in new[] { "head", "../head", "/etc/passwd", "a/b/c", "extra.csv", "C:\\x" })
        {
            string copy = Path.Combine(world.Store.Root, Guid.NewGuid() + ".zip");
            File.Copy(pack, copy);
            using (ZipArchive zip = ZipFile.Open(copy, ZipArchiveMode.Update))
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.WriteByte(1);
            }

            Assert.Contains(world.Verify(copy).Findings, finding => finding.Rule == 1);
        }
    }

    [Fact]
    public void A_symbolic_link_in_a_pack_is_refused_unread()
    {
        using var world = new PackWorld(entries: 3);
        string pack = world.Export("pack");
        string target = Path.Combine(world.Store.Root, "head-copy");
        File.Move(Path.Combine(pack, "head"), target);
        File.CreateSymbolicLink(Path.Combine(pack, "head"), target);
        Assert.Contains(world.Verify(pack).Findings, finding => finding is { Rule: 1, Code: "PathNotAllowed" });
    }
}
