using MspGov.Core.Access.Inventory;
using MspGov.Core.Register;

namespace MspGov.Core.Access.Identities;

/// <summary>When one credential of an application ends.</summary>
/// <param name="Identity">Object id of the application or service principal.</param>
/// <param name="IdentityName">Its name.</param>
/// <param name="Kind">Secret or certificate.</param>
/// <param name="Id">Key id.</param>
/// <param name="End">End, UTC.</param>
public sealed record CredentialEnd(string Identity, string? IdentityName, CredentialKind Kind, string Id, DateTimeOffset End);

/// <summary>When credentials of a tenant's applications end, as it was last read. Never their values.</summary>
public sealed record CredentialEndsDocument : IRegisterDocument
{
    /// <summary>How many ends are kept; of more, the first to come.</summary>
    public const int Most = 1000;

    /// <inheritdoc/>
    public static string Kind => "credentialEnds";

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>When it was read, UTC.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Number of secrets and certificates.</summary>
    public int Credentials { get; init; }

    /// <summary>Ends, the first first.</summary>
    public IReadOnlyList<CredentialEnd> Ends { get; init; } = [];

    /// <inheritdoc/>
    public string Key => Tenant;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => null;

    /// <summary>What an inventory shows; null when the credentials were not read to the full.</summary>
    public static CredentialEndsDocument? Of(TenantInventory inventory)
    {
        const InventoryFamily needed = InventoryFamily.Credentials | InventoryFamily.Applications | InventoryFamily.ServicePrincipals;
        InventoryFamily read = inventory.Families.Aggregate(default(InventoryFamily), (all, family) => all | family.Family);
        if ((read & InventoryFamily.Credentials) == 0 || inventory.Families.Any(family => family.LosesRows && (family.Family & needed) != 0))
        {
            return null;
        }

        CredentialRow[] rows = [.. inventory.Credentials.Where(row => row.Kind != CredentialKind.Federated)];
        return new CredentialEndsDocument
        {
            Tenant = inventory.TenantId,
            ReadAt = inventory.ReadAt,
            Credentials = rows.Length,
            Ends = [.. rows
                .Where(row => row.Window.EndTime is not null)
                .OrderBy(row => row.Window.End)
                .Take(Most)
                .Select(row => new CredentialEnd(inventory.Objects.Text(row.Holder), inventory.Objects[row.Holder].Name, row.Kind, row.Id, row.Window.EndTime!.Value))],
        };
    }
}
