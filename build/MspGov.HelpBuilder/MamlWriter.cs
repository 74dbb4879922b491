using System.Management.Automation;
using System.Xml.Linq;

namespace MspGov.HelpBuilder;

/// <summary>Writes MAML, the XML that Get-Help reads (schema: PowerShell's own maml.xsd family).</summary>
internal sealed class MamlWriter(IReadOnlyDictionary<string, IReadOnlyList<string>> commonParameters)
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly HashSet<string> EngineParameters =
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters.Where(name => name is "UseTransaction")];

    private readonly XElement _root = new(
        Msh + "helpItems",
        new XAttribute("schema", "maml"),
        new XAttribute(XNamespace.Xmlns + "maml", Maml.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "command", Command.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "dev", Dev.NamespaceName));

    public void Add(CmdletInfo cmdlet, HelpPage page) => _root.Add(new XElement(
        Command + "command",
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            new XElement(Maml + "description", Paras(page.Synopsis))),
        new XElement(Maml + "description", Paras(page.Description)),
        new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxItem(cmdlet, set, page))),
        new XElement(Command + "parameters", AllParameters(cmdlet).Select(parameter => Parameter(parameter, page))),
        new XElement(Command + "inputTypes"),
        new XElement(Command + "returnValues", cmdlet.OutputType.Select(type => new XElement(
            Command + "returnValue", new XElement(Dev + "type", new XElement(Maml + "name", type.Name))))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paras(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select((example, index) => new XElement(
            Command + "example",
            new XElement(Maml + "title", $"Example {index + 1}: {WithoutNumber(example.Title)}"),
            new XElement(Dev + "code", example.Code),
            new XElement(Dev + "remarks", Paras(example.Remarks))))),
        new XElement(Command + "relatedLinks", page.Links.Select(link => new XElement(
            Maml + "navigationLink", new XElement(Maml + "linkText", link.Text), new XElement(Maml + "uri", Uri(link.Url)))))));

    public void Save(string path) => new XDocument(_root).Save(path);

    private static string WithoutNumber(string title) =>
        System.Text.RegularExpressions.Regex.Replace(title, @"^Example \d+:?\s*", string.Empty);

    // Links between pages are for readers of the files; in the console the name is enough.
    private static string Uri(string url) => url.StartsWith("http", StringComparison.Ordinal) ? url : string.Empty;

    private static IEnumerable<XElement> Paras(IEnumerable<string> paragraphs) => paragraphs.Select(text => new XElement(Maml + "para", text));

    private static IEnumerable<CommandParameterInfo> AllParameters(CmdletInfo cmdlet) => cmdlet.ParameterSets
        .OrderByDescending(set => set.IsDefault)
        .SelectMany(set => set.Parameters)
        .Where(parameter => !EngineParameters.Contains(parameter.Name))
        .DistinctBy(parameter => parameter.Name)
        .OrderBy(parameter => parameter.Name, StringComparer.Ordinal);

    private XElement SyntaxItem(CmdletInfo cmdlet, CommandParameterSetInfo set, HelpPage page) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        set.Parameters.Where(parameter => !EngineParameters.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position)
            .ThenByDescending(parameter => parameter.IsMandatory)
            .Select(parameter => Parameter(parameter, page)));

    private XElement Parameter(CommandParameterInfo parameter, HelpPage page)
    {
        bool isSwitch = parameter.ParameterType == typeof(SwitchParameter);
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return new XElement(
            Command + "parameter",
            new XAttribute("required", parameter.IsMandatory),
            new XAttribute("variableLength", type.IsArray),
            new XAttribute("globbing", parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any()),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            new XElement(Maml + "description", Paras(TextOf(parameter.Name, page))),
            isSwitch ? null : new XElement(Command + "parameterValue", new XAttribute("required", true), new XAttribute("variableLength", type.IsArray), type.Name),
            type.IsEnum ? new XElement(Command + "parameterValueGroup", Enum.GetNames(type).Select(name => new XElement(Command + "parameterValue", new XAttribute("required", false), name))) : null,
            new XElement(Dev + "type", new XElement(Maml + "name", type.Name), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", isSwitch ? "False" : "None"));
    }

    private IEnumerable<string> TextOf(string parameter, HelpPage page) =>
        page.Parameters.TryGetValue(parameter, out IReadOnlyList<string>? own) ? own
            : commonParameters.TryGetValue(parameter, out IReadOnlyList<string>? shared) ? shared
            : [];

    private static string PipelineInput(CommandParameterInfo parameter) => (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
