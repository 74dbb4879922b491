using System.Text.RegularExpressions;
using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Testing;
using MspGov.Testing.Contract;
using MspGov.Testing.Lab;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Templates against lab tenants, over the product's own client.</summary>
public sealed class LabTemplateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, TestLab> _labs = [];
    private readonly TemplateWorld _world = new();
    private TenantClientFactory? _clients;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_a_lab_tenant_has_is_copied_to_an_empty_one_captured_equal_and_undone(int seed)
    {
        (TestLab source, TemplateService ada, TemplateService olga) = Prepare("source", seed, empty: false);
        (TestLab target, _, _) = Prepare("target", seed, empty: true);
        var notes = new Collected<TemplateInfo>();
        TemplateInfo made = await ada.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = source.TenantId, Include = Included(seed), Owners = ["olga"] }, notes, default);
        olga.Approve("base", null, null, null);
        string before = Raw(target);
        TemplateCopyRequest request = new() { Name = "base", Rings = [[target.TenantId]], Parameters = Values(made, target) };

        var copied = new Collected<TemplateStepResult>();
        await ada.CopyAsync(request, copied, default);

        Assert.All(copied.Whole(), step => Assert.True(step.Status == ChangeStatus.Succeeded || (step.Status == ChangeStatus.AlreadySo && step.Kind == "rolePolicy"), $"{step.Kind} {step.Key} {step.Status}"));
        Assert.NotEmpty(copied.Items);
        var plans = new Collected<TemplatePlan>();
        await ada.PlanAsync(request, null, plans, default);
        Assert.True(Assert.Single(plans.Whole()).IsEmpty, string.Join("; ", plans.Items[0].Steps.SelectMany(step => step.Differences.Select(difference => $"{step.Kind}/{step.Key} {difference}"))));
        await ada.CaptureAsync(new TemplateCaptureRequest { Name = "again", TenantId = target.TenantId, Include = Included(seed), Owners = ["olga"] }, notes, default);
        Assert.Equal(Normal("base"), Normal("again"));
        if (GraphContract.Instance is { } contract)
        {
            Assert.Empty(new ContractChecker(contract).Check(target.Requests));
        }

        var undone = new Collected<TemplateStepResult>();
        await ada.RestoreAsync(new TemplateRestoreRequest { Run = copied.Items[0].Run }, undone, default);
        Assert.Equal(copied.Items.Count(step => step.Status == ChangeStatus.Succeeded), undone.Whole().Count);
        Assert.Equal(before, Raw(target));
    }

    public static TheoryData<string> ReadyMade => [.. Directory.GetDirectories(TemplateWorld.ReadyMadeFolder).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(ReadyMade))]
    public async Task A_ready_made_template_goes_into_a_lab_tenant_and_a_second_copy_plans_nothing(string name)
    {
        (TestLab target, TemplateService ada, TemplateService olga) = Prepare("client", 7, empty: false);
        TemplateInfo made = ada.Import(new TemplateImportRequest { ReadyMade = name, Owners = ["olga"] });
        olga.Approve(name, null, null, null);
        using var folder = new TempFolder();
        TemplateCopyRequest request = new() { Name = name, Rings = [[target.TenantId]], Parameters = Values(made, target) };
        var plans = new Collected<TemplatePlan>();
        await ada.PlanAsync(request, folder.Path, plans, default);
        string plan = Assert.Single(Directory.GetFiles(folder.Path));
        olga.ApprovePlan(plan, null, null);

        var copied = new Collected<TemplateStepResult>();
        await ada.CopyAsync(request with { PlanPaths = [plan] }, copied, default);

        Assert.NotEmpty(copied.Whole());
        var again = new Collected<TemplatePlan>();
        await ada.PlanAsync(request, null, again, default);
        Assert.True(Assert.Single(again.Whole()).IsEmpty, string.Join("; ", again.Items[0].Steps.SelectMany(step => step.Differences.Select(difference => $"{step.Kind}/{step.Key} {difference}"))));
        Assert.All(TemplateContentOf(name).Objects, item => Assert.NotEmpty(item.Sources));
        if (GraphContract.Instance is { } contract)
        {
            Assert.Empty(new ContractChecker(contract).Check(target.Requests));
        }
    }

    public void Dispose()
    {
        _clients?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Every kind; the 143 roles with their 17 PIM rules each only for some seeds, for they are the same in all.</summary>
    private static string[] Included(int seed) =>
    [
        "conditionalAccessPolicy", "namedLocation", "authenticationStrength", "authenticationMethodsPolicy", "authenticationMethod", "authorizationPolicy",
        "securityDefaults", "crossTenantAccessDefault", "roleDefinition", "administrativeUnit", "group", "application", .. seed % 10 == 1 ? ["rolePolicy"] : Array.Empty<string>(),
    ];

    private (TestLab Lab, TemplateService Ada, TemplateService Olga) Prepare(string name, int seed, bool empty)
    {
        TestLab lab = TestLab.Create(new LabTenantRequest { Name = name, Seed = seed, Empty = empty }, _world.Time);
        _labs[lab.TenantId] = lab;
        _world.Fact(lab.TenantId, Core.Tenants.TenantActions.Register, new TenantDocument { Id = lab.TenantId, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } });
        string account = BreakGlassAccount(lab);
        _world.Fact(lab.TenantId, BreakGlassActions.Register, new BreakGlassAccountDocument { Tenant = lab.TenantId, PrincipalId = account, PrincipalName = "bg", Checks = [new BreakGlassCheck("Exists", true, "There.")] });
        _clients ??= new TenantClientFactory(new TenantClientFactoryOptions { LabHandler = labName => _labs.Values.First(known => known.Name == labName).Handler(), Time = _world.Time, BudgetFolder = _folder.Path });
        return (lab, Service(_world.Ledger), Service(new MemoryLedger("olga", _world.Time, _world.Ledger.Shared)));
    }

    private TemplateService Service(MemoryLedger ledger)
    {
        var ports = new ClientPorts(_clients!);
        return new TemplateService(ledger, ports, new ChangeRunner(ledger, ports, [], _world.Time, new ChangePatience { Total = TimeSpan.FromSeconds(5) }), _world.Time, TemplateWorld.ReadyMadeFolder);
    }

    /// <summary>Users become parameters: in the test every one of them is the target's emergency account.</summary>
    private static Dictionary<string, string> Values(TemplateInfo made, TestLab target)
    {
        var values = new JObject();
        foreach (TemplateParameterInfo parameter in made.Parameters.Where(parameter => parameter.Default is null))
        {
            values[parameter.Name] = parameter.Type switch
            {
                ParameterTypes.User => BreakGlassAccount(target),
                ParameterTypes.Group => target.Inspect(directory => directory.Groups.First(group => group["membershipRule"] is null).Id),
                ParameterTypes.List => new JArray("DE", "AT"),
                _ => throw new InvalidOperationException($"No value for {parameter}."),
            };
        }

        return new Dictionary<string, string> { ["*"] = CanonicalJson.Text(values) };
    }

    private static string BreakGlassAccount(TestLab lab) => LabSetup.FirstUser(lab);

    private TemplateContent TemplateContentOf(string name) =>
        TemplateContent.Parse(_world.Ledger.Read(register => register.Get<TemplateVersionDocument>(register.Get<TemplateDocument>(name)!.LatestHash)!.Content));

    private string Normal(string name)
    {
        TemplateContent content = TemplateContentOf(name);
        string text = string.Join('\n', content.Objects.OrderBy(item => item.Id, StringComparer.Ordinal)
            .Select(item => $"{item.Id} {CanonicalJson.Text(Normaliser.Normalise(item.Kind, item.Body))}"));
        return Regex.Replace(Regex.Replace(text, @"\$\{(parameter:user[^}]*|breakGlass)\}", "person"), "\"person\"(,\"person\")+", "\"person\"");
    }

    /// <summary>All that the tenant holds of what templates touch, by the lab's own raw documents.</summary>
    private static string Raw(TestLab lab) => LabSetup.Raw(lab);
}
