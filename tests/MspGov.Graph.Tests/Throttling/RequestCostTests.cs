using MspGov.Graph.Throttling;

namespace MspGov.Graph.Tests.Throttling;

public class RequestCostTests
{
    [Theory]
    [InlineData("/groups", 1)]
    [InlineData("/users", 2)]
    [InlineData("/users?$select=id", 1)]
    [InlineData("/users?$top=999", 2)]
    [InlineData("/users?$top=5", 1)]
    [InlineData("/groups?$top=5&$select=id", 1)]
    [InlineData("/groups?$expand=owners", 2)]
    [InlineData("/groups/x/members", 3)]
    [InlineData("/groups/x/members/microsoft.graph.user?$select=id", 1)]
    [InlineData("/groups/x/members?$select=id", 2)]
    [InlineData("/groups/x/transitiveMembers", 5)]
    [InlineData("/users/x/memberOf", 2)]
    [InlineData("/users/x/microsoft.graph.transitiveMemberOf", 2)]
    [InlineData("/servicePrincipals", 1)]
    [InlineData("/servicePrincipals/x/appRoleAssignments", 2)]
    [InlineData("/oauth2PermissionGrants", 2)]
    [InlineData("/contracts", 3)]
    [InlineData("/subscribedSkus", 3)]
    [InlineData("https://graph.microsoft.com/v1.0/applications?$skiptoken=x", 2)]
    public void Reads_of_the_directory_cost_resource_units(string path, int units) =>
        Assert.Equal(new RequestCost(Workload.Directory, units), RequestCost.Of(GraphRequest.Get(path)));

    [Theory]
    [InlineData("/auditLogs/signIns", Workload.Reports)]
    [InlineData("/reports/authenticationMethods/userRegistrationDetails", Workload.Reports)]
    [InlineData("/identity/conditionalAccess/policies", Workload.Protection)]
    [InlineData("/identity/conditionalAccess/namedLocations/x", Workload.Protection)]
    [InlineData("/identityProtection/riskyUsers", Workload.Protection)]
    [InlineData("/deviceManagement/managedDevices", Workload.Intune)]
    [InlineData("/tenantRelationships/delegatedAdminRelationships", Workload.TenantRelationships)]
    [InlineData("/roleManagement/directory/roleEligibilityScheduleInstances", Workload.Governance)]
    [InlineData("/roleManagement/directory/roleAssignments", Workload.Directory)]
    [InlineData("/policies/roleManagementPolicies", Workload.Governance)]
    public void Workloads_are_told_apart(string path, Workload workload) => Assert.Equal(workload, RequestCost.Of(GraphRequest.Get(path)).Workload);

    [Fact]
    public void A_write_counts_as_a_write_and_a_read_by_post_as_a_read()
    {
        Assert.Equal(new RequestCost(Workload.DirectoryWrite, 1), RequestCost.Of(GraphRequest.Delete("/users/x")));
        Assert.Equal(new RequestCost(Workload.Directory, 3), RequestCost.Of(GraphRequest.Post("/directoryObjects/getByIds")));
    }
}
