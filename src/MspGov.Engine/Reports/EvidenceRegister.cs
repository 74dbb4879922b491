using System.Reflection;
using System.Text.Json;
using MspGov.Core.Errors;

namespace MspGov.Engine.Reports;

/// <summary>What answers one requirement.</summary>
internal sealed record RequirementArtefact(string Name, IReadOnlyList<string> Actions, int MaxAgeDays, string Command, string? Log = null);

/// <summary>One requirement of a framework.</summary>
internal sealed record Requirement(string Framework, string Id, string Title, string Ask, IReadOnlyList<RequirementArtefact> Artefacts);

/// <summary>The register of requirements: shipped data, which a store and a user extend with files of the same form.</summary>
internal static class EvidenceRegister
{
    /// <summary>Name of a store's own file.</summary>
    public const string FileName = "evidence-register.json";

    private const string Format = "mspgov.evidence-register.v1";
    private const string Resource = "MspGov.Engine.Reports.evidence-register.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The shipped requirements, then those of each file that exists; a later one replaces an earlier one of the same framework and id.</summary>
    public static IReadOnlyList<Requirement> Load(IEnumerable<string> files)
    {
        using Stream shipped = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using var memory = new MemoryStream();
        shipped.CopyTo(memory);
        var all = new Dictionary<(string, string), Requirement>();
        Add(all, memory.ToArray(), Resource);
        foreach (string file in files)
        {
            Add(all, File.ReadAllBytes(file), file);
        }

        return [.. all.Values];
    }

    private static void Add(Dictionary<(string, string), Requirement> all, byte[] json, string where)
    {
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(json, Options);
        }
        catch (JsonException e)
        {
            throw PolicyErrors.InvalidArgument.With($"'{where}' is not an evidence register: {e.Message}", e).About(where);
        }

        if (document?.Format != Format || document.Requirements is null
            || document.Requirements.Any(requirement => requirement is not { Framework: not null, Id: not null, Title: not null, Artefacts: not null }
                || requirement.Artefacts.Any(artefact => artefact is not { Name: not null, Actions: not null })))
        {
            throw PolicyErrors.InvalidArgument.With(
                $"'{where}' is not an evidence register: it needs \"format\":\"{Format}\" and requirements with framework, id, title and artefacts (name, actions, maxAgeDays, command).").About(where);
        }

        foreach (Requirement requirement in document.Requirements)
        {
            all[(requirement.Framework, requirement.Id)] = requirement;
        }
    }

    private sealed record Document(string Format, IReadOnlyList<Requirement> Requirements);
}
