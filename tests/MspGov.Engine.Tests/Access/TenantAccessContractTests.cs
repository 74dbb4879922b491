using MspGov.Testing;
using MspGov.Testing.Contract;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

public class TenantAccessContractTests
{
    [SkippableFact]
    public async Task Every_request_of_an_inventory_is_in_the_official_contract_and_every_answer_has_its_shape()
    {
        Skip.If(GraphContract.Instance is null, Repository.NoGraphContract);
        var checker = new ContractChecker(GraphContract.Instance);
        TestLab lab = AccessHarness.Lab("contoso");
        lab.Requests.KeepAnswers = true;
        using var harness = new AccessHarness(lab);

        await harness.ReadAsync();

        Assert.NotEmpty(lab.Requests.All);
        IReadOnlyList<string> mistakes = checker.Check(lab.Requests, answers: true);
        Assert.True(mistakes.Count == 0, string.Join(Environment.NewLine, mistakes));
    }
}
