using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>Directory roles held: active ones, their start and end, and eligible ones.</summary>
internal static class RoleFamilies
{
    private const string Assignments = "/roleManagement/directory/roleAssignments";

    /// <summary>
    /// Active assignments. Documented to need a filter, answered without one by many tenants (FACTS section 3): the whole list is
    /// asked for first, and on a 400 the assignments of each role definition.
    /// </summary>
    public static async Task<FamilyResult> AssignmentsAsync(FamilyContext context, Task definitions, CancellationToken cancellationToken)
    {
        try
        {
            await context.PagesAsync(Assignments + "?$top=999", InventoryJson.Default.ItemPageRoleItem, item => Add(context, item), cancellationToken);
            return new(InventoryFamily.RoleAssignments, FamilyState.Complete);
        }
        catch (GovException e) when (e.InnerException is GraphException { Status: 400 } && e.Definition != TenantErrors.NotLicensed)
        {
            await definitions;
            string[] ids = [.. context.Inventory.Roles.Keys];
            if (ids.Length == 0)
            {
                return new(InventoryFamily.RoleAssignments, FamilyState.Failed, $"{e.Message} The role definitions to filter by could not be read either.");
            }

            BatchFaults faults = await context.BatchAsync(
                ids, id => $"{Assignments}?$filter=roleDefinitionId eq '{id}'", InventoryJson.Default.ItemPageRoleItem, (_, item) => Add(context, item), cancellationToken);
            return faults.Result(InventoryFamily.RoleAssignments);
        }
    }

    public static Task SchedulesAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.PagesAsync(
            "/roleManagement/directory/roleAssignmentScheduleInstances",
            InventoryJson.Default.ItemPageRoleItem,
            item =>
            {
                if (IsDirect(item.MemberType))
                {
                    context.Inventory.AddActiveSchedule(Holding(context, item), item.RoleAssignmentOriginId);
                }
            },
            cancellationToken);

    public static Task EligibilityAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.PagesAsync(
            "/roleManagement/directory/roleEligibilityScheduleInstances",
            InventoryJson.Default.ItemPageRoleItem,
            item =>
            {
                if (IsDirect(item.MemberType))
                {
                    context.Inventory.AddEligibility(Holding(context, item));
                }
            },
            cancellationToken);

    /// <summary>Rows that only repeat what a group holds are left out: the walk through the group's members finds them with their whole way.</summary>
    public static bool IsDirect(string? memberType) =>
        memberType is null || string.Equals(memberType, "Direct", StringComparison.OrdinalIgnoreCase);

    private static void Add(FamilyContext context, RoleItem item)
    {
        RoleHolding holding = Holding(context, item);
        context.Inventory.RoleAssignments.Add(holding);
        if (item.PrincipalOrganizationId is { Length: > 0 } home && !string.Equals(home, context.Inventory.TenantId, StringComparison.OrdinalIgnoreCase))
        {
            context.Objects[holding.Holder].Kind = ObjectKind.Foreign;
        }
    }

    private static RoleHolding Holding(FamilyContext context, RoleItem item) => new(
        context.Objects.Intern(item.PrincipalId),
        item.RoleDefinitionId,
        item.DirectoryScopeId ?? item.AppScopeId ?? "/",
        false,
        Window.Of(item.StartDateTime, item.EndDateTime),
        item.Id);
}
