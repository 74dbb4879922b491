using System.Collections;
using MspGov.Cmdlets.Completion;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Templates;

/// <summary>Names of templates.</summary>
public sealed class TemplateCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Templates.Get().Select(template => (template.Name, $"version {template.Version}, {template.State}: {template.Description}"));
}

/// <summary>Versions of the template named.</summary>
public sealed class TemplateVersionCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Templates.Get(boundParameters["Name"]?.ToString(), allVersions: true)
            .Select(version => (version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{version.State}: {version.Changelog}"));
}

/// <summary>Runs of templates.</summary>
public sealed class TemplateRunCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Templates.GetRuns().Select(run => (run.Run, $"{run.Rollout.Template}, {run.Rollout.StartedAt:u}, {run.Rollout.Outcome?.ToString() ?? "open"}"));
}

/// <summary>Names of the ready-made templates.</summary>
public sealed class ReadyMadeTemplateCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Templates.ReadyMade().Select(name => (name, $"Ready-made template {name}"));
}

/// <summary>Kinds of objects that templates hold.</summary>
public sealed class TemplateKindCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Templates.Kinds().Select(kind => (kind, kind));
}
