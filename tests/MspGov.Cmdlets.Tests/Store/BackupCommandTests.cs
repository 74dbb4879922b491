using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Store;

public sealed class BackupCommandTests
{
    private const string World = """
        New-LabTenant contoso | Register-ClientTenant | Out-Null
        Export-AuditTrust -Tenant contoso -Path $Folder/trust.json | Out-Null
        Set-AuditAnchor -Place $Folder/place
        Backup-GovernanceStore $Folder/backup | Out-Null
        """;

    private const string Restore = "Restore-GovernanceStore $Folder/backup $Folder/store -Operator alice -Reason Drill -Force";

    [Fact]
    public void Backup_GovernanceStore_and_Restore_GovernanceStore_bring_labs_tenants_and_packs_back()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        Assert.Equal("StoreBusy", shell.Run(Restore).ErrorId);
        shell.Run("Disconnect-GovernanceStore").ThrowOnError();
        Directory.Delete(Path.Combine(shell.Folder, "store"), recursive: true);

        dynamic restored = shell.Run(Restore).ThrowOnError().Single;

        Assert.Null(restored.Predecessor);
        ShellResult pack = shell.Run("""
            Connect-GovernanceStore $Folder/store alice | Out-Null
            Get-TenantAccess -Tenant contoso | Out-Null
            Export-AuditEvidence -Tenant contoso -Path $Folder/pack | Out-Null
            (Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/trust.json).Verdict
            (Test-AuditLedger).Verdict
            """).ThrowOnError();
        Assert.All(pack.Output, verdict => Assert.Equal("ValidNotAnchored", verdict.ToString()));
    }

    [Fact]
    public void An_anchor_place_remembers_what_was_published_where_the_machine_does_not()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("New-AuditCheckpoint; Disconnect-GovernanceStore").ThrowOnError();
        Directory.Delete(Path.Combine(shell.Folder, "store"), recursive: true);
        string? state = Environment.GetEnvironmentVariable("MSPGOV_STATE");
        foreach (string mark in Directory.GetFiles(state!, shell.Run("(Get-GovernanceStore -Path $Folder/backup).LedgerId").ThrowOnError().Single + "*"))
        {
            File.Delete(mark);
        }

        Assert.Equal("BackupTooOld", shell.Run(Restore).ErrorId);
        Assert.Equal("BackupTooOld", shell.Run(Restore + " -NothingPublishedSince").ErrorId);
        ShellResult successor = shell.Run(Restore + " -AsSuccessor").ThrowOnError();
        Assert.Contains(successor.Warnings, warning => warning.Contains("Export-AuditTrust", StringComparison.Ordinal));
        Assert.Equal("ValidNotAnchored", shell.Run("""
            Connect-GovernanceStore $Folder/store alice | Out-Null
            Export-AuditTrust -Tenant contoso -Path $Folder/trust2.json | Out-Null
            Export-AuditEvidence -Tenant contoso -Path $Folder/pack | Out-Null
            (Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/trust2.json).Verdict
            """).ThrowOnError().Single.ToString());
    }

    [Theory]
    [InlineData("Backup-GovernanceStore $Folder/backup", "BackupPathExists")]
    [InlineData("Backup-GovernanceStore $Folder/store/backup", "InvalidArgument")]
    [InlineData("Disconnect-GovernanceStore; Restore-GovernanceStore $Folder/none $Folder/store -Operator alice -Reason R -Force", "StoreNotFound")]
    [InlineData("Disconnect-GovernanceStore; Restore-GovernanceStore $Folder/store $Folder/store -Operator alice -Reason R -Force", "StateConflict")]
    [InlineData("Disconnect-GovernanceStore; Restore-GovernanceStore $Folder/backup $Folder/store -Operator mallory -Reason R -Force", "OperatorKeyNotFound")]
    [InlineData("Disconnect-GovernanceStore; Restore-GovernanceStore $Folder/backup $Folder/store -Operator alice -Reason R -Force -Checkpoint $Folder/store/store.json", "TrustAnchorInvalid")]
    public void Bad_input_has_its_own_error_and_the_store_stays(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
        Assert.Equal("ValidNotAnchored", shell.Run("Connect-GovernanceStore $Folder/store alice | Out-Null; (Test-AuditLedger).Verdict").ThrowOnError().Single.ToString());
    }

    [Fact]
    public async Task The_backup_script_for_a_scheduler_leaves_a_verified_backup_and_takes_old_ones_away()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        Directory.CreateDirectory(Path.Combine(shell.Folder, "backups", "governance-20200101T000000Z"));

        HostResult result = await HostProcess.RunAsync(
            Repository.At("examples", "rmm", "backup.ps1"), "-Store", Path.Combine(shell.Folder, "store"), "-Operator", "alice", "-Destination", Path.Combine(shell.Folder, "backups"), "-Keep", "1");

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(Path.Combine(shell.Folder, "backups"))), "backup.json")));
    }
}
