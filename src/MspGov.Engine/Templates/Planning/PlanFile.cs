using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>A plan as a file: readable JSON, and refused when a byte of its meaning was changed.</summary>
internal static class PlanFile
{
    /// <summary>
    /// Hash over everything but the time and the hash itself. Bodies count by what they mean, as they are compared: when somebody last
    /// looked at an object, or in which order a list came, makes no other plan.
    /// </summary>
    public static string HashOf(TemplatePlan plan) =>
        HashOf(plan, step => (Meaning(step.Kind, Body(step.Before)), Meaning(step.Kind, Body(step.After))));

    /// <summary>The same, where the meaning of the steps' bodies is known.</summary>
    public static string HashOf(TemplatePlan plan, Func<TemplatePlanStep, (string? Before, string? After)> meaning)
    {
        TemplatePlan meant = plan with
        {
            PlanHash = "",
            CreatedAt = default,
            Steps = [.. plan.Steps.Select(step =>
            {
                (string? before, string? after) = meaning(step);
                return step with { Before = before, After = after };
            })],
        };
        return TemplateHash.Of(Encoding.UTF8.GetString(CoreJson.ToBytes(meant)));
    }

    /// <summary>What a body means: as it is compared.</summary>
    public static string? Meaning(string kind, JObject? body) => body is null ? null : CanonicalJson.Text(Normaliser.Normalise(ObjectKinds.Get(kind), body));

    private static JObject? Body(string? text) => text is null ? null : CanonicalJson.ParseObject(text);

    /// <summary>Writes a plan.</summary>
    public static void Write(TemplatePlan plan, string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        Directory.CreateDirectory(folder!);
        JToken json = CanonicalJson.Parse(Encoding.UTF8.GetString(CoreJson.ToBytes(plan)));
        File.WriteAllText(path, json.ToString(Formatting.Indented) + "\n");
    }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="GovException">PlanInvalid, when it is none or was edited.</exception>
    public static TemplatePlan Read(string path)
    {
        TemplatePlan plan;
        string hash;
        try
        {
            plan = CoreJson.FromBytes<TemplatePlan>(File.ReadAllBytes(path));
            hash = HashOf(plan);
        }
        catch (Exception e) when (e is FormatException or JsonException or IOException or UnauthorizedAccessException or GovException)
        {
            throw TemplateErrors.PlanInvalid.With($"'{path}' is no plan: {e.Message}", e);
        }

        return hash == plan.PlanHash
            ? plan
            : throw TemplateErrors.PlanInvalid.With($"The plan in '{path}' was edited: its hash is not that of its content. Make a new one.");
    }
}
