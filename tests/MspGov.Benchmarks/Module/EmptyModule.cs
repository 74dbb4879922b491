using System.Management.Automation;
using System.Reflection;
using System.Reflection.Emit;

namespace MspGov.Benchmarks.Module;

/// <summary>A binary module whose one cmdlet does nothing.</summary>
internal static class EmptyModule
{
    private const string View = """
        <Configuration><ViewDefinitions><View><Name>Nothing</Name><ViewSelectedBy><TypeName>Nothing</TypeName></ViewSelectedBy><TableControl>
        <TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><ScriptBlock>$_</ScriptBlock></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries>
        </TableControl></View></ViewDefinitions></Configuration>
        """;

    /// <summary>Writes it to a folder; returns the path of its manifest.</summary>
    /// <param name="folder">Folder of modules.</param>
    /// <param name="name">Name of the module, and noun of its cmdlet.</param>
    /// <param name="view">Whether it has a view too.</param>
    public static string Write(string folder, string name, bool view = false)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(path);
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        TypeBuilder cmdlet = assembly.DefineDynamicModule(name).DefineType($"{name}.Get{name}Command", TypeAttributes.Public | TypeAttributes.Sealed, typeof(PSCmdlet));
        cmdlet.SetCustomAttribute(new CustomAttributeBuilder(typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!, ["Get", name]));
        cmdlet.DefineDefaultConstructor(MethodAttributes.Public);
        cmdlet.CreateType();
        assembly.Save(Path.Combine(path, name + ".dll"));
        string manifest = Path.Combine(path, name + ".psd1");
        File.WriteAllText(Path.Combine(path, name + ".Format.ps1xml"), View);
        string formats = view ? $"'{name}.Format.ps1xml'" : "";
        File.WriteAllText(manifest, $"@{{ FormatsToProcess = @({formats}); RootModule = '{name}.dll'; ModuleVersion = '1.0.0'; CmdletsToExport = @('Get-{name}'); FunctionsToExport = @(); AliasesToExport = @(); VariablesToExport = @() }}");
        return manifest;
    }
}
