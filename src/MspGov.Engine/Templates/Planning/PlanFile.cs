using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>A plan as a file: readable JSON, and refused when a byte of its meaning was changed.</summary>
internal static class PlanFile
{
    /// <summary>Hash over everything but the time and the hash itself.</summary>
    public static string HashOf(TemplatePlan plan)
    {
        byte[] bytes = CoreJson.ToBytes(plan with { PlanHash = "", CreatedAt = default });
        return TemplateHash.Of(CanonicalJson.Text(CanonicalJson.Parse(Encoding.UTF8.GetString(bytes))));
    }

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
        try
        {
            plan = CoreJson.FromBytes<TemplatePlan>(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw TemplateErrors.PlanInvalid.With($"'{path}' is no plan: {e.Message}", e);
        }

        return HashOf(plan) == plan.PlanHash
            ? plan
            : throw TemplateErrors.PlanInvalid.With($"The plan in '{path}' was edited: its hash is not that of its content. Make a new one.");
    }
}
