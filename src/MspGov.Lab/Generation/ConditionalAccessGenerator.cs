using System.Text.Json.Nodes;
using MspGov.Lab.Model;
using MspGov.Lab.Rules;

namespace MspGov.Lab.Generation;

/// <summary>Named locations, authentication strengths and Conditional Access policies, with the gaps that real tenants have.</summary>
internal static class ConditionalAccessGenerator
{
    private static readonly (string Id, string Name, string[] Combinations)[] Strengths =
    [
        ("00000000-0000-0000-0000-000000000002", "Multifactor authentication", ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor", "password,microsoftAuthenticatorPush", "password,softwareOath", "password,sms"]),
        ("00000000-0000-0000-0000-000000000003", "Passwordless MFA", ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor", "deviceBasedPush"]),
        ("00000000-0000-0000-0000-000000000004", "Phishing-resistant MFA", ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"]),
    ];

    internal static void Generate(GenerationContext context)
    {
        foreach (var (id, name, combinations) in Strengths)
        {
            context.Add(Sets.Strengths, "authenticationStrengthPolicy", id, w =>
            {
                w.WriteString("createdDateTime", "2021-12-01T00:00:00Z");
                w.WriteString("modifiedDateTime", "2021-12-01T00:00:00Z");
                w.WriteString("displayName", name);
                w.WriteString("description", name + ".");
                w.WriteString("policyType", "builtIn");
                w.WriteString("requirementsSatisfied", "mfa");
                w.WriteStartArray("allowedCombinations");
                foreach (var combination in combinations)
                {
                    w.WriteStringValue(combination);
                }

                w.WriteEndArray();
            });
        }

        AddTemplate(context);
        if (!context.Spec.Empty && context.Spec.Premium)
        {
            AddLocations(context);
            AddPolicies(context);
        }
    }

    private static void AddTemplate(GenerationContext context) =>
        context.AddJson(Sets.ConditionalTemplates, "conditionalAccessTemplate", "c7503427-338e-4c5e-902d-abe252abfb43", """
            {"id":"c7503427-338e-4c5e-902d-abe252abfb43","name":"Require multifactor authentication for admins","description":"Require multifactor authentication for privileged administrative accounts.",
            "scenarios":"secureFoundation,zeroTrust,protectAdmins","details":{"sessionControls":null,"conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["All"]},
            "users":{"includeRoles":["62e90394-69f5-4237-9190-012177145e10"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"],"customAuthenticationFactors":[],"termsOfUse":[]}}}
            """);

    private static void AddLocations(GenerationContext context)
    {
        var (office, countries) = (context.Random.Id(), context.Random.Id());
        var time = context.At(-300);
        context.AddJson(Sets.NamedLocations, "ipNamedLocation", office, $$"""
            {"@odata.type":"#microsoft.graph.ipNamedLocation","id":"{{office}}","displayName":"Offices","createdDateTime":"{{time}}","modifiedDateTime":"{{time}}","isTrusted":true,
            "ipRanges":[{"@odata.type":"#microsoft.graph.iPv4CidrRange","cidrAddress":"203.0.113.0/24"}]}
            """);
        context.AddJson(Sets.NamedLocations, "countryNamedLocation", countries, $$"""
            {"@odata.type":"#microsoft.graph.countryNamedLocation","id":"{{countries}}","displayName":"Allowed countries","createdDateTime":"{{time}}","modifiedDateTime":"{{time}}",
            "countriesAndRegions":["US","GB","DE"],"countryLookupMethod":"clientIpAddress","includeUnknownCountriesAndRegions":false}
            """);
    }

    private static void AddPolicies(GenerationContext context)
    {
        var breakGlass = context.Directory.Users.Where(u => u["displayName"]!.StartsWith("Emergency Access", StringComparison.Ordinal)).Select(u => u.Id).ToList();
        Add(context, "Block legacy authentication", "enabled", ["exchangeActiveSync", "other"], ["All"], [], breakGlass, "block");
        Add(context, "Require MFA for administrators", "enabled", ["all"], [], [RoleCatalogue.GlobalAdministrator, RoleCatalogue.PrivilegedRoleAdministrator, RoleCatalogue.UserAdministrator], breakGlass, "mfa");
        Add(context, "Require MFA for all users", "enabledForReportingButNotEnforced", ["all"], ["All"], [], [breakGlass[0]], "mfa");
        if (context.Random.Chance(0.5))
        {
            Add(context, "Legacy: MFA outside office (old)", "disabled", ["all"], ["All"], [], [], "mfa");
        }
    }

    private static void Add(GenerationContext context, string name, string state, string[] clients, string[] users, string[] roles, List<string> excluded, string control)
    {
        var id = context.Random.Id();
        var body = new JsonObject
        {
            ["id"] = id,
            ["templateId"] = null,
            ["displayName"] = name,
            ["createdDateTime"] = context.At(-250),
            ["modifiedDateTime"] = null,
            ["state"] = state,
            ["conditions"] = new JsonObject
            {
                ["clientAppTypes"] = Array(clients),
                ["applications"] = new JsonObject { ["includeApplications"] = Array(["All"]) },
                ["users"] = new JsonObject { ["includeUsers"] = Array(users), ["includeRoles"] = Array(roles), ["excludeUsers"] = Array(excluded) },
            },
            ["grantControls"] = new JsonObject { ["operator"] = "OR", ["builtInControls"] = Array([control]) },
        };
        ConditionalAccessRules.Fill(body, null);
        context.Directory.Set(Sets.ConditionalPolicies).Put(new LabObject(Sets.ConditionalPolicies, "conditionalAccessPolicy", id, null, LabJson.ToBytes(body)));
    }

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);
}
