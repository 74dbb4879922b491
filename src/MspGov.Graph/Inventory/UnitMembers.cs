using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;

namespace MspGov.Graph.Inventory;

/// <summary>Members of administrative units, of those units only in which somebody may reset passwords: nobody else's reach depends on them.</summary>
internal static class UnitMembers
{
    private const string Units = "/administrativeUnits/";

    public static async Task<FamilyResult> ReadAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        int[] units;
        lock (context.Inventory.Gate)
        {
            units =
            [
                .. context.Inventory.RoleRows()
                    .Where(row => row.Scope.StartsWith(Units, StringComparison.OrdinalIgnoreCase) && EntraReference.CanReset(Template(context, row.Role)))
                    .Select(row => context.Objects.Intern(row.Scope[Units.Length..]))
                    .Distinct(),
            ];
        }

        BatchFaults faults = await context.BatchAsync(
            units,
            unit => $"/directory/administrativeUnits/{context.Objects.Text(unit)}/members?$select=id&$top=999",
            InventoryJson.Default.ItemPageDirectoryItem,
            (unit, item) => context.Inventory.UnitMembers.Add(new(Principals.Add(context.Objects, item), unit)),
            cancellationToken);
        return faults.Result(InventoryFamily.AdministrativeUnits);
    }

    private static string Template(FamilyContext context, string role) =>
        context.Inventory.Roles.TryGetValue(role, out RoleDefinition? known) ? known.TemplateId : role;
}
