using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>Delegated administration of customers (GDAP), read in the partner's own tenant: which group holds which roles in which customer.</summary>
internal static class PartnerFamily
{
    private const string Relationships = "/tenantRelationships/delegatedAdminRelationships";

    public static async Task<FamilyResult> ReadAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        var relationships = new List<RelationshipItem>();
        await context.PagesAsync(
            Relationships + "?$top=300",
            InventoryJson.Default.ItemPageRelationshipItem,
            item =>
            {
                if (item.Customer?.TenantId is not null && IsInForce(item.Status))
                {
                    relationships.Add(item);
                }
            },
            cancellationToken);
        BatchFaults faults = await context.BatchAsync(
            relationships,
            relationship => $"{Relationships}/{relationship.Id}/accessAssignments",
            InventoryJson.Default.ItemPageAccessAssignmentItem,
            (relationship, item) => Add(context, relationship, item),
            cancellationToken);
        return faults.Result(InventoryFamily.PartnerAccess);
    }

    /// <summary>A relationship that is ending still gives access.</summary>
    private static bool IsInForce(string? status) =>
        status?.ToUpperInvariant() is "ACTIVE" or "EXPIRING" or "TERMINATIONREQUESTED" or "TERMINATING";

    private static bool IsActive(string? status) => string.Equals(status, "active", StringComparison.OrdinalIgnoreCase);

    private static void Add(FamilyContext context, RelationshipItem relationship, AccessAssignmentItem item)
    {
        if (item.AccessContainer?.AccessContainerId is not { } container || item.Status?.ToUpperInvariant() is not ("ACTIVE" or "PENDING" or "DELETING"))
        {
            return;
        }

        int group = context.Objects.Intern(container);
        foreach (UnifiedRoleItem role in item.AccessDetails?.UnifiedRoles ?? [])
        {
            if (role.RoleDefinitionId is { } id)
            {
                context.Inventory.PartnerGrants.Add(new(
                    relationship.Customer!.TenantId!.ToLowerInvariant(),
                    group,
                    id,
                    Window.Of(relationship.ActivatedDateTime, relationship.EndDateTime),
                    relationship.Id,
                    item.Id,
                    relationship.DisplayName,
                    IsActive(relationship.Status) && IsActive(item.Status)));
            }
        }
    }
}
