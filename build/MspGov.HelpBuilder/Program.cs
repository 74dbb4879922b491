using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MspGov.HelpBuilder;

if (args is ["views", string viewsFolder, string viewsFile])
{
    ViewMerger.Merge(viewsFolder, viewsFile);
    return 0;
}

if (args is not [string manifest, string pagesFolder, string output])
{
    Console.Error.WriteLine("Usage: MspGov.HelpBuilder <module manifest> <folder of pages> <help file to write>, or views <folder> <file to write>");
    return 2;
}

using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
using PowerShell shell = PowerShell.Create(runspace);
shell.AddScript("Import-Module $args[0] -ErrorAction Stop; Get-Command -Module MspGov -CommandType Cmdlet").AddArgument(manifest);
CmdletInfo[] cmdlets = [.. shell.Invoke<CmdletInfo>().OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];

var common = HelpPage.Read(Path.Combine(pagesFolder, "_common.md"));
var maml = new MamlWriter(common.Parameters);
foreach (CmdletInfo cmdlet in cmdlets)
{
    // A missing page is for the convention test to name; help of the others is built all the same.
    string page = Path.Combine(pagesFolder, cmdlet.Name + ".md");
    if (File.Exists(page))
    {
        maml.Add(cmdlet, HelpPage.Read(page));
    }
}

Directory.CreateDirectory(Path.GetDirectoryName(output)!);
maml.Save(output);
return 0;
