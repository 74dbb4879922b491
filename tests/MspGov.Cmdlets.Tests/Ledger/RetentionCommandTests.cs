namespace MspGov.Cmdlets.Tests.Ledger;

public sealed class RetentionCommandTests
{
    private const string World = """
        New-LabTenant contoso | Register-ClientTenant | Out-Null
        New-LabTenant fabrikam -Seed 2 | Register-ClientTenant | Out-Null
        Export-AuditTrust -Tenant contoso -Path $Folder/trust.json | Out-Null
        Export-AuditTrust -Tenant fabrikam -Path $Folder/other.json | Out-Null
        """;

    [Fact]
    public void Entries_from_the_pipeline_are_erased_by_one_entry_a_log_and_packs_mark_them()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        ShellResult erased = shell.Run("Get-AuditEntry -Action trust.export | Clear-AuditDetail -Ticket REQ-7 -Reason 'Request' -Force").ThrowOnError();

        Assert.Equal(2, erased.Output.Count);
        dynamic entry = shell.Run("Get-AuditEntry -Tenant contoso -Action detail.erase").ThrowOnError().Single;
        Assert.Equal("REQ-7", entry.Ticket);
        dynamic report = shell.Run("""
            Export-AuditEvidence -Tenant contoso -Path $Folder/pack | Out-Null
            Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/trust.json
            """).ThrowOnError().Single;
        Assert.Equal("ValidNotAnchored", report.Verdict.ToString());
        Assert.Equal(1L, report.Erased);
    }

    [Fact]
    public void Policies_are_data_and_say_what_is_due()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("Set-RetentionPolicy -KeepFor P730D; Set-RetentionPolicy -Tenant fabrikam -KeepFor PT0S").ThrowOnError();

        Assert.Equal(2, shell.Run("Get-RetentionPolicy").ThrowOnError().Output.Count);
        Assert.Empty(shell.Run("Clear-AuditDetail -Policy -Ticket T -Reason R -WhatIf").ThrowOnError().Output);
        dynamic erased = shell.Run("Clear-AuditDetail -Policy -Ticket T -Reason R -Force").ThrowOnError().Single;
        Assert.Equal(erased.TenantId, shell.Run("(Get-ClientTenant fabrikam).Id").ThrowOnError().Single.ToString());
        Assert.Empty(shell.Run("Clear-AuditDetail -OlderThan P1D -Ticket T -Reason R -Force").ThrowOnError().Output);
        Assert.Equal("ValidNotAnchored", shell.Run("(Test-AuditLedger).Verdict").ThrowOnError().Single.ToString());
    }

    [Theory]
    [InlineData("Clear-AuditDetail contoso -Seq 0 -Ticket T -Reason R -Force", "StateConflict")]
    [InlineData("Clear-AuditDetail contoso -Seq 99 -Ticket T -Reason R -Force", "LedgerRangeInvalid")]
    [InlineData("Clear-AuditDetail -Log keys -Seq 1 -Ticket T -Reason R -Force", "LedgerLogNotFound")]
    [InlineData("Clear-AuditDetail -Seq 1 -Ticket T -Reason R -Force", "InvalidArgument")]
    [InlineData("Clear-AuditDetail contoso -OffBoarded -Ticket T -Reason R -Force", "StateConflict")]
    [InlineData("Set-RetentionPolicy -KeepFor -P1D", "StateConflict")]
    public void What_cannot_be_erased_is_said_and_nothing_is(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
        Assert.Empty(shell.Run("Get-AuditEntry -Action detail.erase | Where-Object Outcome -NE Denied").ThrowOnError().Output);
    }

    [Fact]
    public void Update_LedgerKey_tells_the_new_keys_and_the_old_anchor_stays_good()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        dynamic rotation = shell.Run("Update-LedgerKey -Ticket CHG-1 -Force").ThrowOnError().Single;

        Assert.Contains(string.Join("\n", ((IEnumerable<string>)rotation.NewVkeys).First().Split('+')[0]), (string)rotation.Note, StringComparison.Ordinal);
        Assert.Equal("ValidNotAnchored", shell.Run("""
            Export-AuditEvidence -Tenant contoso -Path $Folder/pack | Out-Null
            (Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/trust.json).Verdict
            """).ThrowOnError().Single.ToString());
    }
}
