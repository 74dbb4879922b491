using System.IO.Compression;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Ledger.Evidence;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Tests.Attack;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Evidence;

/// <summary>What a pack from a hostile or broken sender costs: bounded memory, and a finding or an error that says what it is.</summary>
public sealed class BadInputTests : IDisposable
{
    // All that may be allocated while judging a pack, living or not: a bound on memory that no collector's mood can change.
    private const long MostAllocated = 256 << 20;
    private readonly PackWorld _world = new(8);

    [Theory]
    [InlineData("entries.jsonl", 6, "EntriesUnreadable")]
    [InlineData("details.jsonl", 7, "DetailsUnreadable")]
    [InlineData("keys.entries.jsonl", 6, "KeysLogInvalid")]
    [InlineData("keys.details.jsonl", 7, "KeysDetailsInvalid")]
    [InlineData("manifest.json", 1, "ManifestInvalid")]
    [InlineData("head", 4, "HeadInvalid")]
    [InlineData("epoch.tlog-proof", 2, "CheckpointInvalid")]
    [InlineData("consistency.json", 8, null)]
    [InlineData("range.proof", 5, "RangeProofInvalid")]
    public void A_line_of_eight_gigabytes_is_refused_in_bounded_memory(string name, int rule, string? code)
    {
        string pack = _world.Export("pack");
        using (FileStream file = File.OpenWrite(Path.Combine(pack, name)))
        {
            // Sparse: nothing of it is on the disk.
            file.SetLength(8L << 30);
        }

        VerificationReport report = Bounded(() => _world.Verify(pack));
        Assert.Contains(report.Findings, finding => finding.Rule == rule && (code is null || finding.Code == code));
        Assert.Equal(Verdict.Invalid, report.Verdict);
    }

    [Fact]
    public void A_long_line_under_a_manifest_that_names_it_is_refused_in_bounded_memory()
    {
        ForgedPack pack = ForgedPack.Read(_world.Export("pack"));
        pack.Files["entries.jsonl"] = new byte[40 << 20];
        using LedgerKeyPair keys = LedgerKeyPair.Load(
            Path.Combine(_world.Store.StorePath, "keys", "ledger"), TrustAnchor.Parse(File.ReadAllBytes(_world.Trust)).Vkeys);
        string forged = pack.Reseal(keys).WriteTo(Path.Combine(_world.Store.Root, "forged"));
        Assert.Contains(Bounded(() => _world.Verify(forged)).Findings, finding => finding is { Rule: 6, Code: "EntriesUnreadable" });
    }

    [Theory]
    [InlineData("entries.jsonl")]
    [InlineData("manifest.json")]
    [InlineData("keys.entries.jsonl")]
    [InlineData("report.html")]
    [InlineData("timestamps/x.tsr")]
    public void A_zip_bomb_goes_off_in_nobodys_memory(string name)
    {
        string good = _world.Export("good.zip");
        string bomb = Path.Combine(_world.Store.Root, "bomb.zip");
        byte[] zeros = new byte[1 << 20];
        using (ZipArchive from = ZipFile.OpenRead(good))
        using (ZipArchive to = ZipFile.Open(bomb, ZipArchiveMode.Create))
        {
            foreach (ZipArchiveEntry entry in from.Entries.Where(entry => entry.FullName != name))
            {
                using Stream copy = to.CreateEntry(entry.FullName).Open();
                using Stream original = entry.Open();
                original.CopyTo(copy);
            }

            using Stream inflated = to.CreateEntry(name, CompressionLevel.Optimal).Open();
            for (int i = 0; i < 400; i++)
            {
                inflated.Write(zeros);
            }
        }

        Assert.True(new FileInfo(bomb).Length < 2 << 20);
        Assert.Contains(Bounded(() => _world.Verify(bomb)).Findings, finding => finding.Rule == 1);
    }

    [Fact]
    public void A_zip_with_a_directory_longer_than_it_says_is_refused_before_it_is_read()
    {
        string good = _world.Export("good.zip");
        byte[] zip = File.ReadAllBytes(good);
        int end = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        int start = BitConverter.ToInt32(zip, end + 16);
        byte[] directory = zip[start..end];
        string longer = Path.Combine(_world.Store.Root, "longer.zip");
        File.WriteAllBytes(longer, [.. zip[..end], .. Enumerable.Repeat(directory, 2000).SelectMany(bytes => bytes), .. zip[end..]]);
        Assert.Contains(Bounded(() => _world.Verify(longer)).Findings, finding => finding is { Rule: 1, Code: "PackUnreadable" });
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("not a zip at all, only words")]
    public void What_is_no_zip_is_said(string content)
    {
        string path = Path.Combine(_world.Store.Root, "pack.zip");
        File.WriteAllText(path, content);
        Assert.Equal((Verdict.Invalid, "PackUnreadable"), (_world.Verify(path).Verdict, _world.Verify(path).Findings[0].Code));
        Assert.Equal(LedgerErrors.EvidenceNotFound, Assert.Throws<GovException>(() => _world.Verify(path + ".nowhere")).Definition);
    }

    [Fact]
    public void A_truncated_pack_is_invalid_wherever_it_is_cut()
    {
        string pack = _world.Export("pack");
        foreach (string file in Directory.GetFiles(pack, "*", SearchOption.AllDirectories))
        {
            byte[] good = File.ReadAllBytes(file);
            foreach (int length in new[] { 0, 1, good.Length / 2, good.Length - 1 })
            {
                File.WriteAllBytes(file, good[..length]);
                Assert.True(_world.Verify(pack).Verdict == Verdict.Invalid, $"{file} cut to {length}");
            }

            File.Delete(file);
            Assert.True(_world.Verify(pack).Verdict == Verdict.Invalid, $"{file} not there");
            File.WriteAllBytes(file, good);
        }
    }

    [Fact]
    public void A_timestamp_too_large_to_be_one_is_a_finding()
    {
        string pack = _world.Export("pack");
        Directory.CreateDirectory(Path.Combine(pack, "timestamps"));
        File.WriteAllBytes(Path.Combine(pack, "timestamps", "x.tsr"), new byte[2 << 20]);
        Assert.Contains(_world.Verify(pack).Findings, finding => finding is { Rule: 9, Code: "TimestampInvalid" });
    }

    [Fact]
    public void A_trust_anchor_that_is_none_or_of_another_ledger_is_told_apart()
    {
        string pack = _world.Export("pack");
        foreach (string content in new[] { "", "{}", "[]", "{\"format\":\"mspgov.trust.v2\"}", Encoding.UTF8.GetString(new byte[100]) })
        {
            string path = Path.Combine(_world.Store.Root, "bad.json");
            File.WriteAllText(path, content);
            Assert.Equal(LedgerErrors.TrustAnchorInvalid, Assert.Throws<GovException>(() => new EvidenceVerifier().Verify(pack, path, null, default)).Definition);
        }

        using var other = new PackWorld(3);
        VerificationReport report = new EvidenceVerifier().Verify(pack, other.Trust, null, default);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Contains(report.Findings, finding => finding is { Rule: 1, Code: "ManifestOfAnother" });
    }

    public void Dispose() => _world.Dispose();

    private static T Bounded<T>(Func<T> work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return work();
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        }
    }
}
