using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Frame;

/// <summary>What every exported cmdlet must have. A failing test names the cmdlet and what it lacks.</summary>
public sealed partial class ConventionTests : IClassFixture<ConventionTests.Exported>
{
    private static readonly HashSet<string> EngineParameters =
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters];

    private static readonly HashSet<string> ReadOnlyVerbs =
        ["Get", "Test", "Compare", "Measure", "Connect", "Disconnect"];

    private readonly CmdletInfo[] _cmdlets;

    public ConventionTests(Exported exported) => _cmdlets = exported.Cmdlets;

    [Fact]
    public void The_manifest_exports_every_cmdlet_class_once()
    {
        string[] classes = [.. Directory
            .EnumerateFiles(Repository.At("src", "MspGov.Cmdlets"), "*Command.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))];
        string[] exported = [.. _cmdlets.Select(cmdlet => cmdlet.ImplementingType.Name)];

        Assert.Equal(classes.Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Class_names_are_verb_noun_command() => AssertNone(cmdlet =>
        cmdlet.ImplementingType.Name == cmdlet.Verb + cmdlet.Noun + "Command" ? null : $"class {cmdlet.ImplementingType.Name}");

    [Fact]
    public void Verbs_are_approved_and_nouns_singular()
    {
        Type[] groups = [typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsLifecycle), typeof(VerbsDiagnostic), typeof(VerbsCommunications), typeof(VerbsSecurity), typeof(VerbsOther)];
        HashSet<string> approved = [.. groups.SelectMany(group => group.GetFields()).Select(field => (string)field.GetRawConstantValue()!)];

        AssertNone(cmdlet => !approved.Contains(cmdlet.Verb) ? "verb" : PluralNoun().IsMatch(cmdlet.Noun) ? "noun" : null);
    }

    [Fact]
    public void Every_cmdlet_states_its_output_type() => AssertNone(cmdlet =>
        cmdlet.OutputType.Count > 0 ? null : "[OutputType]");

    [Fact]
    public void Every_cmdlet_that_writes_supports_what_if() => AssertNone(cmdlet =>
        ReadOnlyVerbs.Contains(cmdlet.Verb) || cmdlet.Parameters.ContainsKey("WhatIf") ? null : "SupportsShouldProcess");

    [Fact]
    public void Every_tenant_parameter_completes_and_takes_tenant_ids_by_property_name() => AssertNone(cmdlet =>
    {
        if (!cmdlet.Parameters.TryGetValue("Tenant", out ParameterMetadata? tenant) || cmdlet.ImplementingType.GetProperty("Tenant") is null)
        {
            return null;
        }

        return !tenant.Attributes.OfType<ArgumentCompleterAttribute>().Any() ? "a completer of -Tenant"
            : !tenant.Aliases.Contains("TenantId") ? "the alias TenantId of -Tenant"
            : null;
    });

    [Fact]
    public void Every_output_type_has_a_table_view()
    {
        HashSet<string> viewed = [.. Directory
            .EnumerateFiles(Path.GetDirectoryName(Repository.ModuleManifest)!, "*.Format.ps1xml")
            .SelectMany(file => XDocument.Load(file).Descendants("View").Where(view => view.Element("TableControl") is not null))
            .SelectMany(view => view.Descendants("TypeName"))
            .Select(type => type.Value)];

        AssertNone(cmdlet => cmdlet.OutputType
            .Select(type => type.Name.TrimEnd('[', ']'))
            .FirstOrDefault(name => name.StartsWith("MspGov.", StringComparison.Ordinal) && !viewed.Contains(name)) is { } missing ? $"a table view of {missing}" : null);
    }

    [Fact]
    public void Every_cmdlet_has_complete_help()
    {
        using var shell = new ModuleShell();
        AssertNone(cmdlet =>
        {
            dynamic help = shell.Run("Get-Help $args[0] -Full", cmdlet.Name).ThrowOnError().Single;
            var command = (PSObject)help;
            if (((string?)help.Synopsis)?.Trim() is not { Length: > 0 } synopsis || synopsis.StartsWith(cmdlet.Name, StringComparison.Ordinal))
            {
                return "a help page with a synopsis";
            }

            object? examples = (command.Properties["examples"]?.Value as PSObject)?.Properties["example"]?.Value;
            if (Items(examples).Length < 2)
            {
                return "two examples in its help";
            }

            object? parameters = (command.Properties["parameters"]?.Value as PSObject)?.Properties["parameter"]?.Value;
            HashSet<string> described = [.. Items(parameters)
                .Where(parameter => Items(parameter.Properties["description"]?.Value).Any(text => text.ToString().Length > 0))
                .Select(parameter => parameter.Properties["name"].Value.ToString()!)];
            string[] missing = [.. cmdlet.Parameters.Keys.Where(name => !EngineParameters.Contains(name) && !described.Contains(name))];
            return missing.Length == 0 ? null : $"help for -{string.Join(", -", missing)}";
        });
    }

    [Fact]
    public void No_help_page_describes_what_is_not_there()
    {
        Dictionary<string, CmdletInfo> byName = _cmdlets.ToDictionary(cmdlet => cmdlet.Name);
        var faults = new List<string>();
        foreach (string page in Directory.EnumerateFiles(Repository.At("docs", "en-US"), "*.md"))
        {
            string name = Path.GetFileNameWithoutExtension(page);
            if (name == "_common")
            {
                continue;
            }

            if (!byName.TryGetValue(name, out CmdletInfo? cmdlet))
            {
                faults.Add($"{name}.md has no cmdlet");
                continue;
            }

            faults.AddRange(DescribedParameter().Matches(File.ReadAllText(page))
                .Select(match => match.Groups[1].Value)
                .Where(parameter => !cmdlet.Parameters.ContainsKey(parameter))
                .Select(parameter => $"{name}.md describes -{parameter}, which does not exist"));
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_cmdlet_has_pester_tests() => AssertMentioned("tests/pester", "*.Tests.ps1", "a Pester test", name => $"Describe '{name}'");

    [Fact]
    public void Every_cmdlet_has_a_test_through_the_engine() => AssertMentioned("tests/MspGov.Cmdlets.Tests", "*.cs", "a test through the engine", name => name);

    [Fact]
    public void Every_cmdlet_is_used_in_an_example() => AssertMentioned("examples", "*.ps1", "a use in examples/", name => name);

    private void AssertMentioned(string folder, string pattern, string what, Func<string, string> mention)
    {
        string all = string.Concat(Directory
            .EnumerateFiles(Repository.At(folder.Split('/')), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        AssertNone(cmdlet => all.Contains(mention(cmdlet.Name), StringComparison.OrdinalIgnoreCase) ? null : what);
    }

    private void AssertNone(Func<CmdletInfo, string?> lack)
    {
        string[] lacking = [.. _cmdlets
            .Select(cmdlet => (cmdlet.Name, Lack: lack(cmdlet)))
            .Where(pair => pair.Lack is not null)
            .Select(pair => $"{pair.Name} lacks {pair.Lack}")];
        Assert.True(lacking.Length == 0, string.Join(Environment.NewLine, lacking));
    }

    private static PSObject[] Items(object? value) => value switch
    {
        null => [],
        PSObject { BaseObject: object[] many } => [.. many.Select(PSObject.AsPSObject)],
        object[] many => [.. many.Select(PSObject.AsPSObject)],
        _ => [PSObject.AsPSObject(value)],
    };

    [GeneratedRegex("(?<![su])s$")] // radius, status: no plurals
    private static partial Regex PluralNoun();

    [GeneratedRegex(@"^### -(\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex DescribedParameter();

    /// <summary>The cmdlets that the built module exports.</summary>
    public sealed class Exported
    {
        public Exported()
        {
            InitialSessionState state = InitialSessionState.CreateDefault2();
            state.ImportPSModule([Repository.ModuleManifest]);
            using Runspace runspace = RunspaceFactory.CreateRunspace(state);
            runspace.Open();
            using var shell = System.Management.Automation.PowerShell.Create(runspace);
            Cmdlets = [.. shell.AddScript("Get-Command -Module MspGov -CommandType Cmdlet").Invoke<CmdletInfo>()];
            foreach (CmdletInfo cmdlet in Cmdlets)
            {
                _ = cmdlet.Parameters; // resolved while the runspace is open
            }

            Assert.NotEmpty(Cmdlets);
        }

        public CmdletInfo[] Cmdlets { get; }
    }
}
