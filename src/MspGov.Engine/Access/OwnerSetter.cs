using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>Records who answers for an identity, once the tenant has shown that it exists.</summary>
internal sealed class OwnerSetter(ILedger ledger, InventorySource inventories)
{
    private const InventoryFamily Families = InventoryFamily.Users | InventoryFamily.Groups | InventoryFamily.ServicePrincipals
        | InventoryFamily.Applications | InventoryFamily.RoleAssignments | InventoryFamily.RoleDefinitions | InventoryFamily.Principals;

    public async Task<IdentityOwnerDocument> SetAsync(SetOwnerRequest request, CancellationToken cancellationToken)
    {
        TenantDocument tenant = ledger.Read(register => register.Get<TenantDocument>(request.TenantId))
            ?? throw TenantErrors.NotFound.With($"Tenant {request.TenantId} is not registered.").About(request.TenantId, request.TenantId);
        (string id, string? name) = await FindAsync(tenant, request.Identity, cancellationToken);
        IdentityOwnerDocument? known = ledger.Read(register => register.Get<IdentityOwnerDocument>(IdentityOwnerDocument.KeyOf(tenant.Id, id)));
        var document = new IdentityOwnerDocument { Tenant = tenant.Id, Identity = id, IdentityName = name };
        if (!request.Clear)
        {
            document = document with
            {
                Owner = request.Owner ?? known?.Owner,
                Purpose = request.Purpose ?? known?.Purpose ?? IdentityPurpose.Unspecified,
                ReviewDate = request.ReviewDate ?? known?.ReviewDate,
            };
        }

        IReadOnlyList<EntryView> entries = ledger.Append(
        [
            new EntryDraft
            {
                Log = tenant.Id,
                Action = AccessActions.OwnerSet,
                Correlation = Guid.NewGuid(),
                Subject = new("identity", id, name),
                Ticket = request.Ticket,
                Reason = request.Reason,
                Detail = CoreJson.ToBytes(document),
            },
        ], cancellationToken);
        return document with { SetAt = entries[0].At, SetBy = entries[0].Operator };
    }

    private async Task<(string Id, string? Name)> FindAsync(TenantDocument tenant, string identity, CancellationToken cancellationToken)
    {
        inventories.DemandRead(tenant, Guid.NewGuid());
        TenantInventory inventory = await inventories.ReadAsync(tenant, Families, delta: false, cancellationToken);
        int[] found = [.. Enumerable.Range(0, inventory.Objects.Count).Where(index => IsIt(inventory.Objects[index], inventory.Objects.Text(index), identity))];
        return found.Length switch
        {
            1 => (inventory.Objects.Text(found[0]), inventory.Objects[found[0]].Login ?? inventory.Objects[found[0]].Name),
            0 => throw AccessErrors.IdentityNotFound.With(
                $"Tenant '{tenant.Name}' has no user, application, service principal, group or partner group '{identity}'."
                + (inventory.Completeness == Completeness.Complete ? "" : " Not all of it could be read.")).About(identity, tenant.Id),
            _ => throw TenantErrors.ObjectAmbiguous.With(
                $"'{identity}' is {found.Length} objects of tenant '{tenant.Name}': {string.Join(", ", found.Take(5).Select(inventory.Objects.Text))}. Use the object id.").About(identity, tenant.Id),
        };
    }

    private static bool IsIt(DirectoryObject known, string id, string identity) =>
        known.Kind is not (ObjectKind.Unknown or ObjectKind.Other or ObjectKind.AdministrativeUnit)
        && (Same(id, identity) || Same(known.Login, identity) || Same(known.Name, identity));

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
