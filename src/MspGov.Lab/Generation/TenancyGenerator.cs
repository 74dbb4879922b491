using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>The tenant itself: organization, domains, licences.</summary>
internal static class TenancyGenerator
{
    internal const string E5Sku = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";
    internal const string P2Sku = "84a661c4-e949-4bd2-a560-ed7766fcaf2b";
    internal const string BusinessSku = "3b555118-da6a-4418-894f-7df1e2096870";
    private const string P2Plan = "eec0eb4f-6444-4f95-aba0-50c24d67f998";
    private const string P1Plan = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
    private const string ExchangePlan = "efb87545-963c-4e0d-99df-69c6916d9eb0";

    internal static void Generate(GenerationContext context)
    {
        var spec = context.Spec;
        var created = context.At(-900);
        var plans = spec.Premium
            ? $$"""[{"assignedDateTime":"{{created}}","capabilityStatus":"Enabled","service":"AADPremiumService","servicePlanId":"{{P2Plan}}"},{"assignedDateTime":"{{created}}","capabilityStatus":"Enabled","service":"AADPremiumService","servicePlanId":"{{P1Plan}}"}]"""
            : "[]";
        context.AddJson(Sets.Organization, "organization", spec.TenantId, $$"""
            {"id":"{{spec.TenantId}}","deletedDateTime":null,"businessPhones":[],"city":"Springfield","country":null,"countryLetterCode":"US",
            "createdDateTime":"{{created}}","displayName":"{{Title(spec.Name)}}","marketingNotificationEmails":[],"onPremisesLastSyncDateTime":null,
            "onPremisesSyncEnabled":null,"postalCode":null,"preferredLanguage":"en","privacyProfile":null,"securityComplianceNotificationMails":[],
            "securityComplianceNotificationPhones":[],"state":null,"street":null,"technicalNotificationMails":["it@{{context.Domain}}"],"tenantType":"AAD",
            "assignedPlans":{{plans}},"provisionedPlans":[],
            "verifiedDomains":[{"capabilities":"Email, OfficeCommunicationsOnline","isDefault":true,"isInitial":false,"name":"{{context.Domain}}","type":"Managed"},
            {"capabilities":"Email, OfficeCommunicationsOnline","isDefault":false,"isInitial":true,"name":"{{context.InitialDomain}}","type":"Managed"}]}
            """);
        AddDomain(context, context.Domain, initial: false);
        AddDomain(context, context.InitialDomain, initial: true);
        if (spec.Premium)
        {
            AddSku(context, E5Sku, "SPE_E5", spec.Users + 25, [(P2Plan, "AAD_PREMIUM_P2"), (P1Plan, "AAD_PREMIUM"), (ExchangePlan, "EXCHANGE_S_ENTERPRISE")]);
            AddSku(context, P2Sku, "AAD_PREMIUM_P2", 25, [(P2Plan, "AAD_PREMIUM_P2")]);
        }
        else
        {
            AddSku(context, BusinessSku, "O365_BUSINESS_ESSENTIALS", spec.Users + 25, [(ExchangePlan, "EXCHANGE_S_STANDARD")]);
        }
    }

    /// <summary>Counts the licences in use, once the users are there.</summary>
    internal static void CountLicences(GenerationContext context)
    {
        var used = context.Directory.Users
            .SelectMany(u => u.ToNode()["assignedLicenses"]!.AsArray().Select(l => l!["skuId"]!.ToString()))
            .GroupBy(s => s, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        foreach (var sku in context.Directory.Set(Sets.Skus).All.ToList())
        {
            context.Directory.Set(Sets.Skus).Put(sku.With(n => n["consumedUnits"] = used.GetValueOrDefault(sku["skuId"]!)));
        }
    }

    internal static string Title(string name) =>
        string.Join(' ', name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(w => char.ToUpperInvariant(w[0]) + w[1..])).Replace("\"", "", StringComparison.Ordinal);

    private static void AddDomain(GenerationContext context, string domain, bool initial) =>
        context.Add(Sets.Domains, "domain", domain, w =>
        {
            w.WriteString("authenticationType", "Managed");
            w.WriteNull("availabilityStatus");
            w.WriteBoolean("isAdminManaged", true);
            w.WriteBoolean("isDefault", !initial);
            w.WriteBoolean("isInitial", initial);
            w.WriteBoolean("isRoot", true);
            w.WriteBoolean("isVerified", true);
            w.WriteStartArray("supportedServices");
            w.WriteStringValue("Email");
            w.WriteStringValue("OfficeCommunicationsOnline");
            w.WriteEndArray();
            w.WriteNumber("passwordValidityPeriodInDays", int.MaxValue);
            w.WriteNumber("passwordNotificationWindowInDays", 14);
        });

    private static void AddSku(GenerationContext context, string sku, string part, int units, (string Id, string Name)[] plans) =>
        context.Add(Sets.Skus, "subscribedSku", context.Spec.TenantId + "_" + sku, w =>
        {
            w.WriteString("accountId", context.Spec.TenantId);
            w.WriteString("accountName", context.Spec.Name);
            w.WriteString("appliesTo", "User");
            w.WriteString("capabilityStatus", "Enabled");
            w.WriteNumber("consumedUnits", 0);
            w.WriteStartObject("prepaidUnits");
            w.WriteNumber("enabled", units);
            w.WriteNumber("lockedOut", 0);
            w.WriteNumber("suspended", 0);
            w.WriteNumber("warning", 0);
            w.WriteEndObject();
            w.WriteStartArray("servicePlans");
            foreach (var plan in plans)
            {
                w.WriteStartObject();
                w.WriteString("appliesTo", "User");
                w.WriteString("provisioningStatus", "Success");
                w.WriteString("servicePlanId", plan.Id);
                w.WriteString("servicePlanName", plan.Name);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteString("skuId", sku);
            w.WriteString("skuPartNumber", part);
            w.WriteStartArray("subscriptionIds");
            w.WriteStringValue(context.Random.Id());
            w.WriteEndArray();
        });
}
