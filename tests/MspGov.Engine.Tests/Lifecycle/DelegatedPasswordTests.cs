using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Engine.Changes;
using MspGov.Engine.Lifecycle;
using MspGov.Graph.Connections;
using MspGov.Testing;
using MspGov.Testing.Loopback;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>
/// Passwords where a person is signed in, over the wire: Graph only accepts the reset (202) and says at a Location how it ends. The
/// exchanges are those of the official examples where they are here.
/// </summary>
public class DelegatedPasswordTests
{
    private const string Tenant = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private const string User = "6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0";
    private const string Operation = "/users/" + User + "/authentication/operations/88e7560c-9ebf-435c-8089-c3998ac1ec51";
    private const string Reset = "/users/" + User + "/authentication/methods/28c10230-6103-485e-b985-444c60001490/resetPassword";

    [Fact]
    public async Task A_reset_has_succeeded_when_its_operation_has_and_the_stamp_was_read_back()
    {
        await using LoopbackGraph graph = await GraphAsync();
        int asked = 0;
        graph.On("GET", Operation, _ => Status(++asked < 3 ? "running" : "succeeded"));
        graph.On("GET", "/users/" + User, _ => Account(changed: asked >= 3));

        (UserOperationResult result, MemoryLedger ledger, _) = await ResetAsync(graph);

        Assert.Equal(ChangeStatus.Succeeded, result.Status);
        Assert.Equal(3, asked);
        Assert.Contains("operation succeeded", result.Steps[0].Evidence, StringComparison.Ordinal);
        SeenRequest reset = graph.Seen.Single(request => request.Method == "POST");
        Assert.Equal(Reset, reset.Path);
        Assert.Equal(result.Secret, JsonNode.Parse(reset.Body)!["newPassword"]!.GetValue<string>());

        // The Location is followed as it is, its query too; and the password is recorded nowhere.
        Assert.Contains(graph.Seen, request => request.Target.EndsWith("?aadgdc=DUB02P&aadgsu=ssprprod-a", StringComparison.Ordinal));
        Assert.DoesNotContain(ledger.Entries, entry => entry.Detail is { } detail && System.Text.Encoding.UTF8.GetString(detail.Span).Contains(result.Secret!, StringComparison.Ordinal));
        if (Testing.Contract.GraphContract.Instance is { } contract)
        {
            var checker = new Testing.Contract.ContractChecker(contract);
            Assert.Empty(checker.Check("POST", reset.Path, reset.Body));
            Assert.Empty(checker.Check("GET", Operation, null));
        }
    }

    [Fact]
    public async Task An_operation_that_failed_is_a_failure_whatever_it_was_answered_first()
    {
        await using LoopbackGraph graph = await GraphAsync();
        graph.On("GET", Operation, Status("running"), Status("failed", "OnPremisesPolicyViolation"));
        graph.On("GET", "/users/" + User, _ => Account(changed: false));

        (UserOperationResult result, _, IReadOnlyList<GovException> errors) = await ResetAsync(graph);

        Assert.Equal(ChangeStatus.Failed, result.Status);
        Assert.Null(result.Secret);
        Assert.Contains("OnPremisesPolicyViolation", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_operation_that_does_not_end_or_cannot_be_read_is_unknown_though_the_stamp_has_moved(bool readable)
    {
        await using LoopbackGraph graph = await GraphAsync();
        graph.On("GET", Operation, readable ? Status("running") : Reply.Error(403, "Authorization_RequestDenied"));
        graph.On("GET", "/users/" + User, request => Account(changed: graph.Seen.Any(seen => seen.Method == "POST")));

        (UserOperationResult result, _, _) = await ResetAsync(graph);

        Assert.Equal(ChangeStatus.Unknown, result.Status);
        Assert.NotNull(result.Secret);
        Assert.Contains("operation has not ended", result.Steps[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_succeeded_is_unknown_while_the_tenant_does_not_show_the_change()
    {
        await using LoopbackGraph graph = await GraphAsync();
        graph.On("GET", Operation, Status("succeeded"));
        graph.On("GET", "/users/" + User, _ => Account(changed: false));

        (UserOperationResult result, _, _) = await ResetAsync(graph);

        Assert.Equal(ChangeStatus.Unknown, result.Status);
    }

    [Fact]
    public async Task An_accepted_reset_that_names_no_operation_is_unknown_though_the_stamp_has_moved()
    {
        await using LoopbackGraph graph = await GraphAsync();
        graph.On("POST", Reset, new Reply { Status = 202 });
        graph.On("GET", "/users/" + User, request => Account(changed: graph.Seen.Any(seen => seen.Method == "POST")));

        (UserOperationResult result, _, _) = await ResetAsync(graph);

        Assert.Equal(ChangeStatus.Unknown, result.Status);
        Assert.NotNull(result.Secret);
        Assert.Contains("no operation to follow", result.Steps[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_location_of_another_host_gets_no_token()
    {
        await using LoopbackGraph graph = await GraphAsync();
        await using LoopbackGraph other = await LoopbackGraph.StartAsync(Tenant);
        graph.On("POST", Reset, Accepted(other.Endpoint));
        graph.On("GET", "/users/" + User, request => Account(changed: graph.Seen.Any(seen => seen.Method == "POST")));

        (UserOperationResult result, _, _) = await ResetAsync(graph);

        Assert.Equal(ChangeStatus.Unknown, result.Status);
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task Whom_the_tenant_refuses_nobody_falls_back_for_and_an_application_never_asks_for_what_only_people_may()
    {
        await using LoopbackGraph graph = await GraphAsync();
        graph.On("POST", Reset, Reply.Error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."));
        graph.On("GET", "/users/" + User, _ => Account(changed: false));
        (UserOperationResult refused, _, _) = await ResetAsync(graph);
        Assert.Equal(ChangeStatus.Failed, refused.Status);
        Assert.Equal(1, graph.Seen.Count(request => request.Method == "POST"));

        await using LoopbackGraph app = await GraphAsync();
        app.On("PATCH", "/users/" + User, Reply.NoContent());
        app.On("GET", "/users/" + User, request => Account(changed: app.Seen.Any(seen => seen.Method == "PATCH")));
        (UserOperationResult written, _, _) = await ResetAsync(app, delegated: false);
        Assert.Equal(ChangeStatus.Succeeded, written.Status);
        Assert.DoesNotContain(app.Seen, request => request.Path == Reset);
    }

    [SkippableFact]
    public async Task The_official_examples_are_followed()
    {
        string folder = Path.Combine(Repository.GraphContract ?? "", "examples");
        string reset = Path.Combine(folder, "gm.post.users_user-id_authentication_methods_authenticationMethod-id_resetPassword.01.json");
        string operation = Path.Combine(folder, "gm.get.users_user-id_authentication_operations_longRunningOperation.01.json");
        Skip.IfNot(File.Exists(reset) && File.Exists(operation), Repository.NoGraphContract);
        JsonNode answer = JsonNode.Parse(await File.ReadAllTextAsync(reset))!["response"]!;
        JsonObject running = JsonNode.Parse(await File.ReadAllTextAsync(operation))!["response"]!["body"]!.AsObject();
        await using LoopbackGraph graph = await GraphAsync();
        string location = answer["headers"]!["Location"]!.GetValue<string>().Replace("https://graph.microsoft.com/", graph.Endpoint.ToString(), StringComparison.Ordinal);
        graph.On("POST", Reset, new Reply { Status = answer["status"]!.GetValue<int>() }.With("Location", location));
        int asked = 0;
        graph.On("GET", Operation, _ =>
        {
            running["status"] = ++asked < 2 ? "running" : "succeeded";
            return Reply.Json(running.ToJsonString());
        });
        graph.On("GET", "/users/" + User, _ => Account(changed: asked >= 2));

        (UserOperationResult result, _, _) = await ResetAsync(graph);

        Assert.Equal(ChangeStatus.Succeeded, result.Status);
    }

    private static async Task<LoopbackGraph> GraphAsync()
    {
        LoopbackGraph graph = await LoopbackGraph.StartAsync(Tenant);
        graph.Otherwise = request => request.Method == "GET" ? Reply.Page(null) : Reply.Error(404, "Request_ResourceNotFound");
        return graph.On("POST", Reset, Accepted(graph.Endpoint));
    }

    private static Reply Accepted(Uri endpoint) => new Reply { Status = 202 }.With("Location", $"{endpoint}v1.0{Operation}?aadgdc=DUB02P&aadgsu=ssprprod-a");

    private static Reply Status(string status, string? detail = null) => Reply.Json(new JsonObject
    {
        ["id"] = "88e7560c-9ebf-435c-8089-c3998ac1ec51",
        ["status"] = status,
        ["statusDetail"] = detail,
        ["createdDateTime"] = "2026-11-02T08:00:00Z",
        ["lastActionDateTime"] = "2026-11-02T08:00:01Z",
    }.ToJsonString());

    private static Reply Account(bool changed) => Reply.Json(
        $$"""{"id":"{{User}}","userPrincipalName":"ada@contoso.example","displayName":"Ada","accountEnabled":true,"lastPasswordChangeDateTime":"{{(changed ? "2026-11-02T08:00:05Z" : "2026-01-01T00:00:00Z")}}"}""");

    private static async Task<(UserOperationResult Result, MemoryLedger Ledger, IReadOnlyList<GovException> Errors)> ResetAsync(LoopbackGraph graph, bool delegated = true)
    {
        string variable = $"MSPGOV_TEST_TOKEN_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, Jwt.Of(Tenant, delegated ? null : ["User-PasswordProfile.ReadWrite.All"], scopes: delegated ? "UserAuthenticationMethod.ReadWrite.All User.Read.All" : null));
        try
        {
            var time = new SkippingTime(DateTimeOffset.UtcNow);
            using var clients = new TenantClientFactory(new TenantClientFactoryOptions { Time = time });
            var ledger = new MemoryLedger("ada", time);
            Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "ada", DisplayName = "Ada" });
            Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g1", Operator = "ada", Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
            Fact(Tenant, TenantActions.Register, new TenantDocument
            {
                Id = Tenant,
                Name = "contoso",
                Connection = new TenantConnection { Kind = ConnectionKind.AccessToken, SecretReference = "env:" + variable, GraphEndpoint = graph.Endpoint.ToString() },
            });
            var ports = new ClientPorts(clients);
            var access = new AccessService(ledger, new InventorySource(ledger, (tenant, _) => ValueTask.FromResult(clients.For(tenant)), time), Path.GetTempPath(), time);
            var service = new LifecycleService(new LifecycleParts(ledger, new ChangeRunner(ledger, ports, [], time), ports, new PathReader(access), time));
            var output = new Collected<UserOperationResult>();
            await service.OperateAsync(new UserOperationRequest { TenantId = Tenant, User = User, Operation = UserOperation.ResetPassword }, output, default);
            return (Assert.Single(output.Items), ledger, [.. output.Errors]);

            void Fact<T>(string log, string action, T detail) =>
                ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = Core.Json.CoreJson.ToBytes(detail) }]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }
}
