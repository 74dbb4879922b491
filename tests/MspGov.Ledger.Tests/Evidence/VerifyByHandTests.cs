using System.Diagnostics;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Evidence;

/// <summary>The script of docs/verify-by-hand.md, which knows nothing of ours, agrees with packs that we write.</summary>
public class VerifyByHandTests
{
    [SkippableTheory]
    [InlineData(null, null, 0)]
    [InlineData(null, null, 9)]
    [InlineData(3L, 8L, 5)]
    public void Openssl_and_coreutils_check_an_entry(long? start, long? end, int seq)
    {
        Skip.If(OperatingSystem.IsWindows(), "The script needs bash and coreutils.");
        using var world = new PackWorld(entries: 9);
        string pack = world.Export("pack", start, end);
        (int code, string output) = Run(pack, world.Trust, seq);
        Assert.True(code == 0, output);
        Assert.Contains("the checkpoint is signed by the ledger key of the trust anchor", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void It_follows_rotations_of_the_ledger_keys_from_the_trust_anchor_and_no_other()
    {
        Skip.If(OperatingSystem.IsWindows(), "The script needs bash and coreutils.");
        using var world = new PackWorld(entries: 3);
        world.Store.Ledger.RotateLedgerKeys("T-1", "drill");
        world.Store.Fill(world.Tenant, 2);
        world.Store.Ledger.RotateLedgerKeys("T-2", "drill");
        string pack = world.Export("pack");
        (int code, string output) = Run(pack, world.Trust, 4);
        Assert.True(code == 0, output);
        Assert.Contains("2 rotation(s) lead to", output, StringComparison.Ordinal);

        Directory.Move(Path.Combine(pack, "rotation-0"), Path.Combine(pack, "away"));
        Assert.Contains("FAILED", Run(pack, world.Trust, 4).Output, StringComparison.Ordinal);
        Directory.Move(Path.Combine(pack, "rotation-1"), Path.Combine(pack, "rotation-0"));
        Assert.Contains("FAILED", Run(pack, world.Trust, 4).Output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("entries.jsonl", "\"sig\":\"MEQC", "\"sig\":\"MEQD")]
    [InlineData("head", "mspgov.head.v1", "mspgov.head.v2")]
    [InlineData("epoch", "mspgov.epoch.v1", "mspgov.epoch.v2")]
    [InlineData("keys.details.jsonl", "\"detail\":\"ey", "\"detail\":\"ez")]
    public void It_fails_on_a_changed_pack(string file, string from, string to)
    {
        Skip.If(OperatingSystem.IsWindows(), "The script needs bash and coreutils.");
        using var world = new PackWorld(entries: 60);
        string path = Path.Combine(world.Export("pack"), file);
        string text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        int seq = file == "entries.jsonl" ? Array.FindIndex(text.Split('\n'), line => line.Contains(from, StringComparison.Ordinal)) : 1;
        Assert.NotEqual(0, Run(Path.GetDirectoryName(path)!, world.Trust, seq).Code);
    }

    private static (int Code, string Output) Run(string pack, string trust, int seq)
    {
        string script = Path.Combine(RepoRoot(), "docs", "verify-by-hand.sh");
        var start = new ProcessStartInfo("bash", [script, pack, trust, seq.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static string RepoRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MspGov.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}
