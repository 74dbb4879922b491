using System.Globalization;
using System.Text.RegularExpressions;
using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace MspGov.Engine.Templates.Files;

/// <summary>
/// JSON documents as YAML and back, without loss: what is a string stays one (quoted where the YAML 1.2 core schema would read it
/// otherwise), order of names is kept, and every token read knows its line and column.
/// </summary>
internal static partial class YamlJson
{
    private const int MaxDepth = 64;

    /// <summary>Reads one document.</summary>
    /// <exception cref="GovException">TemplateFileInvalid with file, line and column.</exception>
    public static JObject Read(string text, string file)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            {
                throw TemplateErrors.FileInvalid.With($"{file}(1,1): Expected one YAML document that is a mapping.");
            }

            return (JObject)Token(root, file, 0);
        }
        catch (YamlException e)
        {
            throw TemplateErrors.FileInvalid.With($"{file}({e.Start.Line},{e.Start.Column}): {e.Message}", e);
        }
    }

    /// <summary>Writes a document.</summary>
    public static string Write(JObject document)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue).WithMaxSimpleKeyLength(1024).WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static JToken Token(YamlNode node, string file, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException(node.Start, node.End, "The document is nested too deeply.");
        }

        JToken token = node switch
        {
            YamlMappingNode mapping => Mapping(mapping, file, depth),
            YamlSequenceNode sequence => new JArray(sequence.Children.Select(child => Token(child, file, depth + 1))),
            YamlScalarNode scalar => Scalar(scalar),
            _ => throw new YamlException(node.Start, node.End, "Aliases are not used in templates."),
        };
        token.AddAnnotation(new SourcePosition(file, node.Start.Line, node.Start.Column));
        return token;
    }

    private static JObject Mapping(YamlMappingNode mapping, string file, int depth)
    {
        var result = new JObject();
        foreach ((YamlNode name, YamlNode value) in mapping.Children)
        {
            if (name is not YamlScalarNode { Value: { } key })
            {
                throw new YamlException(name.Start, name.End, "A name is a plain text.");
            }

            var property = new JProperty(key, Token(value, file, depth + 1));
            property.AddAnnotation(new SourcePosition(file, name.Start.Line, name.Start.Column));
            result.Add(property);
        }

        return result;
    }

    private static JValue Scalar(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return new JValue(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => JValue.CreateNull(),
            "true" or "True" or "TRUE" => new JValue(true),
            "false" or "False" or "FALSE" => new JValue(false),
            _ when Integer().IsMatch(text) && long.TryParse(text, CultureInfo.InvariantCulture, out long integer) => new JValue(integer),
            _ when Number().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) => new JValue(number),
            _ => new JValue(text),
        };
    }

    private static void Emit(Emitter emitter, JToken token)
    {
        switch (token)
        {
            case JObject properties:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, properties.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (JProperty property in properties.Properties())
                {
                    EmitString(emitter, property.Name);
                    Emit(emitter, property.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JArray items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (JToken item in items)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JValue { Type: JTokenType.String } text:
                EmitString(emitter, (string)text!);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, CanonicalJson.Text(token), ScalarStyle.Plain, true, false));
                break;
        }
    }

    private static void EmitString(Emitter emitter, string text) => emitter.Emit(new Scalar(
        AnchorName.Empty, TagName.Empty, text, IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, true, true));

    /// <summary>Whether a text may stand unquoted: letters first, nothing that YAML gives a meaning, and no word that is another type.</summary>
    private static bool IsPlain(string text) => Plain().IsMatch(text) && Scalar(new YamlScalarNode(text) { Style = ScalarStyle.Plain }).Type == JTokenType.String;

    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z0-9_/]([A-Za-z0-9_./@()+ -]*[A-Za-z0-9_./@()+])?$")]
    private static partial Regex Plain();
}
