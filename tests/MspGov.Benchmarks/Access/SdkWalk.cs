using Microsoft.Graph;
using Microsoft.Graph.Models;

namespace MspGov.Benchmarks.Access;

/// <summary>What a straightforward script on the typed SDK does for the same question.</summary>
internal static class SdkWalk
{
    public static async Task TenantAsync(GraphServiceClient graph)
    {
        await AllAsync<User, UserCollectionResponse>(graph, await graph.Users.GetAsync(c => (c.QueryParameters.Top, c.QueryParameters.Select) = (999, ["id", "displayName", "userPrincipalName", "userType", "accountEnabled"])));
        List<Group> groups = await AllAsync<Group, GroupCollectionResponse>(graph, await graph.Groups.GetAsync(c => (c.QueryParameters.Top, c.QueryParameters.Select) = (999, ["id", "displayName", "isAssignableToRole"])));
        foreach (Group group in groups)
        {
            await AllAsync<DirectoryObject, DirectoryObjectCollectionResponse>(graph, await graph.Groups[group.Id].Members.GetAsync());
        }

        foreach (Group group in groups.Where(group => group.IsAssignableToRole == true))
        {
            await graph.Groups[group.Id].Owners.GetAsync();
        }

        await graph.RoleManagement.Directory.RoleDefinitions.GetAsync();
        await AllAsync<UnifiedRoleAssignment, UnifiedRoleAssignmentCollectionResponse>(graph, await graph.RoleManagement.Directory.RoleAssignments.GetAsync());
        await graph.RoleManagement.Directory.RoleAssignmentScheduleInstances.GetAsync();
        await graph.RoleManagement.Directory.RoleEligibilityScheduleInstances.GetAsync();
        foreach (ServicePrincipal principal in await AllAsync<ServicePrincipal, ServicePrincipalCollectionResponse>(graph, await graph.ServicePrincipals.GetAsync(c => c.QueryParameters.Top = 999)))
        {
            await graph.ServicePrincipals[principal.Id].AppRoleAssignments.GetAsync();
            await graph.ServicePrincipals[principal.Id].Owners.GetAsync();
        }

        foreach (Application application in await AllAsync<Application, ApplicationCollectionResponse>(graph, await graph.Applications.GetAsync(c => c.QueryParameters.Top = 999)))
        {
            await graph.Applications[application.Id].Owners.GetAsync();
        }

        await graph.Oauth2PermissionGrants.GetAsync();
    }

    private static async Task<List<T>> AllAsync<T, TPage>(GraphServiceClient graph, TPage? page)
        where TPage : Microsoft.Kiota.Abstractions.Serialization.IParsable, Microsoft.Kiota.Abstractions.Serialization.IAdditionalDataHolder, new()
    {
        var all = new List<T>();
        await PageIterator<T, TPage>.CreatePageIterator(graph, page!, item =>
        {
            all.Add(item);
            return true;
        }).IterateAsync();
        return all;
    }
}
