using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Ledger;

/// <summary>Set-AuditAnchor, Get-AuditAnchor, New-AuditCheckpoint, Get-AuditCheckpoint, and what packs say of it.</summary>
public sealed class AnchorCommandTests
{
    private const string Tenant = "New-LabTenant contoso -Empty | Register-ClientTenant | Out-Null";

    private const string Pack = """
        Export-AuditTrust -Tenant contoso -Path $Folder/trust.json -Force | Out-Null
        Export-AuditEvidence -Tenant contoso -Path $Folder/pack.zip | Out-Null
        Test-AuditEvidence -Path $Folder/pack.zip -TrustAnchor $Folder/trust.json
        """;

    [SkippableFact]
    public void A_pack_with_a_timestamp_of_a_listed_authority_is_Valid()
    {
        Skip.IfNot(OpenSsl.IsThere, OpenSsl.NotThere);
        using ModuleShell shell = ModuleShell.Connected();
        using var authority = new OpenSslAuthority(Path.Combine(shell.Folder, "tsa"));
        shell.Run(Tenant).ThrowOnError();
        shell.Run("Set-AuditAnchor -TimestampUrl $args[0] -TimestampCertificate $args[1]", authority.Http.Url, authority.CertificatePath).ThrowOnError();

        dynamic report = shell.Run(Pack).ThrowOnError().Single;

        Assert.Equal("Valid", report.Verdict.ToString());
        Assert.Equal("timestamp", report.Anchors[0].Kind);
        Assert.True((DateTimeOffset.UtcNow - (DateTimeOffset)report.Anchors[0].Time).Duration() < TimeSpan.FromMinutes(2));
    }

    [SkippableFact]
    public void A_home_made_timestamp_proves_nothing_to_a_client_whose_anchor_does_not_list_it()
    {
        Skip.IfNot(OpenSsl.IsThere, OpenSsl.NotThere);
        using ModuleShell shell = ModuleShell.Connected();
        using var authority = new OpenSslAuthority(Path.Combine(shell.Folder, "tsa"));
        shell.Run(Tenant + "; Export-AuditTrust -Tenant contoso -Path $Folder/early.json | Out-Null").ThrowOnError();
        shell.Run("Set-AuditAnchor -TimestampUrl $args[0] -TimestampCertificate $args[1]", authority.Http.Url, authority.CertificatePath).ThrowOnError();

        dynamic report = shell.Run("""
            Export-AuditEvidence -Tenant contoso -Path $Folder/pack -Baseline $Folder/early.json | Out-Null
            Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/early.json
            """).ThrowOnError().Single;

        Assert.Equal("ValidNotAnchored", report.Verdict.ToString());
        Assert.False((bool)report.Anchors[0].Counts);
    }

    [SkippableTheory]
    [InlineData(200, "nonsense")]
    [InlineData(500, "")]
    [InlineData(200, "")]
    public void An_authority_that_answers_nonsense_is_told_and_the_pack_is_made_without_it(int status, string body)
    {
        Skip.IfNot(OpenSsl.IsThere, OpenSsl.NotThere);
        using ModuleShell shell = ModuleShell.Connected();
        using var authority = new OpenSslAuthority(Path.Combine(shell.Folder, "tsa"));
        using var nonsense = new LoopbackHttp(_ => (status, Encoding.UTF8.GetBytes(body)));
        shell.Run(Tenant).ThrowOnError();
        shell.Run("Set-AuditAnchor -TimestampUrl $args[0] -TimestampCertificate $args[1]", nonsense.Url, authority.CertificatePath).ThrowOnError();

        ShellResult result = shell.Run(Pack).ThrowOnError();

        Assert.Equal("ValidNotAnchored", result.Single.Verdict.ToString());
        Assert.Contains(result.Warnings, warning => warning.Contains("Test-TSA", StringComparison.Ordinal));
        Assert.Equal("TimestampFailed", shell.Run("New-AuditCheckpoint").ErrorId);
    }

    [SkippableFact]
    public void A_timestamp_signed_by_another_key_than_the_one_set_is_refused()
    {
        Skip.IfNot(OpenSsl.IsThere, OpenSsl.NotThere);
        using ModuleShell shell = ModuleShell.Connected();
        using var expected = new OpenSslAuthority(Path.Combine(shell.Folder, "expected"));
        using var other = new OpenSslAuthority(Path.Combine(shell.Folder, "other"), "Other-TSA");
        shell.Run("Set-AuditAnchor -TimestampUrl $args[0] -TimestampCertificate $args[1]", other.Http.Url, expected.CertificatePath).ThrowOnError();

        Assert.Equal("TimestampFailed", shell.Run("New-AuditCheckpoint").ErrorId);
    }

    [SkippableFact]
    public void A_witness_cosigns_what_extends_the_checkpoint_it_saw_last()
    {
        Skip.IfNot(OpenSsl.IsThere, OpenSsl.NotThere);
        using ModuleShell shell = ModuleShell.Connected();
        using var witness = new TestWitness(Path.Combine(shell.Folder, "witness"));
        shell.Run(Tenant).ThrowOnError();
        shell.Run("Set-AuditAnchor -WitnessUrl $args[0] -WitnessKey $args[1]; New-AuditCheckpoint | Out-Null", witness.Http.Url, witness.Vkey).ThrowOnError();
        shell.Run("Set-ClientTenant contoso -ServiceOwner Dana").ThrowOnError();

        dynamic report = shell.Run(Pack).ThrowOnError().Single;

        Assert.Equal("Valid", report.Verdict.ToString());
        Assert.Equal("witness", report.Anchors[0].Kind);
        Assert.Contains(witness.Http.Requests, request => Encoding.UTF8.GetString(request.Body).StartsWith("old 0\n", StringComparison.Ordinal));
        Assert.Contains(witness.Http.Requests, request => Proof(request).Length > 0);
    }

    [Fact]
    public void Checkpoints_are_copied_to_places_and_another_history_there_is_told()
    {
        using ModuleShell shell = ModuleShell.Connected();
        using var put = new LoopbackHttp(_ => (201, []));
        Directory.CreateDirectory(Path.Combine(shell.Folder, "repo"));
        Process.Start(new ProcessStartInfo("git", ["init", "--quiet", Path.Combine(shell.Folder, "repo")]))!.WaitForExit();

        shell.Run("Set-AuditAnchor -Place $Folder/copies, \"git:$Folder/repo\", $args[0]; New-AuditCheckpoint | Out-Null", put.Url).ThrowOnError();

        string copy = Assert.Single(Directory.GetFiles(Path.Combine(shell.Folder, "copies")));
        Assert.Equal("PUT", Assert.Single(put.Requests).Method);
        Assert.Single(Directory.GetFiles(Path.Combine(shell.Folder, "repo"), "*.checkpoint"));
        Assert.Equal(File.ReadAllText(copy), shell.Run("(Get-AuditCheckpoint -Newest 1).Note").ThrowOnError().Output[0].ToString());

        File.WriteAllText(copy, File.ReadAllText(copy).Replace("mspgov.local", "mspgov.other", StringComparison.Ordinal));
        Assert.Equal("AnchorFailed", shell.Run("New-AuditCheckpoint").ErrorId);
    }

    [Theory]
    [InlineData("Set-AuditAnchor -TimestampUrl http://tsa.example", "InvalidArgument")]
    [InlineData("Set-AuditAnchor -TimestampUrl http://tsa.example -TimestampCertificate $Folder/none.pem", "InvalidArgument")]
    public void Settings_that_do_not_fit_together_are_refused(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
        Assert.Empty(((IEnumerable<object>)shell.Run("Get-AuditAnchor").ThrowOnError().Single.Authorities).ToArray());
    }

    [SkippableFact]
    public void A_place_where_nothing_can_be_deleted_gets_its_copies()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string place = Directory.CreateDirectory(Path.Combine(shell.Folder, "copies")).FullName;
        Skip.IfNot(ChangeAttribute("+a", place), "chattr cannot make a folder here in which nothing can be renamed or deleted.");
        try
        {
            shell.Run("Set-AuditAnchor -Place $Folder/copies; New-AuditCheckpoint | Out-Null").ThrowOnError();
            string copy = Assert.Single(Directory.GetFiles(place, "*.checkpoint"));
            Assert.Contains("\n\n\u2014 ", File.ReadAllText(copy), StringComparison.Ordinal);
        }
        finally
        {
            ChangeAttribute("-a", place);
        }
    }

    private static bool ChangeAttribute(string change, string path)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("chattr", [change, path]) { RedirectStandardError = true })!;
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Proof(LoopbackRequest request) =>
        string.Join('\n', Encoding.UTF8.GetString(request.Body).Split("\n\n")[0].Split('\n').Skip(1));

    /// <summary>A C2SP witness: remembers the size it saw last, answers 409 with it, and cosigns with an Ed25519 key of openssl.</summary>
    private sealed class TestWitness : IDisposable
    {
        private const string Name = "witness.test";
        private readonly string _folder;
        private readonly byte[] _public;
        private long _size;

        public TestWitness(string folder)
        {
            _folder = Directory.CreateDirectory(folder).FullName;
            OpenSsl.Run(_folder, "genpkey", "-algorithm", "ed25519", "-out", "key.pem");
            OpenSsl.Run(_folder, "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "pub.der");
            _public = File.ReadAllBytes(Path.Combine(_folder, "pub.der"))[^32..];
            Http = new LoopbackHttp(request => Answer(Encoding.UTF8.GetString(request.Body)));
        }

        public LoopbackHttp Http { get; }

        public string Vkey => $"{Name}+{Convert.ToHexStringLower(KeyId)}+{Convert.ToBase64String([4, .. _public])}";

        private byte[] KeyId => SHA256.HashData([.. Encoding.UTF8.GetBytes(Name + "\n"), 4, .. _public])[..4];

        public void Dispose() => Http.Dispose();

        private (int Status, byte[] Body) Answer(string body)
        {
            long old = long.Parse(body.Split('\n')[0]["old ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            string note = body[(body.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            string text = note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)];
            long size = long.Parse(text.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
            if (old != _size)
            {
                return (409, Encoding.ASCII.GetBytes($"{_size}\n"));
            }

            _size = size;
            long time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            File.WriteAllText(Path.Combine(_folder, "message"), $"cosignature/v1\ntime {time}\n{text}");
            OpenSsl.Run(_folder, "pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "message", "-out", "sig");
            byte[] stamped = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(stamped, time);
            byte[] signature = [.. KeyId, .. stamped, .. File.ReadAllBytes(Path.Combine(_folder, "sig"))];
            return (200, Encoding.UTF8.GetBytes($"\u2014 {Name} {Convert.ToBase64String(signature)}\n"));
        }
    }
}
