using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.JobRoles;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Lab.Model;
using MspGov.Lab.Rules;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>A role that a technician reaches in a customer, by the raw state of the partner's lab tenant.</summary>
/// <param name="Role">Role template id.</param>
/// <param name="Standing">Held always and at once, on the whole way.</param>
internal sealed record RawPartnerRole(string Role, bool Standing);

/// <summary>A partner's tenant with groups of the test's own, the customers that they open, and one technician.</summary>
internal sealed class GdapScene : IDisposable
{
    public const string Helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    public const string GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    public const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    public const string ReportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";

    private readonly Dictionary<string, string> _relationships = [];

    /// <summary>A partner and so many customers.</summary>
    public GdapScene(int customers, int seed)
    {
        World = new LifecycleWorld(customers + 1, seed, partner: true);
        (Id, Name) = Partner.Inspect(directory => directory.Users
            .Where(user => user.Flag("accountEnabled") == true && user.Flag("onPremisesSyncEnabled") != true && user["userType"] == "Member")
            .Where(user => directory.RelatedTo(Relations.Members, user.Id).All(group => group["membershipRule"] is null && group.Flag("onPremisesSyncEnabled") != true))
            .Select(user => (user.Id, user["userPrincipalName"]!)).First());
    }

    public LifecycleWorld World { get; }

    public TestLab Partner => World.Labs[0];

    public IReadOnlyList<TestLab> Customers => [.. World.Labs.Skip(1)];

    /// <summary>Object id of the technician in the partner's tenant.</summary>
    public string Id { get; }

    /// <summary>Sign-in name of the technician.</summary>
    public string Name { get; }

    /// <summary>A new security group of the partner, with roles in customers.</summary>
    public string Group(string name, params (TestLab Customer, string Role)[] opens)
    {
        string id = Guid.NewGuid().ToString("D");
        Put(Partner, new LabObject(Sets.Groups, "group", id, null, Json($$"""{"id":"{{id}}","displayName":"{{name}}","mailEnabled":false,"mailNickname":"{{name}}","securityEnabled":true,"groupTypes":[],"isAssignableToRole":null,"onPremisesSyncEnabled":null,"membershipRule":null,"createdDateTime":"2025-01-01T00:00:00Z","deletedDateTime":null}""")));
        foreach (IGrouping<TestLab, string> roles in opens.GroupBy(open => open.Customer, open => open.Role))
        {
            Assign(roles.Key, id, "active", [.. roles]);
        }

        return id;
    }

    /// <summary>An access assignment of a group in a customer, and the roles that the customer's own tenant shows for it.</summary>
    public void Assign(TestLab customer, string group, string status, params string[] roles)
    {
        string id = Guid.NewGuid().ToString("D");
        string details = $$"""{"unifiedRoles":[{{string.Join(',', roles.Select(role => $$"""{"roleDefinitionId":"{{role}}"}"""))}}]}""";
        Put(Partner, new LabObject(Sets.RelationshipAccess, "delegatedAdminAccessAssignment", id, Relationship(customer), Json(
            $$"""{"id":"{{id}}","status":"{{status}}","createdDateTime":"2026-01-01T00:00:00Z","lastModifiedDateTime":"2026-01-01T00:00:00Z","accessContainer":{"accessContainerId":"{{group}}","accessContainerType":"securityGroup"},"accessDetails":{{details}}}""")));
        foreach (string role in roles)
        {
            Put(customer, PimObjects.RoleAssignment(Guid.NewGuid().ToString("D"), group, role, "/"));
        }
    }

    /// <summary>Takes a role of a group from the customer's side only.</summary>
    public static void Hide(TestLab customer, string group) => customer.Change((directory, change) =>
    {
        foreach (LabObject assignment in directory.Set(Sets.RoleAssignments).Where("principalId", group).ToArray())
        {
            change.Delete(assignment);
        }
    });

    /// <summary>Puts somebody, or a group, into a group of the partner.</summary>
    public async Task JoinAsync(string group, string member) =>
        await PostAsync($"groups/{group}/members/$ref", $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{member}}"}""");

    /// <summary>Makes somebody eligible for a group of the partner.</summary>
    public async Task EligibleAsync(string group, string member) => await PostAsync(
        "identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
        $$"""{"action":"adminAssign","accessId":"member","groupId":"{{group}}","principalId":"{{member}}","justification":"before","scheduleInfo":{"startDateTime":"2026-11-02T08:00:00Z","expiration":{"type":"afterDuration","duration":"P100D"} } }""");

    /// <summary>What the technician reaches in a customer, walked over the raw state of the partner's tenant.</summary>
    public IReadOnlyList<RawPartnerRole> Roles(TestLab customer) => Partner.Inspect(directory =>
    {
        Dictionary<string, bool> reached = RawScope.Reached(directory, Id);
        var found = new HashSet<RawPartnerRole>();
        foreach (LabObject relationship in directory.Set(Sets.Relationships).All.Where(item => item["status"] is "active" or "expiring" && item.ToNode()["customer"]!["tenantId"]!.GetValue<string>() == customer.TenantId))
        {
            foreach (JsonObject access in directory.ChildrenOf(relationship.Id, Sets.RelationshipAccess).Select(item => item.ToNode()))
            {
                if (reached.TryGetValue(access["accessContainer"]!["accessContainerId"]!.GetValue<string>(), out bool standing))
                {
                    found.UnionWith(access["accessDetails"]!["unifiedRoles"]!.AsArray().Select(role => new RawPartnerRole(role!["roleDefinitionId"]!.GetValue<string>(), standing)));
                }
            }
        }

        return (IReadOnlyList<RawPartnerRole>)[.. found];
    });

    /// <summary>Whether the technician is in a group or eligible for it, directly.</summary>
    public bool IsIn(string group) => Partner.Inspect(directory =>
        directory.Edges(Relations.Members).To(Id).Contains(group) || directory.Set(Sets.GroupEligibilityInstances).All.Any(item => item["principalId"] == Id && item["groupId"] == group));

    /// <summary>Changes what is registered of a tenant.</summary>
    public void Register(TestLab lab, Func<TenantDocument, TenantDocument> change) =>
        World.Fact(lab.TenantId, TenantActions.Update, change(World.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!));

    public async Task<(IReadOnlyList<LifecycleRun> Runs, IReadOnlyList<Core.Errors.GovException> Errors)> RunAsync(LifecycleEvent what, IReadOnlyList<TestLab>? tenants = null, bool dryRun = false)
    {
        var output = new Collected<LifecycleRun>();
        await World.Service.InvokeAsync(new LifecycleRequest { Events = [what], TenantIds = [.. (tenants ?? Customers).Select(lab => lab.TenantId)], DryRun = dryRun }, output, default);
        return ([.. output.Items], [.. output.Errors]);
    }

    public LifecycleEvent Event(string id, LifecycleType type, params string[] roles) => new()
    {
        EventId = id,
        Type = type,
        Person = new LifecyclePerson { Id = "p-1", DisplayName = "Max Weber", UserPrincipalName = Name, UsageLocation = "DE" },
        Ticket = "T-1",
        JobRoles = roles,
    };

    public static JobRoleEntitlement Gdap(string id, EntitlementHolding holding = EntitlementHolding.Standing) => new() { Kind = EntitlementKind.GdapRole, Id = id, Name = id, Holding = holding };

    /// <summary>What the log of a tenant says, all details as text.</summary>
    public string Told(TestLab lab) => string.Join('\n', World.Ledger.Entries.Where(entry => entry.Log == lab.TenantId).Select(entry => $"{entry.Action} {entry.Reason} {(entry.Detail is { } detail ? Encoding.UTF8.GetString(detail.Span) : "")}"));

    public void Dispose() => World.Dispose();

    private string Relationship(TestLab customer)
    {
        if (_relationships.TryGetValue(customer.TenantId, out string? known))
        {
            return known;
        }

        string id = $"{Guid.NewGuid():D}-{Guid.NewGuid():D}";
        Put(Partner, new LabObject(Sets.Relationships, "delegatedAdminRelationship", id, null, Json(
            $$"""{"id":"{{id}}","displayName":"Operations","duration":"P730D","autoExtendDuration":"PT0S","status":"active","createdDateTime":"2026-01-01T00:00:00Z","lastModifiedDateTime":"2026-01-01T00:00:00Z","activatedDateTime":"2026-01-02T00:00:00Z","endDateTime":"2027-12-31T00:00:00Z","customer":{"tenantId":"{{customer.TenantId}}","displayName":"{{customer.Name}}"},"accessDetails":{"unifiedRoles":[]} }""")));
        return _relationships[customer.TenantId] = id;
    }

    private async Task PostAsync(string path, string body)
    {
        using HttpClient client = Partner.Client();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static void Put(TestLab lab, LabObject item) => lab.Change((_, change) => change.Put(item));

    private static byte[] Json(string text) => LabJson.ToBytes(JsonNode.Parse(text)!.AsObject());
}
