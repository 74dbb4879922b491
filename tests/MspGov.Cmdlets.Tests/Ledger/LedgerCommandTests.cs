using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Ledger;

public sealed class LedgerCommandTests
{
    private const string Pack = """
        New-LabTenant contoso | Register-ClientTenant | Out-Null
        New-LabTenant fabrikam -Seed 2 | Register-ClientTenant | Out-Null
        Export-AuditTrust -Tenant contoso -Path $Folder/trust.json | Out-Null
        Set-ClientTenant contoso -ServiceOwner Dana -Ticket CHG-7 -Reason 'New owner'
        Export-AuditEvidence -Tenant contoso -Path $Folder/pack | Out-Null
        """;

    [Fact]
    public void Get_AuditEntry_tells_who_did_what_when_and_why()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(Pack).ThrowOnError();

        dynamic entry = shell.Run("Get-AuditEntry -Tenant contoso -Action tenant.update").ThrowOnError().Single;

        Assert.Equal("alice", entry.Operator);
        Assert.Equal("CHG-7", entry.Ticket);
        Assert.Equal("New owner", entry.Reason);
        Assert.Equal("Dana", entry.Detail.serviceOwner);
        Assert.Equal(DateTimeKind.Utc, ((DateTime)entry.At).Kind);
    }

    [Fact]
    public void Get_AuditEntry_AsOf_and_the_register_tell_of_a_time()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(Pack).ThrowOnError();
        shell.Run("$then = [datetime]::UtcNow; while ([datetime]::UtcNow -le $then.AddMilliseconds(2)) { }; Set-ClientTenant contoso -ServiceOwner Eli").ThrowOnError();

        Assert.Equal("Dana", shell.Run("(Get-AuditEntry -Tenant contoso -AsOf $then | Where-Object Action -EQ tenant.update)[-1].Detail.serviceOwner").ThrowOnError().Single.ToString());
        Assert.Equal("Dana", shell.Run("(Get-ClientTenant contoso -AsOf $then).ServiceOwner").ThrowOnError().Single.ToString());
        Assert.Equal("Eli", shell.Run("(Get-ClientTenant contoso).ServiceOwner").ThrowOnError().Single.ToString());
        Assert.Empty(shell.Run("Get-AuditEntry -AsOf 2001-01-01").ThrowOnError().Output);
    }

    [Fact]
    public void Test_AuditLedger_finds_a_whole_ledger_and_a_changed_one()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(Pack).ThrowOnError();

        Assert.Equal("ValidNotAnchored", shell.Run("(Test-AuditLedger).Verdict").ThrowOnError().Single.ToString());
        Assert.Equal("ValidNotAnchored", shell.Run("(Test-AuditLedger -Fast).Verdict").ThrowOnError().Single.ToString());
    }

    [Fact]
    public void A_pack_verifies_and_one_flipped_byte_in_any_file_does_not()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(Pack).ThrowOnError();
        const string test = "Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/trust.json";
        Assert.Equal("ValidNotAnchored", shell.Run($"({test}).Verdict").ThrowOnError().Single.ToString());

        foreach (string file in Directory.GetFiles(Path.Combine(shell.Folder, "pack"), "*", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(file);
            byte[] changed = [.. bytes];
            changed[changed.Length / 2] ^= 1;
            File.WriteAllBytes(file, changed);

            Assert.True(shell.Run($"({test}).Verdict").ThrowOnError().Single.ToString() == "Invalid", $"a changed {file} was accepted");
            File.WriteAllBytes(file, bytes);
        }
    }

    [Theory]
    [InlineData("Test-AuditEvidence -Path $Folder/none -TrustAnchor $Folder/trust.json", "EvidenceNotFound")]
    [InlineData("Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/pack/manifest.json", "TrustAnchorInvalid")]
    [InlineData("Export-AuditEvidence -Tenant contoso -Path $Folder/pack", "EvidencePathExists")]
    [InlineData("Export-AuditTrust -Tenant contoso -Path $Folder/trust.json", "EvidencePathExists")]
    [InlineData("Export-AuditEvidence -Tenant nobody -Path $Folder/x", "TenantNotFound")]
    public void Bad_input_has_its_own_error(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(Pack).ThrowOnError();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
    }

    [Fact]
    public async Task The_quickstart_ends_as_it_says()
    {
        HostResult result = await HostProcess.RunAsync(Repository.At("examples", "quickstart.ps1"));

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("the pack is ValidNotAnchored", result.Output, StringComparison.Ordinal);
        Assert.Contains("the pack is now Invalid", result.Output, StringComparison.Ordinal);
    }
}
