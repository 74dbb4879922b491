using System.Globalization;
using System.Management.Automation.Host;

namespace MspGov.Host;

/// <summary>The engine's host: a plain console.</summary>
internal sealed class ConsoleHost(bool interactive) : PSHost
{
    private readonly ConsoleUserInterface _ui = new(interactive);

    /// <summary>What <c>exit</c> asked for at the top level; null while nothing did.</summary>
    public int? ExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "MspGov.Host";

    public override PSHostUserInterface UI => _ui;

    public override Version Version => typeof(ConsoleHost).Assembly.GetName().Version!;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no nested prompts.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no nested prompts.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}
