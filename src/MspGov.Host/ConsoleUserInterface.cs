using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace MspGov.Host;

/// <summary>
/// Output to stdout; errors, warnings, verbose and debug to stderr. Asks only when a person is there: otherwise a prompt is an error,
/// never a hang.
/// </summary>
internal sealed class ConsoleUserInterface(bool interactive) : PSHostUserInterface
{
    private static readonly bool IsPlain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is not null;

    private readonly ConsoleRawInterface _raw = new();

    public override PSHostRawUserInterface RawUI => _raw;

    public override bool SupportsVirtualTerminal => !IsPlain;

    public override void Write(string value) => Console.Out.Write(Rendered(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Console.Out.Write(Rendered(value));

    public override void WriteLine(string value) => Console.Out.WriteLine(Rendered(value));

    public override void WriteErrorLine(string value) => Console.Error.WriteLine(Rendered(value));

    public override void WriteWarningLine(string message) => Console.Error.WriteLine("WARNING: " + message);

    public override void WriteVerboseLine(string message) => Console.Error.WriteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => Console.Error.WriteLine("DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (!interactive || Console.IsErrorRedirected || record.RecordType == ProgressRecordType.Completed)
        {
            return;
        }

        string text = $"{record.Activity}: {record.StatusDescription}";
        int width = Math.Max(20, _raw.BufferSize.Width - 1);
        Console.Error.Write("\r" + (text.Length > width ? text[..width] : text.PadRight(width)) + "\r");
    }

    public override string ReadLine()
    {
        DemandPerson("read a line");
        return Console.ReadLine() ?? string.Empty;
    }

    public override SecureString ReadLineAsSecureString()
    {
        DemandPerson("read a secret");
        var secret = new SecureString();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
            {
                secret.RemoveAt(secret.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }

        Console.WriteLine();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        DemandPerson($"ask for {string.Join(", ", descriptions.Select(description => description.Name))}");
        WriteLine(caption);
        WriteLine(message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription description in descriptions)
        {
            Write($"{description.Name}: ");
            bool secret = description.ParameterTypeFullName == typeof(SecureString).FullName;
            answers[description.Name] = PSObject.AsPSObject(secret ? ReadLineAsSecureString() : ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        DemandPerson("ask for confirmation (use -Force or -Confirm:$false in scripts)");
        WriteLine(caption);
        WriteLine(message);
        while (true)
        {
            Write(string.Join("  ", choices.Select(choice => $"[{Key(choice)}] {choice.Label.Replace("&", string.Empty, StringComparison.Ordinal)}")) + ": ");
            string answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            int index = choices.ToList().FindIndex(choice => string.Equals(Key(choice), answer, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
            {
                return index;
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        DemandPerson("ask for a credential");
        Write($"{caption} {message} User ({userName}): ");
        string user = ReadLine() is { Length: > 0 } typed ? typed : userName;
        Write("Password: ");
        return new PSCredential(user, ReadLineAsSecureString());
    }

    // The engine decorates what it draws; into a file or pipe only the text goes.
    private static string Rendered(string value) => IsPlain ? new StringDecorated(value).ToString(OutputRendering.PlainText) : value;

    private static string Key(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length
            ? choice.Label[mark + 1].ToString(CultureInfo.InvariantCulture)
            : choice.Label;
    }

    private void DemandPerson(string what)
    {
        if (!interactive || Console.IsInputRedirected)
        {
            throw new HostException($"This run is not interactive and cannot {what}.");
        }
    }
}
