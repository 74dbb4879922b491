using System.Text;
using MspGov.Engine.Templates.Documents;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>What template tests do to labs beside the product's client: an account to begin with, and looking at the raw state.</summary>
internal static class LabSetup
{
    private static readonly string[] Covered =
    [
        Sets.ConditionalPolicies, Sets.NamedLocations, Sets.Strengths, Sets.MethodConfigurations, Sets.Singletons, Sets.RoleDefinitions,
        Sets.RolePolicyRules, Sets.AdministrativeUnits, Sets.Groups, Sets.Applications,
    ];

    /// <summary>The first enabled user; made where there is none.</summary>
    public static string FirstUser(TestLab lab)
    {
        if (lab.Inspect(directory => directory.Users.FirstOrDefault(user => user.Flag("accountEnabled") == true)?.Id) is { } known)
        {
            return known;
        }

        using HttpClient client = lab.Client();
        string person = new JObject
        {
            ["accountEnabled"] = true,
            ["displayName"] = "Break glass",
            ["mailNickname"] = "bg",
            ["userPrincipalName"] = "bg@" + Domain(lab),
            ["passwordProfile"] = new JObject { ["password"] = "Long-enough-1-and-secret" },
        }.ToString();
        using var body = new StringContent(person, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = client.PostAsync("users", body).GetAwaiter().GetResult();
        string text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        Assert.True(answer.IsSuccessStatusCode, text);
        lab.Requests.Clear();
        return (string)CanonicalJson.ParseObject(text)["id"]!;
    }

    /// <summary>The lab's own documents of the sets that templates touch, without times and without nulls.</summary>
    public static string Raw(TestLab lab) => lab.Inspect(directory => string.Join('\n', Covered.Select(set =>
        $"{set}: " + string.Join("\n  ", directory.Set(set).All.Where(item => set != Sets.RolePolicyRules || BelongsToARole(directory, item)).Select(item => CanonicalJson.Text(Plain(CanonicalJson.ParseObject(item.ToNode().ToJsonString())))).Order(StringComparer.Ordinal)))));

    /// <summary>A lab keeps the PIM rules of a custom role that was deleted; nobody can ask for them any more.</summary>
    private static bool BelongsToARole(LabDirectory directory, LabObject rule) => directory.Set(Sets.RolePolicyAssignments).All
        .Any(assignment => assignment["policyId"] == rule.Parent && directory.Find(Sets.RoleDefinitions, assignment["roleDefinitionId"] ?? "") is not null);

    private static string Domain(TestLab lab) => lab.Inspect(directory => directory.Set(Sets.Domains).All.First().Id);

    private static JToken Plain(JToken token) => token switch
    {
        JObject properties => new JObject(properties.Properties()
            .Where(property => property.Name is not ("modifiedDateTime" or "lastModifiedDateTime" or "isServiceDefault") && !Empty(property.Value))
            .Select(property => new JProperty(property.Name, Plain(property.Value)))),
        JArray items => new JArray(items.Select(Plain)),
        _ => token.DeepClone(),
    };

    private static bool Empty(JToken token) => token is JValue { Type: JTokenType.Null } or JArray { Count: 0 }
        || (token is JObject inner && inner.Properties().All(property => Empty(property.Value)));
}
