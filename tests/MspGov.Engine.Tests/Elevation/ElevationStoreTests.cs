using System.Globalization;
using System.Text.Json;
using MspGov.Core.Elevation;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Elevation;

/// <summary>Every way of giving a grant, and the sweep, on a store on disk and tenants behind HTTP.</summary>
public class ElevationStoreTests
{
    [Fact]
    public async Task PIM_for_groups_gives_a_membership_that_the_tenant_itself_ends()
    {
        using var store = new ElevationStore();
        TenantDocument tenant = store.Register(new LabTenantRequest { Name = "contoso" });
        string group = await store.GroupAsync(tenant, "Tier 0 by PIM", assignable: true);
        string user = (await store.PlainUsersAsync(tenant))[0];
        store.Policy(group);

        ElevationGrant grant = await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, user, group: group), default);

        Assert.Equal((GrantState.Active, ElevationPath.PimGroup, false), (grant.State, grant.Path, grant.EndedBySweepOnly));
        JsonElement held = Assert.Single(await Instances(store, tenant, group));
        Assert.Equal(user, held.GetProperty("principalId").GetString());
        Assert.Equal("member", held.GetProperty("accessId").GetString());

        store.Clock.Advance(TimeSpan.FromMinutes(90));
        ElevationSweepSummary summary = await store.SweepAsync();

        Assert.Equal((1, 0), (summary.Ended, summary.ExitCode));
        Assert.Empty(await Instances(store, tenant, group));
        Assert.Contains("ended it itself", Assert.Single(store.Session.Elevation.Get(new ElevationGrantQuery())).Evidence, StringComparison.Ordinal);
        store.AssertVerifies();
    }

    [Fact]
    public async Task PIM_for_groups_revoked_early_is_taken_from_the_tenant_and_read_back()
    {
        using var store = new ElevationStore();
        TenantDocument tenant = store.Register(new LabTenantRequest { Name = "contoso" });
        string group = await store.GroupAsync(tenant, "Tier 0 by PIM", assignable: true);
        string user = (await store.PlainUsersAsync(tenant))[0];
        store.Policy(group);
        ElevationGrant grant = await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, user, group: group), default);

        store.Clock.Advance(TimeSpan.FromMinutes(10));
        ElevationGrant ended = await store.Session.Elevation.RevokeAsync(grant.GrantId, "done", default);

        Assert.Equal(GrantState.Ended, ended.State);
        Assert.Empty(await Instances(store, tenant, group));
        store.AssertVerifies();
    }

    [Fact]
    public async Task A_partner_group_is_given_and_taken_in_the_partners_tenant_for_the_customers_sake()
    {
        using var store = new ElevationStore();
        TenantDocument partner = store.Register(new LabTenantRequest { Name = "msp", Partner = true });
        TenantDocument customer = store.Register(new LabTenantRequest { Name = "contoso", ManagedBy = "msp" }, partner.Id);
        string group = await store.GroupAsync(partner, "GDAP Helpdesk", assignable: false);
        string technician = (await store.PlainUsersAsync(partner))[0];
        store.Policy(group);

        ElevationGrant grant = await store.Session.Elevation.RequestAsync(ElevationStore.Ask(customer, technician, group: group) with { Partner = true }, default);

        Assert.Equal((GrantState.Active, ElevationPath.PartnerGroup, true), (grant.State, grant.Path, grant.EndedBySweepOnly));
        Assert.Equal(technician, Assert.Single(await store.ListAsync(partner, $"groups/{group}/members")).GetProperty("id").GetString());

        // The grant stands in the customer's log, the change of the partner's tenant in the partner's: each client's evidence is its own.
        Assert.All(store.Entries(ElevationActions.Activate), entry => Assert.Equal(customer.Id, entry.Log));
        Assert.All(store.Entries("group.member.add"), entry => Assert.Equal(partner.Id, entry.Log));

        store.Clock.Advance(TimeSpan.FromHours(2));
        ElevationSweepSummary summary = await store.SweepAsync();

        Assert.Equal((1, 0), (summary.Ended, summary.ExitCode));
        Assert.Empty(await store.ListAsync(partner, $"groups/{group}/members"));
        store.AssertVerifies();
    }

    [Fact]
    public async Task Two_sessions_that_sweep_the_same_grants_end_each_once()
    {
        using var store = new ElevationStore();
        TenantDocument tenant = store.Register(new LabTenantRequest { Name = "contoso", NoPremium = true });
        string[] users = (await store.PlainUsersAsync(tenant))[..12];
        foreach (string user in users)
        {
            await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, user), default);
        }

        store.Clock.Advance(TimeSpan.FromHours(2));
        IElevationService other = store.Open().Elevation;
        ElevationSweepSummary[] both = await Task.WhenAll(
            Task.Run(() => store.SweepAsync()),
            Task.Run(() => other.SweepAsync(new ElevationSweepOptions(), new ElevationWorld.Silent(), CancellationToken.None)));

        Assert.Equal(users.Length, both.Sum(summary => summary.Ended));
        Assert.All(both, summary => Assert.Equal(0, summary.NotEnded + summary.InDoubt + summary.NotActivated));
        Assert.Equal(users.Length, store.Entries(ElevationActions.End).Count(entry => entry.Outcome == EntryOutcome.Succeeded));
        Assert.Equal(users.Length, store.Entries("role.unassign").Count(entry => entry.Phase == EntryPhase.Intent));
        store.AssertVerifies();
    }

    [Fact]
    public async Task A_sweep_over_many_expired_grants_ends_them_all()
    {
        // MSPGOV_SWEEP_GRANTS=1000 is the size of the benchmark; the default keeps the suite quick.
        int wanted = int.Parse(Environment.GetEnvironmentVariable("MSPGOV_SWEEP_GRANTS") ?? "30", CultureInfo.InvariantCulture);
        using var store = new ElevationStore();
        TenantDocument tenant = store.Register(new LabTenantRequest { Name = "contoso", NoPremium = true, Users = wanted * 2 + 50 });
        string[] users = (await store.PlainUsersAsync(tenant))[..wanted];
        foreach (string user in users)
        {
            await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, user), default);
        }

        store.Clock.Advance(TimeSpan.FromHours(2));
        ElevationSweepSummary summary = await store.SweepAsync();

        Assert.Equal((wanted, wanted, 0), (summary.Due, summary.Ended, summary.ExitCode));
        HashSet<string> holders = [.. (await store.ListAsync(tenant, "roleManagement/directory/roleAssignments?$top=999")).Select(item => item.GetProperty("principalId").GetString()!)];
        Assert.DoesNotContain(users, holders.Contains);
        Assert.Equal(0, (await store.SweepAsync()).Due);
        store.AssertVerifies();
    }

    [Fact]
    public async Task Request_approval_and_end_are_told_to_the_webhook_over_HTTP()
    {
        using var hook = new LoopbackHttp(_ => (204, []));
        using var store = new ElevationStore();
        TenantDocument tenant = store.Register(new LabTenantRequest { Name = "contoso", NoPremium = true });
        string user = (await store.PlainUsersAsync(tenant))[0];
        store.Policy("*", new ElevationNotice { Webhook = hook.Url + "elevations" });

        ElevationGrant grant = await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, user), default);
        store.Clock.Advance(TimeSpan.FromHours(2));
        await store.SweepAsync();

        JsonElement[] told = [.. hook.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.Clone())];
        Assert.Equal(["requested", "active", "ended"], told.Select(message => message.GetProperty("event").GetString()));
        Assert.All(told, message => Assert.Equal(grant.GrantId, message.GetProperty("grant").GetProperty("grantId").GetString()));
        Assert.All(hook.Requests, request => Assert.Equal(("POST", "/elevations", "application/json"), (request.Method, request.Path, request.ContentType)));
        Assert.Empty(store.Entries(ElevationActions.Notice));
    }

    [Fact]
    public async Task A_webhook_that_refuses_or_is_gone_is_recorded_and_stops_nothing()
    {
        using var store = new ElevationStore();
        TenantDocument tenant = store.Register(new LabTenantRequest { Name = "contoso", NoPremium = true });
        string[] users = await store.PlainUsersAsync(tenant);
        string address;
        using (var refusing = new LoopbackHttp(_ => (500, [])))
        {
            address = refusing.Url;
            store.Policy("*", new ElevationNotice { Webhook = address });
            Assert.Equal(GrantState.Active, (await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, users[0]), default)).State);
        }

        // Nobody listens there any more.
        Assert.Equal(GrantState.Active, (await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, users[1]), default)).State);

        GrantNoticeDetail[] notices = [.. store.Entries(ElevationActions.Notice).Select(entry => Core.Json.CoreJson.DetailAs<GrantNoticeDetail>(entry))];
        Assert.True(notices.Length >= 2, $"{notices.Length}");
        Assert.Contains(notices, notice => notice.Failed.Any(failure => failure.EndsWith("500", StringComparison.Ordinal)));
        Assert.All(notices, notice => Assert.Empty(notice.Delivered));
        store.AssertVerifies();
    }

    [Fact]
    public async Task A_break_glass_use_is_told_to_the_webhook_with_those_who_must_know_and_that_is_recorded()
    {
        using var hook = new LoopbackHttp(_ => (200, []));
        using var store = new ElevationStore();
        TenantDocument tenant = store.Register(new LabTenantRequest { Name = "contoso", NoPremium = true });
        string user = (await store.PlainUsersAsync(tenant))[0];
        store.Policy("*", new ElevationNotice { Webhook = hook.Url, Operators = ["bob", "carol"] });

        await store.Session.Elevation.RequestAsync(ElevationStore.Ask(tenant, user) with { BreakGlass = true }, default);

        JsonElement first = JsonDocument.Parse(hook.Requests.First().Body).RootElement;
        Assert.Equal("breakGlass", first.GetProperty("event").GetString());
        Assert.Equal(["bob", "carol"], first.GetProperty("operators").EnumerateArray().Select(name => name.GetString()));
        GrantNoticeDetail notice = Core.Json.CoreJson.DetailAs<GrantNoticeDetail>(store.Entries(ElevationActions.Notice)[0]);
        Assert.Equal(["bob", "carol"], notice.Operators);
        Assert.EndsWith(": 200", Assert.Single(notice.Delivered), StringComparison.Ordinal);
    }

    private static Task<JsonElement[]> Instances(ElevationStore store, TenantDocument tenant, string group) =>
        store.ListAsync(tenant, $"identityGovernance/privilegedAccess/group/assignmentScheduleInstances?$filter=groupId eq '{group}'");
}
