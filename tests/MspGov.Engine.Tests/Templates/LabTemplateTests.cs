using System.Text.RegularExpressions;
using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Running;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Lab.Http;
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

    [Fact]
    public async Task Conditional_Access_is_asked_once_a_second_and_a_429_without_a_wait_named_is_waited_for()
    {
        (TestLab source, TemplateService ada, TemplateService olga) = Prepare("source", 5, empty: false);
        (TestLab target, _, _) = Prepare("target", 5, empty: true);
        TemplateInfo made = await ada.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = source.TenantId, Include = Included(2), Owners = ["olga"] }, new Collected<TemplateInfo>(), default);
        olga.Approve("base", null, null, null);
        target.Behaviour = target.Behaviour with { ServiceLimits = true };
        int others = 0;
        target.OnRequest(request => IsConditionalAccess(request.Path) && request.Method == "POST" && ++others % 4 == 1

            // Other applications of the tenant use up the same rate.
            ? new LabFault { Answer = new LabError(429, "TooManyRequests", "Too many requests.").ToResponse(request, _world.Time.GetUtcNow()) }
            : null);
        DateTimeOffset began = _world.Time.GetUtcNow();

        var copied = new Collected<TemplateStepResult>();
        await ada.CopyAsync(new TemplateCopyRequest { Name = "base", Rings = [[target.TenantId]], Parameters = Values(made, target) }, copied, default);

        Assert.All(copied.Whole(), step => Assert.Equal(ChangeStatus.Succeeded, step.Status));
        List<LoggedRequest> asked = [.. target.Requests.All.Where(request => IsConditionalAccess(request.Path))];
        int refused = asked.Count(request => request.Status == 429);
        Assert.True(others > 4, $"{others} writes");
        Assert.True(refused >= (others + 3) / 4, $"{refused} of {asked.Count} refused");
        Assert.True(_world.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(asked.Count - refused - 1), $"{asked.Count} requests in {_world.Time.GetUtcNow() - began}");
    }

    [Fact]
    public async Task A_tenant_without_the_licence_is_told_so_for_the_kinds_that_need_it()
    {
        (TestLab source, TemplateService ada, TemplateService olga) = Prepare("source", 5, empty: false);
        TestLab target = Registered(TestLab.Create(new LabTenantRequest { Name = "target", Seed = 5, NoPremium = true }, _world.Time));
        await ada.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = source.TenantId, Include = ["rolePolicy/62e90394*", "authorizationPolicy"], Owners = ["olga"] }, new Collected<TemplateInfo>(), default);
        olga.Approve("base", null, null, null);
        TemplateCopyRequest request = new() { Name = "base", Rings = [[target.TenantId]] };

        var plans = new Collected<TemplatePlan>();
        await ada.PlanAsync(request, null, plans, default);
        var copied = new Collected<TemplateStepResult>();
        await ada.CopyAsync(request, copied, default);

        TemplatePlanBlock block = Assert.Single(Assert.Single(plans.Whole()).Blocked);
        Assert.Equal(("rolePolicy", TenantErrors.NotLicensed.Id), (block.Kind, block.ErrorId));
        Assert.Contains(copied.Errors, error => error.Definition == TemplateErrors.PlanBlocked);
        Assert.Empty(target.Requests.Writes);
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
        TestLab lab = Registered(TestLab.Create(new LabTenantRequest { Name = name, Seed = seed, Empty = empty }, _world.Time));
        return (lab, Service(_world.Ledger), Service(new MemoryLedger("olga", _world.Time, _world.Ledger.Shared)));
    }

    private TestLab Registered(TestLab lab)
    {
        string name = lab.Name;
        _labs[lab.TenantId] = lab;
        _world.Fact(lab.TenantId, Core.Tenants.TenantActions.Register, new TenantDocument { Id = lab.TenantId, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } });
        string account = BreakGlassAccount(lab);
        _world.Fact(lab.TenantId, BreakGlassActions.Register, new BreakGlassAccountDocument { Tenant = lab.TenantId, PrincipalId = account, PrincipalName = "bg", Checks = [new BreakGlassCheck("Exists", true, "There.")] });
        _clients ??= new TenantClientFactory(new TenantClientFactoryOptions { LabHandler = labName => _labs.Values.First(known => known.Name == labName).Handler(), Time = _world.Time, BudgetFolder = _folder.Path });
        return lab;
    }

    private static bool IsConditionalAccess(string path) => path.TrimStart('/').StartsWith("identity/conditionalAccess", StringComparison.OrdinalIgnoreCase);

    private TemplateService Service(MemoryLedger ledger)
    {
        var ports = new RegisterPorts(new ClientPorts(_clients!), ledger);
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
