namespace MspGov.Cmdlets.Tests.Reports;

public sealed class EvidenceRegisterTests
{
    [Fact]
    public void Get_EvidenceRegister_says_what_is_missing_and_what_makes_it()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-LabTenant contoso | Register-ClientTenant | Out-Null").ThrowOnError();

        dynamic before = shell.Run("Get-EvidenceRegister contoso -Framework 'CIS*' | Where-Object Requirement -eq '5'").ThrowOnError().Single;
        shell.Run("Get-TenantAccess contoso | Out-Null").ThrowOnError();
        dynamic after = shell.Run("Get-EvidenceRegister contoso -Framework 'CIS*' | Where-Object Requirement -eq '5'").ThrowOnError().Single;

        Assert.Equal("Missing", before.State.ToString());
        Assert.Equal("Get-PrivilegedIdentity", before.Artefacts[0].Command);
        Assert.Equal("Covered", after.State.ToString());
    }

    [Fact]
    public void A_file_adds_requirements_and_one_that_is_none_is_refused()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-LabTenant contoso -Empty | Register-ClientTenant | Out-Null").ThrowOnError();
        File.WriteAllText(Path.Combine(shell.Folder, "own.json"), """
            {"format":"mspgov.evidence-register.v1","requirements":[{"framework":"Own","id":"1","title":"T","ask":"A",
             "artefacts":[{"name":"Registration","actions":["tenant.register"],"maxAgeDays":30,"command":"Register-ClientTenant"}]}]}
            """);
        File.WriteAllText(Path.Combine(shell.Folder, "bad.json"), "{\"format\":\"other\"}");

        Assert.Equal("Covered", shell.Run("(Get-EvidenceRegister contoso -Framework Own -ExtensionPath $Folder/own.json).State").ThrowOnError().Single.ToString());
        Assert.Equal("InvalidArgument", shell.Run("Get-EvidenceRegister contoso -ExtensionPath $Folder/bad.json").ErrorId);
    }
}
