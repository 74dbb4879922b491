using MspGov.Core.Access.Identities;
using MspGov.Core.Services;
using MspGov.Lab.Http;
using MspGov.Testing.Contract;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

public class AccessContractTests
{
    [SkippableFact]
    public async Task Every_request_of_an_inventory_is_in_the_official_contract_with_its_query_and_body()
    {
        GraphContract? contract = GraphContract.Instance;
        Skip.If(contract is null, "The official Graph contract is not there: set MSPGOV_GRAPH_CONTRACT.");
        TestLab partner = TestLab.Create(new LabTenantRequest { Name = "msp", Size = LabSize.Small, Partner = true }, new MspGov.Testing.SkippingTime());
        TestLab customer = AccessHarness.Lab("contoso", beside: partner);
        using var harness = new AccessHarness(partner.TenantId, [partner, customer]);

        await harness.ReadAsync();
        customer.OnRequest(request => request.Path == "/roleManagement/directory/roleAssignments" && !request.PathAndQuery.Contains("$filter", StringComparison.Ordinal)
            ? new LabFault { Answer = new LabResponse(400, "{}"u8.ToArray()) }
            : null);
        await harness.Service.NonHumansAsync(new() { TenantIds = harness.TenantIds }, new Collected<NonHumanIdentity>(), CancellationToken.None);

        var checker = new ContractChecker(contract!);
        LoggedRequest[] requests = [.. partner.Requests.All, .. customer.Requests.All];
        string[] mistakes = [.. requests.SelectMany(request => checker.Check(request.Method, request.PathAndQuery, request.Body)).Distinct()];
        Assert.Empty(mistakes);
        Assert.True(requests.Select(request => request.Path.Count(c => c == '/') + request.Path.Split('/')[^1]).Distinct().Count() >= 18, "Not every family was asked.");
    }
}
