using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>Custom authentication strengths; the built-in ones have the same ids everywhere.</summary>
internal sealed class AuthenticationStrengthKind : ObjectKind
{
    private const string Combinations = "/identity/conditionalAccess/authenticationStrength/policies";

    /// <inheritdoc/>
    public override string Name => "authenticationStrength";

    /// <inheritdoc/>
    public override string Shape => "authenticationStrengthPolicy";

    /// <inheritdoc/>
    public override int Order => 15;

    /// <inheritdoc/>
    public override string Path => "/policies/authenticationStrengthPolicies";

    /// <inheritdoc/>
    public override bool ReportsExtra => true;

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } =
        new HashSet<string> { "displayName", "description", "allowedCombinations", "combinationConfigurations" };

    /// <inheritdoc/>
    public override IReadOnlySet<string> ServerFilled { get; } = new HashSet<string> { "combinationConfigurations.id" };

    /// <inheritdoc/>
    public override bool Includes(JObject raw) => !string.Equals((string?)raw["policyType"], "builtIn", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override IReadOnlyList<GraphWrite> Create(JObject body)
    {
        JObject policy = Sendable(body);
        JToken? configurations = policy["combinationConfigurations"];
        policy.Remove("combinationConfigurations");
        return
        [
            new GraphWrite("POST", Path, policy),
            .. (configurations as JArray ?? []).OfType<JObject>().Select(configuration => Add(GraphWrite.NewId, configuration)),
        ];
    }

    /// <summary>Each part has its own request: names by PATCH, combinations by an action, their configurations one by one.</summary>
    public override IReadOnlyList<GraphWrite> Update(string id, JObject before, JObject after)
    {
        JObject patch = PatchBody.Between(this, before, after);
        var writes = new List<GraphWrite>();
        if (patch["combinationConfigurations"] is not null)
        {
            // Removed before the combinations they apply to, and added after them.
            writes.AddRange(Configurations(before).Where(configuration => Match(configuration, after) is null)
                .Select(configuration => new GraphWrite("DELETE", $"{Combinations}/{id}/combinationConfigurations/{configuration["id"]}", null)));
        }

        if (patch["allowedCombinations"] is { } allowed)
        {
            writes.Add(new GraphWrite("POST", $"{ItemPath(id)}/updateAllowedCombinations", new JObject { ["allowedCombinations"] = allowed }));
        }

        if (patch["combinationConfigurations"] is not null)
        {
            writes.AddRange(Sendable(after)["combinationConfigurations"]?.OfType<JObject>()
                .Where(configuration => Match(configuration, before) is null)
                .Select(configuration => Add(id, configuration)) ?? []);
        }

        patch.Remove("combinationConfigurations");
        patch.Remove("allowedCombinations");
        return patch.Count == 0 ? writes : [new GraphWrite("PATCH", ItemPath(id), patch), .. writes];
    }

    private static GraphWrite Add(string id, JObject configuration) =>
        new("POST", $"{Combinations}/{id}/combinationConfigurations", configuration);

    private static IEnumerable<JObject> Configurations(JObject body) => body["combinationConfigurations"]?.OfType<JObject>() ?? [];

    private JObject? Match(JObject configuration, JObject other)
    {
        string text = Text(configuration);
        return Configurations(other).FirstOrDefault(candidate => Text(candidate) == text);
    }

    private string Text(JObject configuration) =>
        CanonicalJson.Text(Normaliser.Normalise(this, new JObject { ["combinationConfigurations"] = new JArray(configuration.DeepClone()) }));
}
