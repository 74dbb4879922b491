using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Lab.Http;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

/// <summary>Each fault at each family of reads ends in the full answer or in a named unknown: never in fewer rows without one.</summary>
public class AccessFaultMatrixTests
{
    /// <summary>What only this family asks for, by path.</summary>
    private static readonly (string Family, Func<string, bool> Asks)[] Families =
    [
        ("Users", url => Path(url).StartsWith("/users", StringComparison.Ordinal)),
        ("Groups", url => Path(url) == "/groups" && !IsOwners(url)),
        ("GroupMembers", url => Path(url).StartsWith("/groups/", StringComparison.Ordinal) && Path(url).EndsWith("/members", StringComparison.Ordinal)),
        ("GroupSchedules", url => Path(url).StartsWith("/identityGovernance/privilegedAccess/group", StringComparison.Ordinal)),
        ("RoleDefinitions", url => Path(url) == "/roleManagement/directory/roleDefinitions"),
        ("RoleAssignments", url => Path(url) == "/roleManagement/directory/roleAssignments"),
        ("RoleSchedules", url => Path(url) == "/roleManagement/directory/roleAssignmentScheduleInstances"),
        ("RoleEligibility", url => Path(url) == "/roleManagement/directory/roleEligibilityScheduleInstances"),
        ("AdministrativeUnits", url => Path(url) == "/directory/administrativeUnits"),
        ("ServicePrincipals", url => Path(url) == "/servicePrincipals" && !IsOwners(url)),
        ("Applications", url => Path(url) == "/applications" && !IsOwners(url)),
        ("AppPermissions", url => Path(url).EndsWith("/appRoleAssignedTo", StringComparison.Ordinal)),
        ("DelegatedGrants", url => Path(url) == "/oauth2PermissionGrants"),
        ("Owners", IsOwners),
        ("Principals", url => Path(url) == "/directoryObjects/getByIds"),
    ];

    /// <summary>The same for a reading of what changed: lists are asked for by delta first; members come with the groups, and sign-ins have requests of their own.</summary>
    private static readonly (string Family, Func<string, bool> Asks)[] DeltaFamilies =
    [
        .. Families.Where(family => family.Family is not "GroupMembers").Select(family => (family.Family, new Func<string, bool>(url => family.Asks(WithoutDelta(url))))),
        ("SignIns", url => url.Contains("signInActivity", StringComparison.Ordinal)),
    ];

    /// <summary>Faults that pass: the full answer must come.</summary>
    private static readonly (string Fault, object Is)[] Passing =
    [
        ("429 in seconds", Answer(429, "TooManyRequests", ("Retry-After", "2"))),
        ("429 as a date", Answer(429, "TooManyRequests", ("Retry-After", "Wed, 21 Oct 2099 07:28:00 GMT"))),
        ("429 without Retry-After", Answer(429, "TooManyRequests")),
        ("429 with nonsense", Answer(429, "TooManyRequests", ("Retry-After", "soon"))),
        ("503", Answer(503, "serviceNotAvailable")),
        ("504", Answer(504, "gatewayTimeout")),
        ("reset", WireFault.Reset),
        ("truncated", WireFault.Truncated),
    ];

    /// <summary>Faults that stay.</summary>
    private static readonly (string Fault, object Is)[] Staying =
    [
        ("403", Answer(403, "Authorization_RequestDenied")),
        ("500", Answer(500, "InternalServerError")),
        ("429 for ever", Answer(429, "TooManyRequests", ("Retry-After", "1"))),
        ("503 for ever", Answer(503, "serviceNotAvailable")),
        ("reset for ever", WireFault.Reset),
        ("truncated for ever", WireFault.Truncated),
        ("an error with status 200", Answer(200, "Oops")),
        ("not JSON", WireFault.NotJson),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_fault_that_passes_at_every_family_gives_the_full_answer(bool delta)
    {
        int combinations = 0;
        foreach ((string family, Func<string, bool> asks) in delta ? DeltaFamilies : Families)
        {
            foreach ((string fault, object what) in Passing)
            {
                TestLab lab = AccessHarness.Lab("contoso");
                using var harness = new AccessHarness(lab);
                string[] all = await IdsAsync(harness, delta);
                int left = 1;
                Inject(lab, harness, asks, what, () => Interlocked.Decrement(ref left) >= 0);

                Collected<AccessPath> read = await harness.ReadAsync(query => query with { Delta = delta });

                Assert.True(read.Errors.Count == 0, $"{fault} at {family}: {string.Join("; ", read.Errors.Select(error => error.Message))}");
                Assert.True(all.SequenceEqual(read.Items.Select(path => path.PathId).Order()), $"{fault} at {family}: the answer is not the full one.");
                Assert.True(left < 1, $"{family} was never asked for.");
                combinations++;
            }
        }

        Assert.Equal(15 * 8, combinations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_fault_that_stays_at_every_family_is_a_named_unknown_and_what_is_given_is_true(bool delta)
    {
        int combinations = 0;
        foreach ((string family, Func<string, bool> asks) in delta ? DeltaFamilies : Families)
        {
            foreach ((string fault, object what) in Staying)
            {
                TestLab lab = AccessHarness.Lab("contoso");
                using var harness = new AccessHarness(lab);
                Collected<AccessPath> full = await harness.ReadAsync(query => query with { Delta = delta });
                Inject(lab, harness, asks, what, () => true);

                Collected<AccessPath> read = await harness.ReadAsync(query => query with { Delta = delta });

                GovException error = Assert.Single(read.Errors);
                Assert.Equal(TenantErrors.ReadIncomplete, error.Definition);
                Assert.Equal("contoso", error.Target);
                Assert.True(error.Message.Contains(family, StringComparison.Ordinal), $"{fault} at {family} is not named: {error.Message}");
                Assert.All(read.Items, path => Assert.NotEqual(Completeness.Complete, path.Completeness));
                AssertTrue($"{fault} at {family}", full.Items, read.Items);
                combinations++;
            }
        }

        Assert.Equal(15 * 8, combinations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Short_pages_with_a_next_link_give_the_full_answer(int pageSize)
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        string[] all = await IdsAsync(harness);
        lab.Behaviour = new LabBehaviour { MaxPageSize = pageSize };

        Assert.Equal(all, await IdsAsync(harness));
    }

    [Fact]
    public async Task A_tenant_that_wants_a_filter_for_role_assignments_gives_the_full_answer()
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        string[] all = await IdsAsync(harness);
        lab.OnRequest(request => request.Path == "/roleManagement/directory/roleAssignments" && !request.PathAndQuery.Contains("$filter", StringComparison.Ordinal)
            ? Answer(400, "Request_BadRequest")
            : null);

        Assert.Equal(all, await IdsAsync(harness));
    }

    [Fact]
    public async Task A_tenant_without_premium_licences_is_complete_and_says_what_is_not_licensed()
    {
        TestLab lab = AccessHarness.Lab("contoso", premium: false);
        using var harness = new AccessHarness(lab);

        Collected<AccessPath> read = await harness.ReadAsync();

        Assert.Empty(read.Errors);
        Assert.NotEmpty(read.Items);
        Assert.All(read.Items, path => Assert.Equal(Completeness.Complete, path.Completeness));
        AccessReadDetail detail = harness.Ledger.Entries.Single(entry => entry.Action == TenantActions.AccessRead).DetailAs<AccessReadDetail>();
        Assert.Equal(["GroupSchedules", "RoleEligibility", "RoleSchedules"], detail.Incomplete.Select(family => family.Family.ToString()).Order().Where(family => family != "SignIns"));
        Assert.All(detail.Incomplete, family => Assert.Equal(Core.Access.Inventory.FamilyState.NotLicensed, family.State));
    }

    [Fact]
    public async Task Wrong_credentials_are_one_error_and_an_unknown_in_the_ledger()
    {
        TestLab lab = AccessHarness.Lab("contoso");
        using var harness = new AccessHarness(lab);
        lab.OnRequest(_ => Answer(401, "InvalidAuthenticationToken"));

        Collected<AccessPath> read = await harness.ReadAsync();

        Assert.Equal(TenantErrors.AuthenticationFailed, Assert.Single(read.Errors).Definition);
        AccessReadDetail detail = harness.Ledger.Entries.Single(entry => entry.Action == TenantActions.AccessRead).DetailAs<AccessReadDetail>();
        Assert.Equal(Completeness.Unknown, detail.Completeness);
        Assert.NotNull(detail.Error);
    }

    /// <summary>What breaks a connection or its bytes breaks the whole batch that a request is in; answers are of each request.</summary>
    private static void Inject(TestLab lab, AccessHarness harness, Func<string, bool> asks, object what, Func<bool> now)
    {
        if (what is WireFault wire)
        {
            harness.Wire = (path, body) => (path == "/$batch" ? InBatch(body!, asks) : asks(path)) && now() ? wire : WireFault.None;
        }
        else
        {
            lab.OnRequest(request => asks(request.PathAndQuery) && now() ? (LabFault)what : null);
        }
    }

    private static bool InBatch(string body, Func<string, bool> asks) =>
        JsonNode.Parse(body)!["requests"]!.AsArray().Any(item => asks(item!["url"]!.GetValue<string>()));

    private static string Path(string url) => url.Split('?')[0];

    private static bool IsOwners(string url) => Path(url).EndsWith("/owners", StringComparison.Ordinal) || url.Contains("$expand=owners", StringComparison.Ordinal);

    private static string WithoutDelta(string url) => url.Replace("/delta()", "", StringComparison.Ordinal).Replace("/delta", "", StringComparison.Ordinal);

    /// <summary>What is given out after a fault is on the full answer's list; only what a principal is, or the rest of a way, may be unknown.</summary>
    private static void AssertTrue(string what, IReadOnlyList<AccessPath> full, IReadOnlyList<AccessPath> given)
    {
        var holdings = full.Select(path => (path.Via[^1], path.RoleId, path.Scope)).ToHashSet();
        foreach (AccessPath path in given)
        {
            Assert.True(holdings.Contains((path.Via[^1], path.RoleId, path.Scope)), $"{what}: {path.PrincipalName} {path.Role} at {path.Scope} is not so.");
        }
    }

    private static async Task<string[]> IdsAsync(AccessHarness harness, bool delta = false)
    {
        Collected<AccessPath> read = await harness.ReadAsync(query => query with { Delta = delta });
        Assert.Empty(read.Errors);
        Assert.NotEmpty(read.Items);
        return [.. read.Items.Select(path => path.PathId).Order()];
    }

    private static LabFault Answer(int status, string code, params (string Name, string Value)[] headers) => new()
    {
        Answer = new LabResponse(status, Encoding.UTF8.GetBytes("""{"error":{"code":"CODE","message":"Words."}}""".Replace("CODE", code, StringComparison.Ordinal)))
        {
            Headers = headers.ToDictionary(header => header.Name, header => header.Value),
        },
    };
}
