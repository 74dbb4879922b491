using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Graph;

namespace MspGov.Engine.Tenants;

/// <summary>The customers of a partner, as its GDAP relationships name them: those whose relationship gives access now.</summary>
internal static class PartnerCustomers
{
    private const string Relationships = "/tenantRelationships/delegatedAdminRelationships?$top=300";

    public static async Task<IReadOnlyList<TenantImportRow>> ReadAsync(TenantClient partner, CancellationToken cancellationToken)
    {
        var customers = new Dictionary<string, TenantImportRow>(StringComparer.OrdinalIgnoreCase);
        await foreach (GraphPage page in partner.PagesAsync(Relationships, cancellationToken: cancellationToken))
        {
            foreach (JsonElement relationship in page.Items)
            {
                if (InForce(relationship) && Customer(relationship) is { } customer)
                {
                    customers.TryAdd(customer.TenantId, customer);
                }
            }
        }

        return customers.Count > 0
            ? [.. customers.Values.OrderBy(customer => customer.DisplayName, StringComparer.OrdinalIgnoreCase)]
            : throw TenantErrors.ObjectNotFound.With($"Tenant '{partner.TenantName}' has no active GDAP relationship with a customer. Is it the MSP's own tenant?").About(partner.TenantName, partner.TenantId);
    }

    private static bool InForce(JsonElement relationship) =>
        Text(relationship, "status") is { } status
        && (status.Equals("active", StringComparison.OrdinalIgnoreCase) || status.Equals("expiring", StringComparison.OrdinalIgnoreCase));

    private static TenantImportRow? Customer(JsonElement relationship) =>
        relationship.TryGetProperty("customer", out JsonElement customer) && customer.ValueKind == JsonValueKind.Object && Guid.TryParse(Text(customer, "tenantId"), out Guid id)
            ? new TenantImportRow { TenantId = id.ToString("D"), DisplayName = Text(customer, "displayName") }
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
