using CsCheck;
using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Files;
using MspGov.Testing;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Documents as YAML: nothing lost, mistakes told where they stand.</summary>
public class TemplateFileTests
{
    [Fact]
    public void Any_json_document_survives_yaml()
    {
        Gen<JToken> scalar = Gen.OneOf(
            Gen.String.Select(text => (JToken)new string([.. text.Where(c => !char.IsSurrogate(c) && c is not ('\uFFFE' or '\uFFFF'))])),
            Gen.OneOf(new[] { "true", "null", "~", "1", "1.5", "1e3", "0x10", "- a", "a: b", "# c", "", " x ", "2026-01-01", "a\nb", "'", "\"", "${group:x}", "@type" }.Select(Gen.Const).ToArray()).Select(text => (JToken)text),
            Gen.Int.Select(number => (JToken)number),
            Gen.Bool.Select(flag => (JToken)flag),
            Gen.Const((JToken)JValue.CreateNull()));
        Gen<JToken> list = scalar.Array[0, 4].Select(items => (JToken)new JArray(items));
        Gen<JObject> document = Gen.Dictionary(Gen.String[Gen.Char['!', '~'], 1, 12], Gen.OneOf(scalar, list))[1, 6]
            .Select(pairs => new JObject(pairs.Select(pair => new JProperty(pair.Key, pair.Value))));
        document.Sample(value => Assert.Equal(CanonicalJson.Text(value), CanonicalJson.Text(YamlJson.Read(YamlJson.Write(value), "x.yaml"))), iter: 3000);
    }

    [Theory]
    [InlineData("body:\n  displayNam: x", "(4,3)", "displayName")]
    [InlineData("body:\n  state: enabld", "(4,10)", "enabled")]
    [InlineData("body:\n  conditions: 5", "(4,15)", "mapping")]
    [InlineData("body:\n  displayName: ${parameter:nope}", "(4,16)", "nope")]
    [InlineData("body:\n  displayName: ${nonsense:x}", "(4,16)", "nonsense")]
    [InlineData("boddy: {}", "(3,1)", "boddy")]
    [InlineData("body: [", "(4", "")]
    public void A_mistake_in_a_file_is_told_with_line_and_column(string rest, string place, string hint)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "objects"));
        File.WriteAllText(Path.Combine(folder.Path, "template.yaml"), "format: mspgov.template.v1\nname: t\n");
        File.WriteAllText(Path.Combine(folder.Path, "objects", "a.yaml"), "kind: conditionalAccessPolicy\nkey: A\n" + rest + "\n");

        GovException mistake = Assert.Throws<GovException>(() => TemplateFolder.Read(folder.Path));

        Assert.Equal(TemplateErrors.FileInvalid, mistake.Definition);
        Assert.Contains("objects/a.yaml" + place, mistake.Message, StringComparison.Ordinal);
        Assert.Contains(hint, mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollback:\n  maxFailedWrites: -1", "template.yaml(4,20)", "from 0")]
    [InlineData("rollback:\n  maxSignInFailure: 5", "template.yaml(4,3)", "maxSignInFailures")]
    [InlineData("parameters:\n  - name: x\n    type: strng", "template.yaml(5,11)", "string")]
    public void A_mistake_in_the_head_is_told_with_line_and_column(string rest, string place, string hint)
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "template.yaml"), "format: mspgov.template.v1\nname: t\n" + rest + "\n");

        GovException mistake = Assert.Throws<GovException>(() => TemplateFolder.Read(folder.Path));

        Assert.Equal(TemplateErrors.FileInvalid, mistake.Definition);
        Assert.Contains(place, mistake.Message, StringComparison.Ordinal);
        Assert.Contains(hint, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_of_a_newer_format_is_refused_as_such()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "template.yaml"), "format: mspgov.template.v9\nname: t\n");

        Assert.Equal(TemplateErrors.FormatTooNew, Assert.Throws<GovException>(() => TemplateFolder.Read(folder.Path)).Definition);
    }
}
