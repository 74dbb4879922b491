using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MspGov.Core.Services;
using MspGov.Testing;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>Packs as zips: what a zip can say of its files that a folder cannot. Nothing is written while one is looked at.</summary>
public sealed class ZipForgeryTests : IDisposable
{
    private const int LocalHeader = 0x04034b50;
    private const int CentralHeader = 0x02014b50;

    private readonly TempFolder _folder = new();
    private readonly ForgedPack _pack;
    private readonly string _trust;

    public ZipForgeryTests()
    {
        (_pack, byte[] anchor) = new PackForge().Build();
        _trust = _folder.At("trust.json");
        File.WriteAllBytes(_trust, anchor);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stored")]
    [InlineData("deflated")]
    [InlineData("with a comment")]
    [InlineData("in another order")]
    [InlineData("with other times")]
    public void A_zips_own_metadata_is_free(string how)
    {
        byte[] zip = Zip(how == "stored" ? CompressionLevel.NoCompression : CompressionLevel.SmallestSize, archive =>
        {
            archive.Comment = how == "with a comment" ? "Evidence of the third quarter" : "";
        }, reverse: how == "in another order", time: how == "with other times" ? 2001 : 2026);

        Assert.Equal(Verdict.ValidNotAnchored, Verify(zip).Verdict);
    }

    [Theory]
    [InlineData("entries.jsonl")]
    [InlineData("manifest.json")]
    [InlineData("../outside")]
    [InlineData("/outside")]
    [InlineData("C:/outside")]
    [InlineData("erasures\\5.json")]
    [InlineData("erasures/")]
    [InlineData("pack/head")]
    [InlineData("a/b/c.csv")]
    [InlineData("./head")]
    [InlineData("head\n")]
    [InlineData("Head")]
    public void A_name_that_is_there_twice_or_no_file_of_a_pack_is_found(string name)
    {
        DemandInvalid(Zip(CompressionLevel.Fastest, archive => Write(archive, name, _pack.Files.GetValueOrDefault(name) ?? [])));
        Assert.False(File.Exists(_folder.At("../outside")));
    }

    [Theory]
    [InlineData(0xA1FF)]
    [InlineData(0x41ED)]
    [InlineData(0x11A4)]
    [InlineData(0x21A4)]
    [InlineData(0x61A4)]
    public void Links_folders_pipes_and_devices_are_found(int mode) => DemandInvalid(Zip(
        CompressionLevel.Fastest, archive => archive.GetEntry("head")!.ExternalAttributes = mode << 16, update: true));

    [Fact]
    public void A_comment_that_reads_like_the_end_of_another_zip_is_found() => DemandInvalid(Zip(CompressionLevel.Fastest, archive => archive.Comment = "PK\u0005\u0006" + new string('x', 18)));

    [Fact]
    public void A_pack_within_a_folder_of_the_zip_is_none() => DemandInvalid(Zip(CompressionLevel.Fastest, prefix: "pack/"));

    [Theory]
    [InlineData("encrypted", CentralHeader, 8, 1)]
    [InlineData("of an unknown method", CentralHeader, 10, 99)]
    [InlineData("stored, it says", CentralHeader, 10, 0)]
    [InlineData("larger than it is", CentralHeader, 24, 1 << 20)]
    [InlineData("smaller than it is", CentralHeader, 24, 1)]
    [InlineData("longer packed than it is", CentralHeader, 20, 1 << 20)]
    [InlineData("shorter packed than it is", CentralHeader, 20, 1)]
    [InlineData("elsewhere", CentralHeader, 42, 7)]
    [InlineData("no header where it begins", LocalHeader, 0, 0x4b51)]
    public void A_file_that_is_not_what_the_directory_says_is_found(string what, int header, int offset, int value)
    {
        byte[] zip = Zip(CompressionLevel.SmallestSize);
        int at = Header(zip, header, "details.jsonl");
        if (offset is 20 or 24 or 42)
        {
            BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(at + offset), value);
        }
        else
        {
            BinaryPrimitives.WriteInt16LittleEndian(zip.AsSpan(at + offset), (short)value);
        }

        Assert.NotEmpty(what);
        DemandInvalid(zip);
    }

    [Fact]
    public void Two_files_that_share_their_bytes_are_judged_by_their_hashes()
    {
        byte[] zip = Zip(CompressionLevel.NoCompression);
        zip.AsSpan(Header(zip, CentralHeader, "keys.head") + 42, 4).CopyTo(zip.AsSpan(Header(zip, CentralHeader, "head") + 42));
        DemandInvalid(zip);
    }

    [Fact]
    public void A_cut_zip_is_invalid_wherever_it_is_cut_and_bytes_before_or_after_do_not_make_another()
    {
        byte[] zip = Zip(CompressionLevel.Fastest);
        for (int length = 0; length < zip.Length; length += 97)
        {
            DemandInvalid(zip[..length]);
        }

        DemandInvalid([1, 2, 3, .. zip]);
        DemandInvalid([.. zip[..^22], .. zip[..^22], .. zip[^22..]]);
    }

    private static int Header(byte[] zip, int signature, string name)
    {
        int nameAt = signature == CentralHeader ? 46 : 30;
        byte[] text = Encoding.ASCII.GetBytes(name);
        for (int at = 0; at + nameAt + text.Length <= zip.Length; at++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(at)) == signature
                && BinaryPrimitives.ReadInt16LittleEndian(zip.AsSpan(at + (signature == CentralHeader ? 28 : 26))) == text.Length && zip.AsSpan(at + nameAt).StartsWith(text))
            {
                return at;
            }
        }

        throw new InvalidOperationException($"'{name}' is not in the zip.");
    }

    private static void Write(ZipArchive archive, string name, byte[] content)
    {
        using Stream stream = archive.CreateEntry(name).Open();
        stream.Write(content);
    }

    private byte[] Zip(CompressionLevel level, Action<ZipArchive>? then = null, bool reverse = false, int time = 2026, bool update = false, string prefix = "")
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            IEnumerable<KeyValuePair<string, byte[]>> files = reverse ? _pack.Files.Reverse() : _pack.Files;
            foreach ((string path, byte[] content) in files)
            {
                ZipArchiveEntry entry = archive.CreateEntry(prefix + path, level);
                entry.LastWriteTime = new DateTimeOffset(time, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream stream = entry.Open();
                stream.Write(content);
            }

            if (!update)
            {
                then?.Invoke(archive);
            }
        }

        if (update)
        {
            using var archive = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true);
            then!(archive);
        }

        return bytes.ToArray();
    }

    private void DemandInvalid(byte[] zip)
    {
        VerificationReport report = Verify(zip);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Rule == 1);
    }

    private VerificationReport Verify(byte[] zip)
    {
        string path = _folder.At("pack.zip");
        File.WriteAllBytes(path, zip);
        VerificationReport report = new EvidenceVerifier().Verify(path, _trust, null, default);
        Assert.DoesNotContain(report.Findings, finding => finding.Code == "VerifierFault");
        return report;
    }
}
