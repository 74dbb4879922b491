using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Frame;

/// <summary>
/// Another module of the session brings other versions of our packages, before or after us: both keep working, and ours stay in
/// our own load context. Each order runs in a process of its own, as load contexts are the process's.
/// </summary>
public sealed class IsolationTests
{
    private const string LoadOthers = """
        $others = @('System.ClientModel', 'Azure.Core', 'Newtonsoft.Json', 'YamlDotNet') | ForEach-Object {
            [System.Reflection.Assembly]::LoadFrom("$Others/$_.dll")
        }
        """;

    private const string UseOthers = """
        $json = [Newtonsoft.Json.JsonConvert]::SerializeObject([int[]]@(1))
        $yaml = [YamlDotNet.Serialization.Deserializer]::new().GetType().Assembly.GetName().Version
        $azure = [Azure.Core.TokenRequestContext]::new([string[]]@('scope')).Scopes[0]
        "others: $json $([Newtonsoft.Json.Linq.JObject].Assembly.GetName().Version) yaml $($yaml.Major) $azure $([Azure.Core.TokenRequestContext].Assembly.GetName().Version)"
        """;

    private const string UseModule = """
        Initialize-GovernanceStore -Path "$Folder/store" -Operator alice | Out-Null
        Connect-GovernanceStore -Path "$Folder/store" -Operator alice | Out-Null
        New-LabTenant -Name contoso | Register-ClientTenant | Out-Null
        Register-ClientTenant -Name real -TenantId '11111111-1111-1111-1111-111111111111' -ClientId app -ClientSecret env:NO_SUCH_SECRET | Out-Null
        $access = @(Get-TenantAccess -Tenant contoso)
        Get-TenantAccess -Tenant real -ErrorVariable failed -ErrorAction SilentlyContinue | Out-Null
        "module: $($access.Count -gt 0) $(@($failed).Count -gt 0) $((Test-AuditLedger).Verdict)"
        """;

    private const string WhereLoaded = """
        $twice = [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Azure.Core' }
        "contexts: $(@($twice | ForEach-Object { [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name } | Where-Object { $_ -eq 'MspGov' }).Count)"
        """;

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Other_versions_of_our_packages_and_ours_work_side_by_side(string order)
    {
        using var folder = new TempFolder();
        string import = $"Import-Module '{Repository.ModuleManifest}'";
        string[] steps = order == "before"
            ? [LoadOthers, import, UseModule, UseOthers, WhereLoaded]
            : [import, UseModule, LoadOthers, UseOthers, UseModule.Replace("$Folder/store", "$Folder/again", StringComparison.Ordinal), WhereLoaded];
        string script = folder.At("isolation.ps1");
        await File.WriteAllTextAsync(script, $"""
            $ErrorActionPreference = 'Stop'
            $Others = '{Path.Combine(AppContext.BaseDirectory, "other-versions")}'
            $Folder = '{folder.Path}'
            [System.Environment]::SetEnvironmentVariable('MSPGOV_STATE', "$Folder/state")
            {string.Join(Environment.NewLine, steps)}
            """);

        HostResult result = await HostProcess.RunAsync("-NoModule", script);

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("others: [1] 13.0.0.0 yaml 16 scope 1.64.0.0", result.Output, StringComparison.Ordinal);
        Assert.Contains("module: True True ValidNotAnchored", result.Output, StringComparison.Ordinal);
        Assert.Contains("contexts: 1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Importing_the_module_loads_nothing_of_the_engine()
    {
        HostResult result = await HostProcess.RunAsync(
            "-Command",
            "Get-Command -Module MspGov | Out-Null; ([System.AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Where-Object { $_ -match '^(MspGov.Engine|MspGov.Ledger|MspGov.Graph|Microsoft.Data.Sqlite|Azure.Core|YamlDotNet)$' }) -join ','");

        Assert.Equal(string.Empty, result.Output.Trim());
    }

    [Fact]
    public void The_module_folder_has_native_sqlite_for_every_platform_and_no_second_core()
    {
        string deps = Path.Combine(Path.GetDirectoryName(Repository.ModuleManifest)!, "deps");

        string[] rids = [.. Directory.GetFiles(Path.Combine(deps, "runtimes"), "*sqlite3*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(deps, "runtimes"), file).Split(Path.DirectorySeparatorChar)[0])
            .Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(["linux-arm64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"], rids);
        Assert.False(File.Exists(Path.Combine(deps, "MspGov.Core.dll")));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(deps)!, "System.Management.Automation.dll", SearchOption.AllDirectories));
    }
}
