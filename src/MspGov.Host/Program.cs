using MspGov.Host;

const string Usage = """
    MspGov.Host runs PowerShell with the MspGov module imported, where pwsh is not installed.

      MspGov.Host script.ps1 [arguments]   runs a script
      MspGov.Host -Command "..."           runs a command
      MspGov.Host                          an interactive prompt
      -NoModule before any of these        does not import the module

    Exit code: the script's own (exit N), 1 after a terminating error, 2 for wrong usage, 130 after Ctrl+C.
    """;

bool importModule = args is not ["-NoModule" or "-nomodule", ..];
switch (importModule ? args : args[1..])
{
    case ["-?" or "-h" or "--help", ..]:
        Console.WriteLine(Usage);
        return ExitCodes.Success;
    case ["-Command" or "-command" or "-c", string text, .. string[] rest]:
        return new EngineHost(importModule, interactive: false).RunCommand(string.Join(' ', [text, .. rest]));
    case ["-Command" or "-command" or "-c"]:
        Console.Error.WriteLine("-Command needs a text.");
        return ExitCodes.Usage;
    case ["-File" or "-file" or "-f", string file, .. string[] rest]:
        return new EngineHost(importModule, interactive: false).RunScript(file, rest);
    case [string file, .. string[] rest]:
        return new EngineHost(importModule, interactive: false).RunScript(file, rest);
    default:
        return new EngineHost(importModule, interactive: true).RunPrompt();
}
