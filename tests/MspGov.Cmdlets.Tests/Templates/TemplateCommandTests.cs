namespace MspGov.Cmdlets.Tests.Templates;

public sealed class TemplateCommandTests
{
    [Fact]
    public void A_template_is_captured_exported_and_imported_and_its_author_cannot_approve_it()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            shell.Run("New-LabTenant contoso -Seed 1 | Register-ClientTenant").ThrowOnError();
            ShellResult made = shell.Run("New-TenantTemplate base contoso -Include authorizationPolicy -Owner olga").ThrowOnError();
            Assert.Equal("draft", made.Single.State);

            Assert.Equal("OperatorNotPermitted", shell.Run("Approve-TenantTemplate base").ErrorId);
            Assert.Equal("TemplateNotApproved", shell.Run("Copy-TenantTemplate base contoso -Force").ErrorId);
            shell.Run($"Export-TenantTemplate base '{folder}'").ThrowOnError();
            Assert.Equal("TemplateUnchanged", shell.Run($"Import-TenantTemplate '{folder}'").ErrorId);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    [Fact]
    public void Comparing_gives_nothing_where_nothing_differs()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-LabTenant contoso -Seed 1 | Register-ClientTenant; New-TenantTemplate base contoso -Include authorizationPolicy -Owner olga").ThrowOnError();

        Assert.Empty(shell.Run("Compare-TenantTemplate contoso base").ThrowOnError().Output);
        Assert.Equal("TemplateNotFound", shell.Run("Restore-TenantTemplate 00000000-0000-4000-8000-000000000000 -Force").ErrorId);
        Assert.Contains("smb-baseline", shell.Run("Get-TenantTemplate -ReadyMade").ThrowOnError().Output.Select(name => (string)name!.ToString()!));
    }
}
