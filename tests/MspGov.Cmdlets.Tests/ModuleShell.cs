using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests;

/// <summary>A runspace of the real engine with the built module imported, in a folder of its own.</summary>
public sealed class ModuleShell : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Runspace _runspace;

    static ModuleShell()
    {
        // The copy of the high-water mark outside the store must not litter the user's profile.
        Environment.SetEnvironmentVariable("MSPGOV_STATE", Directory.CreateTempSubdirectory("mspgov-state-").FullName);
    }

    public ModuleShell()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Repository.ModuleManifest]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run("$global:Folder = $args[0]", _folder.Path).ThrowOnError();
    }

    public string Folder => _folder.Path;

    /// <summary>A shell with a store in its folder, connected as alice.</summary>
    public static ModuleShell Connected()
    {
        var shell = new ModuleShell();
        shell.Run("""
            Initialize-GovernanceStore -Path $Folder/store -Operator alice -DisplayName 'Alice' | Out-Null
            Connect-GovernanceStore -Path $Folder/store -Operator alice | Out-Null
            """).ThrowOnError();
        return shell;
    }

    /// <summary>Runs a script; $Folder is the shell's folder and $args are the arguments.</summary>
    public ShellResult Run(string script, params object[] arguments)
    {
        using var shell = System.Management.Automation.PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        ErrorRecord? terminating = null;
        Collection<PSObject> output = [];
        try
        {
            output = shell.Invoke();
        }
        catch (RuntimeException e)
        {
            terminating = e.ErrorRecord;
        }

        return new ShellResult(output, [.. shell.Streams.Error], [.. shell.Streams.Warning.Select(warning => warning.Message)], terminating);
    }

    public void Dispose()
    {
        _runspace.Dispose();
        _folder.Dispose();
    }
}

/// <summary>What a script gave.</summary>
public sealed record ShellResult(
    Collection<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings, ErrorRecord? Terminating)
{
    /// <summary>The one object that was given out.</summary>
    public dynamic Single => Assert.Single(Output);

    /// <summary>Id of the terminating error, or of the only error, without the cmdlet's name.</summary>
    public string? ErrorId => (Terminating ?? Errors.SingleOrDefault())?.FullyQualifiedErrorId.Split(',')[0];

    /// <summary>Fails the test with the script's own words when it had any error.</summary>
    public ShellResult ThrowOnError()
    {
        Assert.True(Terminating is null, Terminating?.ToString() + Terminating?.InvocationInfo?.PositionMessage);
        Assert.True(Errors.Count == 0, string.Join(Environment.NewLine, Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));
        return this;
    }
}
