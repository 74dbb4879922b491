using System.Text;
using System.Text.RegularExpressions;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Graph;
using MspGov.Testing;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Every request that copying and restoring sends is an operation of Microsoft Graph v1.0, with a body of its schema and nothing that only the server sets.</summary>
public class TemplateContractTests
{
    private static readonly HashSet<string> ReadOnly =
    [
        "createdDateTime", "modifiedDateTime", "lastModifiedDateTime", "deletedDateTime", "templateId", "appId", "publisherDomain", "isBuiltIn",
        "policyType", "requirementsSatisfied", "isServiceDefault", "securityIdentifier", "proxyAddresses", "policyVersion", "verifiedPublisher",
    ];

    [SkippableFact]
    public async Task Bodies_of_every_kind_fit_the_official_contract()
    {
        Skip.If(Repository.GraphContract is null, Repository.NoGraphContract);
        JObject contract = CanonicalJson.ParseObject(await File.ReadAllTextAsync(Path.Combine(Repository.GraphContract!, "contract", "graph-v1.0.json")));
        var kinds = new HashSet<string>();
        int requests = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            var world = new TemplateWorld();
            GraphTenantDouble source = world.Tenant(1);
            TenantSeed.Fill(source, seed);
            GraphTenantDouble empty = world.Tenant(2);
            GraphTenantDouble full = world.Tenant(3);
            TenantSeed.Fill(full, seed + 500);
            // The same names with other settings: updates of every kind.
            GraphTenantDouble other = world.Tenant(4);
            TenantSeed.Fill(other, seed);
            TenantSeed.Vary(other);
            await world.ApprovedAsync(source);
            var copied = (await world.CopyAsync(TemplateWorld.Request("base", empty, full, other) with { Options = new TemplatePlanOptions { RemoveExtra = true } })).Whole();
            (await world.RestoreAsync(copied[0].Run)).Whole();
            kinds.UnionWith(copied.Select(step => $"{step.Kind} {step.Action}"));
            foreach (GraphRequest request in new[] { empty, full, other }.SelectMany(tenant => tenant.Writes))
            {
                Check(contract, request);
                requests++;
            }
        }

        Assert.True(requests > 500, $"{requests} requests");
        foreach (ObjectKind kind in ObjectKinds.All.Where(kind => !kind.OfPartner))
        {
            Assert.Contains($"{kind.Name} Update", kinds);
            Assert.True(kind.Membership == Membership.Fixed || kinds.Contains($"{kind.Name} Create"), kind.Name);
        }
    }

    private static void Check(JObject contract, GraphRequest request)
    {
        string asked = $"{request.Method} {request.Path}";
        JProperty path = contract["paths"]!.Children<JProperty>().FirstOrDefault(candidate =>
            candidate.Value[request.Method.Method.ToLowerInvariant()] is not null
            && Regex.IsMatch(request.Path.Split('?')[0], "^" + Regex.Replace(Regex.Escape(candidate.Name), @"\\\{[^}]+}", "[^/]+") + "$"))
            ?? throw new Xunit.Sdk.XunitException($"{asked} is no operation of the contract.");
        if (request.Body is not { } body)
        {
            return;
        }

        JToken? schema = path.Value[request.Method.Method.ToLowerInvariant()]!["requestBody"]?["content"]?["application/json"]?["schema"]
            ?? path.Value[request.Method.Method.ToLowerInvariant()]!["requestBody"]?["$ref"];
        Assert.True(schema is JObject, $"{asked} takes no body.");
        Properties(contract, (JObject)schema!, CanonicalJson.ParseObject(Encoding.UTF8.GetString(body.Span)), asked, top: true);
    }

    private static void Properties(JObject contract, JObject schema, JObject body, string at, bool top)
    {
        if (Resolve(contract, schema, (string?)body["@odata.type"]) is not { } known)
        {
            return;
        }

        foreach (JProperty property in body.Properties().Where(property => property.Name != "@odata.type"))
        {
            Assert.True(known.TryGetValue(property.Name, out JObject? inner), $"{at}: '{property.Name}' is not in the contract.");
            Assert.False(ReadOnly.Contains(property.Name), $"{at}: '{property.Name}' is the server's.");
            Assert.False(top && property.Name == "id" && !at.Contains("/rules/", StringComparison.Ordinal), $"{at}: 'id' is the server's.");
            Value(contract, inner!, property.Value, $"{at} {property.Name}");
        }
    }

    private static void Value(JObject contract, JObject schema, JToken value, string at)
    {
        if (value is JArray items)
        {
            Assert.True((string?)schema["type"] == "array", $"{at} is no list in the contract.");
            foreach (JToken item in items)
            {
                Value(contract, (JObject)schema["items"]!, item, at);
            }
        }
        else if (value is JObject inner)
        {
            Properties(contract, schema, inner, at, top: false);
        }
        else if (Target(contract, schema) is { } target && target["enum"] is JArray members && value.Type == JTokenType.String)
        {
            Assert.All(((string)value!).Split(','), member => Assert.Contains(members, known => string.Equals((string?)known, member, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private static JObject? Target(JObject contract, JObject schema)
    {
        string? reference = (string?)schema["$ref"] ?? (string?)schema["allOf"]?.FirstOrDefault(part => part["$ref"] is not null)?["$ref"];
        return reference is null ? null : (JObject?)contract["components"]!["schemas"]![reference.Split('/')[^1]];
    }

    private static Dictionary<string, JObject>? Resolve(JObject contract, JObject schema, string? type)
    {
        JObject? target = type is null ? Target(contract, schema) ?? schema : (JObject?)contract["components"]!["schemas"]![type.TrimStart('#')] ?? schema;
        var all = new Dictionary<string, JObject>();
        Add(contract, target, all);
        return all.Count == 0 ? null : all;
    }

    private static void Add(JObject contract, JObject? schema, Dictionary<string, JObject> all)
    {
        foreach (JProperty property in (schema?["properties"] as JObject)?.Properties() ?? [])
        {
            all.TryAdd(property.Name, (JObject)property.Value);
        }

        foreach (JObject part in (schema?["allOf"] as JArray)?.OfType<JObject>() ?? [])
        {
            Add(contract, part["$ref"] is { } reference ? (JObject?)contract["components"]!["schemas"]![((string)reference!).Split('/')[^1]] : part, all);
        }
    }
}
