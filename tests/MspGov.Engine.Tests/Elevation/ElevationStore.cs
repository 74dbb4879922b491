using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Elevation;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Sessions;
using MspGov.Lab;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Elevation;

/// <summary>A session as a technician has it: a store on disk, lab tenants behind HTTP, a clock that moves when it is told to.</summary>
internal sealed class ElevationStore : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _open = [];

    public ElevationStore()
    {
        new GovernanceEngine().InitializeStore(new InitializeStoreRequest { Path = _folder.At("store"), Operator = "alice", DisplayName = "Alice" });
        Session = Open();
    }

    public SkippingTime Clock { get; } = new(DateTimeOffset.UtcNow.AddMinutes(1));

    public GovernanceSession Session { get; }

    /// <summary>Another session on the same store, as another process would have it.</summary>
    public GovernanceSession Open()
    {
        GovernanceSession session = GovernanceSession.Open(new ConnectRequest { Path = _folder.At("store"), Operator = "alice" }, Clock);
        _open.Add(session);
        return session;
    }

    /// <summary>Creates and registers a lab tenant.</summary>
    public TenantDocument Register(LabTenantRequest request, string? partnerTenantId = null)
    {
        LabTenant lab = Session.Labs.Create(request);
        return Session.Tenants.Register(
            new TenantDocument
            {
                Id = lab.TenantId,
                Name = lab.Name,
                Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = lab.Name, PartnerTenantId = partnerTenantId },
            },
            secret: null, ticket: null, reason: null);
    }

    /// <summary>Bare requests to a lab tenant, past the product's client.</summary>
    public HttpClient Client(TenantDocument tenant)
    {
        var labs = (LabTenants)Session.Labs;
        var client = new HttpClient(labs.Handler(tenant.Name)) { BaseAddress = new Uri("https://graph.microsoft.com/v1.0/") };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + labs.AccessToken(tenant.Name));
        return client;
    }

    /// <summary>Items of a collection as the tenant shows it.</summary>
    public async Task<JsonElement[]> ListAsync(TenantDocument tenant, string path)
    {
        using HttpClient client = Client(tenant);
        string text = await client.GetStringAsync(new Uri(path, UriKind.Relative));
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.GetProperty("value").EnumerateArray().Select(item => item.Clone())];
    }

    /// <summary>Users who hold none of the tenant's roles directly.</summary>
    public async Task<string[]> PlainUsersAsync(TenantDocument tenant)
    {
        HashSet<string> holders = [.. (await ListAsync(tenant, "roleManagement/directory/roleAssignments?$top=999")).Select(item => item.GetProperty("principalId").GetString()!)];
        return [.. (await ListAsync(tenant, "users?$top=999&$select=id,accountEnabled"))
            .Where(user => user.GetProperty("accountEnabled").GetBoolean())
            .Select(user => user.GetProperty("id").GetString()!)
            .Where(id => !holders.Contains(id))];
    }

    /// <summary>Makes a group.</summary>
    public async Task<string> GroupAsync(TenantDocument tenant, string name, bool assignable)
    {
        using HttpClient client = Client(tenant);
        var group = new JsonObject
        {
            ["displayName"] = name,
            ["mailNickname"] = name.Replace(" ", "", StringComparison.Ordinal),
            ["mailEnabled"] = false,
            ["securityEnabled"] = true,
            ["isAssignableToRole"] = assignable,
        };
        using var body = new StringContent(group.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("groups", UriKind.Relative), body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Sets a policy without approval.</summary>
    public void Policy(string role, ElevationNotice? notice = null, ElevationApproval approval = ElevationApproval.None) => Session.Elevation.SetPolicy(
        new ElevationPolicyDocument
        {
            Role = role,
            MaximumDuration = TimeSpan.FromHours(8),
            DefaultDuration = TimeSpan.FromHours(1),
            Approval = approval,
            Notice = notice ?? new(),
        },
        ticket: null, reason: null);

    public static ElevationAsk Ask(TenantDocument tenant, string principal, string? role = "Message Center Reader", string? group = null, TimeSpan? duration = null) => new()
    {
        TenantId = tenant.Id,
        Principal = principal,
        Role = group is null ? role : null,
        Group = group,
        Duration = duration ?? TimeSpan.FromHours(1),
        Reason = "Incident 42",
        Ticket = "INC-42",
    };

    public Task<ElevationSweepSummary> SweepAsync(int throttle = 8) =>
        Session.Elevation.SweepAsync(new ElevationSweepOptions { ThrottleLimit = throttle }, new ElevationWorld.Silent(), CancellationToken.None);

    /// <summary>Entries of one action, in every log.</summary>
    public EntryView[] Entries(string action) => [.. Session.Ledger.Query(new EntryQuery { Action = action }, CancellationToken.None)];

    /// <summary>The whole ledger verifies, decisions and projections included.</summary>
    public void AssertVerifies()
    {
        VerificationReport report = Session.Ledger.Verify(new LedgerVerification(), CancellationToken.None);
        Assert.True(report.Verdict == Verdict.ValidNotAnchored, string.Join('\n', report.Findings));
    }

    public void Dispose()
    {
        _open.ForEach(session => session.Dispose());
        _folder.Dispose();
    }
}
