using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates;
using MspGov.Engine.Templates.Running;
using MspGov.Graph.Connections;
using MspGov.Testing;
using MspGov.Testing.Contract;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Templates over generated tenants, through the client and the HTTP pipeline.</summary>
public class TemplateLabTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_generated_tenant_is_captured_and_copied_to_another_by_requests_of_the_contract(int seed)
    {
        var time = new SkippingTime();
        TestLab source = TestLab.Create("source", seed: seed, time: time);
        TestLab target = TestLab.Create("target", seed: seed + 100, time: time);
        using var clients = new TenantClientFactory(new TenantClientFactoryOptions { LabHandler = name => (name == "source" ? source : target).Handler(), Time = time });
        var ledger = new MemoryLedger("ada", time);
        foreach (string name in new[] { "ada", "olga" })
        {
            Fact(ledger, LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = name, DisplayName = name });
            Fact(ledger, LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = name, Operator = name, Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
        }

        Register(ledger, source);
        Register(ledger, target);
        TemplateService ada = Service(ledger, clients, time);
        await ada.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = source.TenantId, Include = ["*"], Owners = ["olga"] }, new Collected<TemplateInfo>(), default);
        TemplateInfo approved = Service(new MemoryLedger("olga", time, ledger.Shared), clients, time).Approve("base", null, null, null);

        var output = new Collected<TemplateStepResult>();
        await ada.CopyAsync(
            new TemplateCopyRequest
            {
                Name = "base",
                Rings = [[target.TenantId]],

                Parameters = new Dictionary<string, string>
                {
                    ["*"] = System.Text.Json.JsonSerializer.Serialize(approved.Parameters.Where(p => p.Type == "user").ToDictionary(p => p.Name, p => BreakGlass(target, p.Name[^2..]))),
                },
            },
            output,
            default);

        Assert.NotEmpty(output.Items);
        string failures = string.Join(Environment.NewLine, output.Items.Where(step => step.Status is not (ChangeStatus.Succeeded or ChangeStatus.AlreadySo)).Select(step => $"{step.Status} {step.Kind} {step.Key}: {step.Evidence}"));
        Assert.True(failures.Length == 0, failures);
        if (GraphContract.Instance is { } contract)
        {
            IReadOnlyList<string> mistakes = new ContractChecker(contract).Check(target.Requests);
            Assert.True(mistakes.Count == 0, string.Join(Environment.NewLine, mistakes));
        }
    }

    private static string BreakGlass(TestLab lab, string number) =>
        lab.Inspect(directory => directory.Users.First(user => user["userPrincipalName"]!.StartsWith("emergency" + number, StringComparison.Ordinal)).Id);

    private static TemplateService Service(MemoryLedger ledger, TenantClientFactory clients, TimeProvider time)
    {
        var ports = new RegisterPorts(new ClientPorts(clients), ledger);
        return new TemplateService(ledger, ports, new ChangeRunner(ledger, ports, [], time, new ChangePatience()), time, TemplateWorld.ReadyMadeFolder);
    }

    private static void Register(MemoryLedger ledger, TestLab lab)
    {
        Fact(ledger, lab.TenantId, TenantActions.Register, new TenantDocument
        {
            Id = lab.TenantId,
            Name = lab.Name,
            Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = lab.Name },
        });
        foreach (string number in new[] { "01", "02" })
        {
            Fact(ledger, lab.TenantId, BreakGlassActions.Register, new BreakGlassAccountDocument
            {
                Tenant = lab.TenantId,
                PrincipalId = BreakGlass(lab, number),
                PrincipalName = $"emergency{number}",
                Checks = [new BreakGlassCheck("Exists", true, "There.")],
            });
        }
    }

    private static void Fact<T>(MemoryLedger ledger, string log, string action, T detail) =>
        ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);
}
