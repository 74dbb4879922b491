using System.IO.Compression;

namespace MspGov.Cmdlets.Tests.Reports;

public sealed class EvidenceReportTests
{
    [Fact]
    public void A_pack_says_who_can_reach_the_tenant_and_what_is_accepted()
    {
        using ModuleShell shell = ModuleShell.Connected();
        var paths = shell.Run("""
            New-LabTenant contoso -Size Small -Seed 1 | Register-ClientTenant | Out-Null
            Get-TenantAccess contoso -SaveSnapshot
            """).ThrowOnError().Output;
        shell.Run("""
            New-AccessException -Tenant contoso -Principal 'emergency*' -Owner alice -Approver carol -Ticket T-1 -Reason 'Emergency' -Expires ([DateTime]::UtcNow.AddDays(30)) | Out-Null
            Export-AuditTrust contoso $Folder/trust.json | Out-Null
            Export-AuditEvidence contoso $Folder/pack | Out-Null
            """).ThrowOnError();

        string[] access = File.ReadAllLines(Path.Combine(shell.Folder, "pack", "access.csv"));
        string exceptions = File.ReadAllText(Path.Combine(shell.Folder, "pack", "exceptions.csv"));
        string page = File.ReadAllText(Path.Combine(shell.Folder, "pack", "report.html"));

        Assert.Equal(paths.Count, access.Length - 1);
        Assert.Equal(
            paths.Select(path => (string)((dynamic)path).PathId).Order(StringComparer.Ordinal),
            access[1..].Select(line => line.Split(',')[^1].Trim('"')).Order(StringComparer.Ordinal));
        Assert.Contains("principal emergency*", exceptions, StringComparison.Ordinal);
        Assert.Contains($"{paths.Count} paths", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0001-01-01", page, StringComparison.Ordinal);
        // Seventeen characters are not only what a time has.
        Assert.Contains("<td>Service principal</td>", page, StringComparison.Ordinal);
        Assert.Contains("whole tenant", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal("ValidNotAnchored", shell.Run("(Test-AuditEvidence $Folder/pack -TrustAnchor $Folder/trust.json).Verdict").ThrowOnError().Single.ToString());
    }

    [Fact]
    public void A_snapshot_that_was_changed_is_named_and_not_shown()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("""
            New-LabTenant contoso -Size Small -Seed 1 | Register-ClientTenant | Out-Null
            Get-TenantAccess contoso -SaveSnapshot | Out-Null
            Export-AuditTrust contoso $Folder/trust.json | Out-Null
            """).ThrowOnError();
        string file = Directory.GetFiles(Path.Combine(shell.Folder, "store", "snapshots"), "*.gz", SearchOption.AllDirectories).Single();
        string lines;
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress)))
        {
            lines = reader.ReadToEnd();
        }

        using (var zip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            zip.Write(System.Text.Encoding.UTF8.GetBytes(lines.Replace("Global Administrator", "Directory Readers", StringComparison.Ordinal)));
        }

        shell.Run("Export-AuditEvidence contoso $Folder/pack | Out-Null").ThrowOnError();

        Assert.Single(File.ReadAllLines(Path.Combine(shell.Folder, "pack", "access.csv")));
        Assert.Contains("is not what the ledger recorded", File.ReadAllText(Path.Combine(shell.Folder, "pack", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_nobody_approved_is_not_shown_as_one_that_needs_no_approval()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("""
            New-LabTenant contoso -Size Small -Seed 1 | Register-ClientTenant | Out-Null
            Set-ElevationPolicy 'Global Administrator' -Approval One | Out-Null
            $user = @(Get-TenantAccess contoso | Where-Object { $_.PrincipalType -eq 'User' -and $_.Role -ne 'Global Administrator' })[0].PrincipalName
            New-ElevationGrant contoso 'Global Administrator' -Principal $user -Duration PT1H -Reason 'Incident' -Force | Out-Null
            Export-AuditTrust contoso $Folder/trust.json | Out-Null
            Export-AuditEvidence contoso $Folder/pack | Out-Null
            """).ThrowOnError();

        string row = File.ReadAllLines(Path.Combine(shell.Folder, "pack", "elevations.csv"))[1];

        Assert.Contains(",nobody,", row, StringComparison.Ordinal);
        Assert.Contains(",Requested,", row, StringComparison.Ordinal);
    }
}
