using MspGov.Core.Services;
using MspGov.Graph.Permissions;
using MspGov.Testing;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Permissions;

public class TenantProbeTests
{
    private static readonly Reply Organization = Reply.Json($$"""{"value":[{"id":"{{Clients.Tenant}}","displayName":"Contoso"}]}""");

    [Fact]
    public async Task A_token_with_every_permission_passes_every_check()
    {
        IReadOnlyList<TenantCheck> checks = await RunAsync([.. PermissionCatalogue.All.Select(need => need.Least)]);
        Assert.All(checks, check => Assert.True(check.Passed, check.Name + ": " + check.Message));
        Assert.Contains(checks, check => check.Name == "RoleManagement.ReadWrite.Directory");
    }

    [Fact]
    public async Task Every_missing_permission_is_named_with_who_needs_it_and_where_to_grant_it()
    {
        IReadOnlyList<TenantCheck> checks = await RunAsync(["User.Read.All"]);
        TenantCheck groups = Assert.Single(checks, check => check.Name == "Group.Read.All");
        Assert.False(groups.Passed);
        Assert.Contains("grant admin consent", groups.Message, StringComparison.Ordinal);
        Assert.Contains("Get-TenantAccess", groups.NeededBy, StringComparison.Ordinal);
        Assert.True(Assert.Single(checks, check => check.Name == "User.Read.All").Passed);
    }

    [Fact]
    public async Task A_wider_permission_serves()
    {
        IReadOnlyList<TenantCheck> checks = await RunAsync(["Directory.Read.All", "RoleManagement.ReadWrite.Directory"]);
        Assert.All(["User.Read.All", "Group.Read.All", "RoleAssignmentSchedule.Read.Directory", "AdministrativeUnit.Read.All"], name =>
            Assert.True(Assert.Single(checks, check => check.Name == name).Passed, name));
    }

    [Fact]
    public async Task A_token_that_names_no_permissions_is_tried_by_reading_and_nothing_is_said_of_writes()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph
            .On("GET", "/organization", Organization)
            .On("GET", "/users", Reply.Page(null))
            .On("GET", "/groups", Reply.Error(403, "Authorization_RequestDenied"))
            .On("GET", "/roleManagement/directory/roleEligibilityScheduleInstances", Reply.Error(400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2."));
        IReadOnlyList<TenantCheck> checks = await new TenantProbe(Clients.To(graph, new SkippingTime())).RunAsync(CancellationToken.None);
        Assert.True(checks.Single(check => check.Name == "User.Read.All").Passed);
        Assert.Contains("Missing", checks.Single(check => check.Name == "Group.Read.All").Message, StringComparison.Ordinal);
        Assert.Contains("NotLicensed", checks.Single(check => check.Name == "RoleEligibilitySchedule.Read.Directory").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(checks, check => check.Name.Contains("ReadWrite", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_of_another_tenant_ends_the_test_with_nothing_sent()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        IReadOnlyList<TenantCheck> checks = await new TenantProbe(Clients.To(graph, new SkippingTime(), Jwt.Of(Clients.OtherTenant))).RunAsync(CancellationToken.None);
        Assert.Equal(["Token", "Tenant"], checks.Select(check => check.Name));
        Assert.False(checks[1].Passed);
        Assert.Empty(graph.Seen);
    }

    [Fact]
    public async Task An_endpoint_that_answers_for_another_tenant_is_found_out()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/organization", Reply.Json($$"""{"value":[{"id":"{{Clients.OtherTenant}}"}]}"""));
        TenantCheck last = (await new TenantProbe(Clients.To(graph, new SkippingTime())).RunAsync(CancellationToken.None))[^1];
        Assert.Equal(("Reachable", false), (last.Name, last.Passed));
    }

    [Fact]
    public async Task Partner_permissions_are_asked_for_in_the_partner_tenant_only()
    {
        Assert.DoesNotContain(await RunAsync([]), check => check.Name.StartsWith("DelegatedAdminRelationship", StringComparison.Ordinal));
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/organization", Organization);
        IReadOnlyList<TenantCheck> checks = await new TenantProbe(Clients.To(graph, new SkippingTime(), Jwt.Of(Clients.Tenant, [])), isPartnerTenant: true).RunAsync(CancellationToken.None);
        Assert.Contains(checks, check => check.Name == "DelegatedAdminRelationship.Read.All");
    }

    private static async Task<IReadOnlyList<TenantCheck>> RunAsync(string[] roles)
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/organization", Organization);
        return await new TenantProbe(Clients.To(graph, new SkippingTime(), Jwt.Of(Clients.Tenant, roles))).RunAsync(CancellationToken.None);
    }
}
