namespace MspGov.Cmdlets.Tests.Tenants;

public sealed class TenantImportTests
{
    private const string One = "0b0e6b0e-0000-4000-8000-00000000a001";
    private const string Two = "0b0e6b0e-0000-4000-8000-00000000a002";

    [Fact]
    public void Customers_of_a_partner_are_registered_once_and_their_access_shows_the_partners_technicians()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("""
            New-LabTenant msp -Seed 2 -Partner | Register-ClientTenant | Out-Null
            New-LabTenant fabrikam -Seed 3 -ManagedBy msp | Out-Null
            """).ThrowOnError();
        Assert.DoesNotContain("DelegatedAdminRelationship.Read.All", Checks());

        Assert.Equal("False", shell.Run("(Import-ClientTenant -Partner msp -Customer fabrikam -WhatIf).Applied.ToString()").ThrowOnError().Single.ToString());
        Assert.Single(shell.Run("Get-ClientTenant").ThrowOnError().Output);
        dynamic done = shell.Run("Import-ClientTenant -Partner msp -Customer fabrikam -Tier HighRegulation -Group EU").ThrowOnError().Single;
        Assert.True(done.Applied);
        int entries = shell.Run("Get-AuditEntry").ThrowOnError().Output.Count;
        Assert.Equal("Unchanged", shell.Run("(Import-ClientTenant -Partner msp -Customer fabrikam).Action.ToString()").ThrowOnError().Single.ToString());
        Assert.Equal(entries, shell.Run("Get-AuditEntry").ThrowOnError().Output.Count);

        Assert.Contains("ForeignUser", shell.Run("Get-TenantAccess fabrikam | ForEach-Object { $_.PrincipalType.ToString() }").ThrowOnError().Output.Select(type => type.ToString()));
        Assert.Contains("DelegatedAdminRelationship.Read.All", Checks());

        string[] Checks() => [.. shell.Run("(Test-ClientTenant msp).Checks.Name").ThrowOnError().Output.Select(name => name.ToString()!)];
    }

    [Fact]
    public void A_file_is_imported_whole_or_not_at_all()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string folder = Directory.CreateTempSubdirectory("mspgov-import").FullName;
        try
        {
            string file = Path.Combine(folder, "clients.csv");
            File.WriteAllText(file, $"TenantId;Name;GraphEndpoint;AccessToken\n{One};adatum;;env:A\n{Two};litware;http://graph.example;env:B\n");
            Assert.Equal("EndpointNotSecure", shell.Run($"Import-ClientTenant '{file}'").ErrorId);
            Assert.Empty(shell.Run("Get-ClientTenant").Output);

            File.WriteAllText(file, $"TenantId;Name;AccessToken\n{One};adatum;env:A\n{Two};litware;env:B\n");
            Assert.Equal(2, shell.Run($"Import-ClientTenant '{file}' -Jurisdiction DE | Where-Object Applied").ThrowOnError().Output.Count);
            File.WriteAllText(file, $"TenantId;Name;ServiceOwner\n{One};adatum;Dana\n{Two};litware;\n");
            Assert.Equal(["Update ServiceOwner", "Unchanged "], shell.Run($"Import-ClientTenant '{file}' | ForEach-Object {{ \"$($_.Action) $($_.Changes)\" }}").ThrowOnError().Output.Select(line => line.ToString()));
            Assert.Equal("Dana DE AccessToken", shell.Run("Get-ClientTenant adatum | ForEach-Object { \"$($_.ServiceOwner) $($_.Jurisdiction) $($_.Connection.Kind)\" }").ThrowOnError().Single.ToString());
            Assert.Equal("TenantListInvalid", shell.Run($"Import-ClientTenant '{file}.none'").ErrorId);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Nobody_without_the_right_to_manage_tenants_imports_any()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string folder = Directory.CreateTempSubdirectory("mspgov-import").FullName;
        try
        {
            string file = Path.Combine(folder, "clients.csv");
            File.WriteAllText(file, $"TenantId;Name;AccessToken\n{One};adatum;env:A\n{Two};litware;env:B\n");
            shell.Run("""
                New-GovernanceOperator bob -DisplayName Bob | Out-Null
                Grant-GovernanceRole -Operator bob -Role Administrator -AllTenants | Out-Null
                $global:path = (Get-GovernanceStore).Path
                Connect-GovernanceStore -Path $path -Operator bob | Out-Null
                """).ThrowOnError();
            Assert.Equal("OperatorNotPermitted", shell.Run($"Import-ClientTenant '{file}'").ErrorId);
            Assert.Empty(shell.Run("Get-ClientTenant").Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
