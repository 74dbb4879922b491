using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MspGov.Host;

/// <summary>A PowerShell engine with the module imported, and ways to run things in it.</summary>
internal sealed class EngineHost
{
    private const string Succeeded = "global:MspGovHostSucceeded";

    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly object _runningLock = new();
    private PowerShell? _running;
    private bool _interrupted;

    public EngineHost(bool importModule, bool interactive)
    {
        _host = new ConsoleHost(interactive);

        // CreateDefault2 is the only state that works on the engine package alone: CreateDefault looks for snap-ins that are not there.
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (importModule)
        {
            state.ImportPSModule([Path.Combine(ModuleFolder.Find(), "MspGov.psd1")]);
        }

        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        }

        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        Console.CancelKeyPress += OnInterrupt;
    }

    public int RunScript(string file, string[] arguments)
    {
        string path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"There is no script '{path}'.");
            return ExitCodes.Usage;
        }

        return Run(shell =>
        {
            shell.AddCommand(path);
            ScriptArguments.AddTo(shell, arguments);
        });
    }

    // As pwsh -Command: 1 when the last statement failed, even if its error did not end the run.
    public int RunCommand(string text)
    {
        // Read inside the script: the Out-Default behind it succeeds always.
        int code = Run(shell => shell.AddScript($"{text}{Environment.NewLine}${Succeeded} = $?"));
        bool failed = code == ExitCodes.Success && _host.ExitCode is null && _runspace.SessionStateProxy.GetVariable(Succeeded) is false;
        return failed ? ExitCodes.TerminatingError : code;
    }

    public int RunPrompt()
    {
        _host.UI.WriteLine("MspGov. Type 'exit' to leave, 'Get-Command -Module MspGov' to see what there is.");
        while (_host.ExitCode is null)
        {
            _host.UI.Write($"MspGov {_runspace.SessionStateProxy.Path.CurrentLocation.Path}> ");
            if (ReadStatement() is not { } statement)
            {
                break;
            }

            _interrupted = false;
            Run(shell => shell.AddScript(statement));
        }

        return _host.ExitCode ?? ExitCodes.Success;
    }

    // Reads on while the statement is not complete (an open brace or string), as every PowerShell prompt does.
    private string? ReadStatement()
    {
        string? text = Console.ReadLine();
        while (text is not null)
        {
            System.Management.Automation.Language.Parser.ParseInput(text, out _, out System.Management.Automation.Language.ParseError[] errors);
            if (!Array.Exists(errors, error => error.IncompleteInput))
            {
                return text;
            }

            _host.UI.Write(">> ");
            string? more = Console.ReadLine();
            text = more is null ? null : text + Environment.NewLine + more;
        }

        return null;
    }

    private int Run(Action<PowerShell> arrange)
    {
        using var shell = PowerShell.Create(_runspace);
        _runspace.SessionStateProxy.SetVariable("global:LASTEXITCODE", 0);
        arrange(shell);
        shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        lock (_runningLock)
        {
            _running = shell;
        }

        try
        {
            shell.Invoke();
        }
        catch (PipelineStoppedException)
        {
            return ExitCodes.Interrupted;
        }
        catch (RuntimeException e)
        {
            _host.UI.WriteErrorLine(Describe(e.ErrorRecord));
            return _host.ExitCode ?? ExitCodes.TerminatingError;
        }
        finally
        {
            lock (_runningLock)
            {
                _running = null;
            }
        }

        return _interrupted ? ExitCodes.Interrupted : _host.ExitCode ?? LastExitCode();
    }

    private int LastExitCode() =>
        _runspace.SessionStateProxy.GetVariable("global:LASTEXITCODE") is int code ? code : ExitCodes.Success;

    private static string Describe(ErrorRecord record)
    {
        string where = record.InvocationInfo?.PositionMessage is { Length: > 0 } position ? Environment.NewLine + position : string.Empty;
        return $"{record.Exception.Message} [{record.FullyQualifiedErrorId}]{where}";
    }

    private void OnInterrupt(object? sender, ConsoleCancelEventArgs e)
    {
        // The first Ctrl+C stops what runs; a second, while that is still coming to rest, ends the process.
        e.Cancel = !_interrupted;
        _interrupted = true;
        lock (_runningLock)
        {
            _running?.BeginStop(null, null);
        }
    }
}
