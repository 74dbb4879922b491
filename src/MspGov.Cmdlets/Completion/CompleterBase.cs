using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using MspGov.Cmdlets.Sessions;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>
/// Base of completers: they read the register of the session at hand, never a tenant, and never authenticate. Without a session,
/// or when anything is wrong, they offer nothing.
/// </summary>
public abstract class CompleterBase : IArgumentCompleter
{
    /// <summary>Candidates: the text to insert and a tooltip.</summary>
    protected abstract IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            GovernanceSession? session = fakeBoundParameters["Session"] as GovernanceSession ?? RunspaceSession.Current;
            return session is null ? [] : Matching(wordToComplete, Candidates(session.Open, fakeBoundParameters));
        }
        catch (Core.Errors.GovException)
        {
            return [];
        }
    }

    private static List<CompletionResult> Matching(string word, IEnumerable<(string Value, string Tooltip)> candidates)
    {
        var pattern = WildcardPattern.Get(word.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return [.. candidates
            .Where(candidate => pattern.IsMatch(candidate.Value))
            .Select(candidate => new CompletionResult(Quote(candidate.Value), candidate.Value, CompletionResultType.ParameterValue, candidate.Tooltip))];
    }

    private static string Quote(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? value
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
