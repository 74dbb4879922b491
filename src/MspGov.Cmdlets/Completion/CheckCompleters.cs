using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using MspGov.Core.Reports;

namespace MspGov.Cmdlets.Completion;

/// <summary>Ids of the checks of posture. They are the product's own: no session is needed.</summary>
public sealed class PostureCheckCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Fitting(wordToComplete, PostureChecks.OfTenant.Select(check => (check.Id, check.Title)));

    internal static IEnumerable<CompletionResult> Fitting(string word, IEnumerable<(string Id, string Title)> checks) => checks
        .Where(check => check.Id.StartsWith(word.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
        .Select(check => new CompletionResult(check.Id, check.Id, CompletionResultType.ParameterValue, check.Title));
}

/// <summary>Ids of the checks of health.</summary>
public sealed class HealthCheckCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PostureCheckCompleter.Fitting(wordToComplete, HealthChecks.All.Select(check => (check, check)));
}
