using System.Management.Automation.Language;
using System.Text.Json;
using MspGov.Core.Reports;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Reports;

public sealed class PostureCommandTests
{
    private const string World = """
        New-LabTenant contoso -Seed 1 | Register-ClientTenant | Out-Null
        New-LabTenant fabrikam -Seed 2 | Register-ClientTenant | Out-Null
        """;

    [Fact]
    public void What_was_never_read_is_unknown_until_the_commands_that_mend_it_have_run()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        GovernancePosture before = Posture(shell, "Get-GovernancePosture contoso");
        foreach (string check in new[] { PostureChecks.Inventory, PostureChecks.CredentialExpiring })
        {
            shell.Run(before.Find(check)!.Mend!).ThrowOnError();
        }

        GovernancePosture after = Posture(shell, "Get-GovernancePosture contoso");
        Assert.Null(before.StandingPrivileged);
        Assert.Null(before.ExpiringCredentials);
        Assert.NotNull(after.StandingPrivileged);
        Assert.NotNull(after.ExpiringCredentials);
        Assert.Equal(PostureSeverity.Ok, after.Find(PostureChecks.Inventory)!.Severity);
    }

    [Fact]
    public void Standing_access_is_what_the_tenant_shows_and_falls_when_an_exception_covers_it()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("$global:paths = Get-TenantAccess contoso -SaveSnapshot | Where-Object { $_.Privileged -and $_.Standing }").ThrowOnError();
        int expected = shell.Run("$paths.PrincipalId").ThrowOnError().Output.Select(id => id.ToString()).Distinct().Count();

        GovernancePosture posture = Posture(shell, "Get-GovernancePosture contoso");
        shell.Run("""
            New-GovernanceOperator bob -Role Administrator -AllTenants | Out-Null
            New-AccessException contoso -Principal $paths[0].PrincipalId -Owner carol -Approver bob -Ticket T-1 -Reason Legacy -Expires ([datetime]::UtcNow.AddDays(60)) | Out-Null
            Connect-GovernanceStore $Folder/store bob | Out-Null
            Get-AccessException | Set-AccessException -Approve
            """).ThrowOnError();

        Assert.Equal(expected, posture.StandingPrivileged);
        Assert.Equal(expected - 1, Posture(shell, "Get-GovernancePosture contoso").StandingPrivileged);
    }

    [Fact]
    public void Posture_as_of_a_moment_knows_only_what_was_recorded_then()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("$global:then = [DateTimeOffset]::UtcNow; Get-TenantAccess contoso -SaveSnapshot | Out-Null").ThrowOnError();

        Assert.Null(Posture(shell, "Get-GovernancePosture contoso -AsOf $then").InventoryAt);
        Assert.NotNull(Posture(shell, "Get-GovernancePosture contoso").InventoryAt);
        Assert.Equal("TenantNotFound", shell.Run("Get-GovernancePosture contoso -AsOf 2020-01-01").ErrorId);
    }

    [Fact]
    public void An_operator_of_one_tenant_sees_that_tenant_and_no_other()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("New-GovernanceOperator rita -Role ReadOnly -Tenant contoso | Out-Null; Connect-GovernanceStore $Folder/store rita | Out-Null").ThrowOnError();

        Assert.Equal("contoso", Posture(shell, "Get-GovernancePosture").Tenant);
        Assert.Equal(1, Posture(shell, "Get-GovernancePosture -Overall").Tenants);
        Assert.Equal("OperatorNotPermitted", shell.Run("Get-GovernancePosture fabrikam").ErrorId);
    }

    [Fact]
    public void A_changed_snapshot_is_critical_and_not_believed()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("Get-TenantAccess contoso -SaveSnapshot | Out-Null").ThrowOnError();
        string file = Assert.Single(Directory.GetFiles(Path.Combine(shell.Folder, "store", "snapshots"), "*.gz", SearchOption.AllDirectories));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(file, bytes);

        GovernancePosture posture = Posture(shell, "Get-GovernancePosture contoso");
        Assert.Equal(PostureSeverity.Critical, posture.Find(PostureChecks.Inventory)!.Severity);
        Assert.Null(posture.StandingPrivileged);
    }

    [Fact]
    public void Every_command_that_mends_parses_and_names_a_cmdlet_with_those_parameters()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("""
            Get-TenantAccess contoso -SaveSnapshot | Out-Null
            New-AccessReview contoso 'Q' -Reviewer Operator -ReviewerName alice -Privileged -Days 1 | Out-Null
            """).ThrowOnError();
        string[] commands = [.. shell.Run("Get-GovernancePosture -Finding; (Get-GovernancePosture -Overall).Findings; (Test-GovernanceHealth).Findings").ThrowOnError().Output
            .Select(check => (string?)check.Properties["Mend"].Value).OfType<string>().Distinct()];

        Assert.True(commands.Length > 8, string.Join('\n', commands));
        foreach (string command in commands)
        {
            ScriptBlockAst script = Parser.ParseInput(command, out _, out ParseError[] errors);
            Assert.True(errors.Length == 0, command);
            foreach (CommandAst part in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                foreach (CommandParameterAst parameter in part.CommandElements.OfType<CommandParameterAst>().Where(_ => part.GetCommandName() is not ("Out-Null" or "Where-Object")))
                {
                    Assert.Equal("True", shell.Run("\"$((Get-Command $args[0]).Parameters.ContainsKey($args[1]))\"", part.GetCommandName(), parameter.ParameterName).ThrowOnError().Single.ToString());
                }
            }
        }
    }

    [Fact]
    public void Export_GovernanceReport_writes_what_posture_says_and_records_it_in_every_tenant()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("Get-TenantAccess contoso -SaveSnapshot | Out-Null; $global:files = Export-GovernanceReport $Folder/report -Ticket QBR-1 -Title 'Quarter <one> & more'").ThrowOnError();

        string html = File.ReadAllText(Path.Combine(shell.Folder, "report", "governance-report.html"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(shell.Folder, "report", "governance-report.json")));
        Assert.Contains("Quarter &lt;one&gt; &amp; more", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", html.Replace("https:", "http:", StringComparison.OrdinalIgnoreCase), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
        Assert.Equal(2, json.RootElement.GetProperty("report").GetProperty("tenants").GetArrayLength());
        Assert.Equal("2", shell.Run("\"$(@(Get-AuditEntry -Action report.export | Where-Object Ticket -eq QBR-1).Count)\"").ThrowOnError().Single.ToString());
        Assert.Equal("True", shell.Run("\"$($files[0].Sha256 -eq [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($files[0].Path))))\"").ThrowOnError().Single.ToString());
        Assert.Equal("Valid", shell.Run("\"$((Test-AuditLedger).Verdict)\" -replace 'NotAnchored'").ThrowOnError().Single.ToString());
    }

    [Fact]
    public void A_report_of_one_tenant_tells_of_no_other()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();
        shell.Run("Get-TenantAccess * -SaveSnapshot | Out-Null; Export-GovernanceReport $Folder/clients -PerTenant | Out-Null").ThrowOnError();
        string other = shell.Run("(Get-ClientTenant fabrikam).Id").ThrowOnError().Single.ToString();

        string[] files = Directory.GetFiles(Path.Combine(shell.Folder, "clients", "contoso"));
        Assert.Equal(4, files.Length);
        foreach (string text in files.Select(File.ReadAllText))
        {
            Assert.DoesNotContain("fabrikam", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(other, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("Export-GovernanceReport $Folder/r -From 2026-02-01 -To 2026-01-01", "InvalidArgument")]
    [InlineData("Export-GovernanceReport $Folder/r nobody", "TenantNotFound")]
    [InlineData("Export-GovernanceReport $Folder/r | Out-Null; Export-GovernanceReport $Folder/r", "EvidencePathExists")]
    public void Bad_input_of_a_report_has_a_clear_id(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
    }

    [Fact]
    public void The_page_on_posture_names_every_check()
    {
        string page = File.ReadAllText(Repository.At("docs", "posture.md"));
        Assert.All(
            PostureChecks.OfTenant.Select(check => check.Id).Concat([PostureChecks.LedgerAnchored, PostureChecks.TemplateRollout]).Concat(HealthChecks.All),
            check => Assert.Contains($"| `{check}`", page, StringComparison.Ordinal));
    }

    private static GovernancePosture Posture(ModuleShell shell, string script) => (GovernancePosture)Assert.Single(shell.Run(script).ThrowOnError().Output).BaseObject;
}
