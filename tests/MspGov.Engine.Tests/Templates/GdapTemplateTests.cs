using System.Text;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Running;
using MspGov.Graph.Connections;
using MspGov.Lab.Model;
using MspGov.Testing;
using MspGov.Testing.Contract;
using MspGov.Testing.Lab;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>GDAP relationships and access assignments, from one partner's tenant to another's; what only the customer can do is a to-do.</summary>
public sealed class GdapTemplateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, TestLab> _labs = [];
    private readonly TemplateWorld _world = new();
    private readonly TenantClientFactory _clients;

    public GdapTemplateTests() => _clients = new TenantClientFactory(new TenantClientFactoryOptions
    {
        LabHandler = name => _labs.Values.First(lab => lab.Name == name).Handler(),
        Time = _world.Time,
        BudgetFolder = _folder.Path,
    });

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_a_partner_offers_goes_to_another_waits_for_its_customers_and_is_captured_equal(int seed)
    {
        TestLab source = Partner("source", seed, empty: false);
        TestLab target = Partner("target", seed, empty: true);
        await ApprovedAsync(source, "base");
        string before = Raw(target);

        Collected<TemplateStepResult> copied = await CopyAsync("base", target);

        // Relationships that ended at the source are not copied; those there are offered, and nothing is assigned before they are approved.
        Assert.Empty(copied.Errors);
        Assert.Equal(4, copied.Items.Count(step => step.Kind == "gdapRelationship" && step.Status == ChangeStatus.Succeeded));
        Assert.DoesNotContain(copied.Items, step => step.Kind == "gdapAccess");
        Assert.All(Relationships(target), relationship => Assert.Equal("approvalPending", (string?)relationship["status"]));
        TemplateRolloutInfo run = Assert.Single(Service().GetRuns());
        Assert.Equal((RolloutOutcome.Incomplete, TemplateRunState.Waiting), (run.Rollout.Outcome, Assert.Single(run.Runs).RunState));
        Assert.Contains(copied.Warnings, warning => warning.Contains("approves relationship", StringComparison.Ordinal));
        Assert.All(await CompareAsync(target, "gdapRelationship"), drift => Assert.Contains(drift.Differences, difference => difference is { Path: "status", Expected: "active", Actual: "approvalPending" }));

        // The customers whose relationships are active at the source approve.
        foreach (JObject relationship in Relationships(source).Where(item => (string?)item["status"] == "active"))
        {
            Ask(target, (string)Relationships(target).First(item => (string?)item["displayName"] == (string?)relationship["displayName"])["id"]!, "approve");
        }

        var resumed = new Collected<TemplateStepResult>();
        await Service().ResumeAsync(run.Run, 1, resumed, default);
        Assert.Empty(resumed.Errors);
        Assert.Equal(9, resumed.Items.Count(step => step.Kind == "gdapAccess" && step.Status == ChangeStatus.Succeeded));
        TemplatePlan again = await PlanAsync("base", target);
        Assert.Empty(again.Steps);
        Assert.Empty(again.Blocked);
        Assert.Single(again.ToDo);
        await ApprovedAsync(target, "again");
        Assert.Equal(Normal("base"), Normal("again"));
        if (GraphContract.Instance is { } contract)
        {
            Assert.Empty(new ContractChecker(contract).Check(target.Requests));
        }

        var undone = new Collected<TemplateStepResult>();
        await Service().RestoreAsync(new TemplateRestoreRequest { Run = run.Run }, undone, default);
        Assert.Equal(copied.Items.Count + resumed.Items.Count, undone.Whole().Count);
        Assert.All(Relationships(target), relationship => Assert.Equal("terminated", (string?)relationship["status"]));
        Assert.Equal(before, Raw(target));
    }

    [Fact]
    public async Task Roles_of_an_assignment_are_changed_with_its_etag_and_undone_but_not_those_of_an_offered_relationship()
    {
        TestLab source = Partner("source", 4, empty: false);
        await ApprovedAsync(source, "base");
        TestLab target = Partner("target", 4, empty: true);
        await CopyAsync("base", target);
        foreach (JObject relationship in Relationships(target))
        {
            Ask(target, (string)relationship["id"]!, "approve");
        }

        await Service().ResumeAsync(Assert.Single(Service().GetRuns()).Run, 1, new Collected<TemplateStepResult>(), default);
        string before = Raw(target, access: true);
        Edit("base", (kind, file, text) => kind == "gdapAccess" ? text.Replace("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "729827e3-9c14-49f7-bb1b-9608f156bbb8", StringComparison.Ordinal) : text);

        Collected<TemplateStepResult> changed = await CopyAsync("base", target);

        Assert.NotEmpty(changed.Whole());
        Assert.All(changed.Items, step => Assert.Equal(("gdapAccess", TemplateStepAction.Update), (step.Kind, step.Action)));
        var undone = new Collected<TemplateStepResult>();
        await Service().RestoreAsync(new TemplateRestoreRequest { Run = changed.Items[0].Run }, undone, default);
        undone.Whole();
        Assert.Equal(before, Raw(target, access: true));

        Edit("base", (kind, file, text) => kind == "gdapRelationship" ? text.Replace("duration: P730D", "duration: P365D", StringComparison.Ordinal) : text);
        TemplatePlan plan = await PlanAsync("base", target);
        Assert.Equal(4, plan.Blocked.Count(block => block.Kind == "gdapRelationship" && block.ErrorId == TenantErrors.ChangeRefused.Id));
        Edit("base", (kind, file, text) => kind == "gdapRelationship" ? text.Replace("duration: P365D", "duration: P730D", StringComparison.Ordinal).Replace("autoExtendDuration: PT0S", "autoExtendDuration: P180D", StringComparison.Ordinal) : text);
        Assert.All((await CopyAsync("base", target)).Whole().Where(step => step.Kind == "gdapRelationship"), step => Assert.Equal(ChangeStatus.Succeeded, step.Status));
        Assert.All(Relationships(target), relationship => Assert.Equal("P180D", (string?)relationship["autoExtendDuration"]));
    }

    [Fact]
    public async Task A_relationship_that_was_made_and_not_locked_is_locked_by_the_next_copy()
    {
        TestLab source = Partner("source", 2, empty: false);
        await ApprovedAsync(source, "base");
        TestLab target = Partner("target", 2, empty: true);
        target.OnRequest(request => request.Method == "POST" && request.Path.EndsWith("/requests", StringComparison.Ordinal) ? new MspGov.Lab.Http.LabFault { Transport = MspGov.Lab.Http.TransportFault.Reset } : null);
        Assert.NotEmpty((await CopyAsync("base", target)).Errors);
        Assert.Equal("created", (string?)Assert.Single(Relationships(target))["status"]);
        target.OnRequest(null);

        var resumed = new Collected<TemplateStepResult>();
        await Service().ResumeAsync(Assert.Single(Service().GetRuns()).Run, 1, resumed, default);

        Assert.Empty(resumed.Errors);
        Assert.Equal(4, Relationships(target).Count(relationship => (string?)relationship["status"] == "approvalPending"));
    }

    [Fact]
    public async Task A_tenant_that_is_no_partner_is_not_asked_for_relationships_by_a_wildcard()
    {
        TestLab lab = Lab("client", new LabTenantRequest { Name = "client", Seed = 1 });

        await Service().CaptureAsync(new TemplateCaptureRequest { Name = "all", TenantId = lab.TenantId, Include = ["*"], Owners = ["olga"] }, new Collected<TemplateInfo>(), default);

        Assert.DoesNotContain(lab.Requests.All, exchange => exchange.Path.Contains("tenantRelationships", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _clients.Dispose();
        _folder.Dispose();
    }

    private TestLab Partner(string name, int seed, bool empty)
    {
        TestLab lab = Lab(name, new LabTenantRequest { Name = name, Seed = seed, Partner = true, Empty = empty });

        // A tenant is a partner's own when another is reached through it.
        string customer = Guid.NewGuid().ToString();
        _world.Fact(customer, TenantActions.Register, new TenantDocument { Id = customer, Name = $"customer-of-{name}", Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = "none", PartnerTenantId = lab.TenantId } });
        return lab;
    }

    private TestLab Lab(string name, LabTenantRequest request)
    {
        TestLab lab = TestLab.Create(request, _world.Time);
        _labs[lab.TenantId] = lab;
        _world.Fact(lab.TenantId, TenantActions.Register, new TenantDocument { Id = lab.TenantId, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } });
        return lab;
    }

    private TemplateService Service(string by = "ada")
    {
        MemoryLedger ledger = by == "ada" ? _world.Ledger : new MemoryLedger(by, _world.Time, _world.Ledger.Shared);
        var ports = new RegisterPorts(new ClientPorts(_clients), ledger);
        return new TemplateService(ledger, ports, new ChangeRunner(ledger, ports, [], _world.Time, new ChangePatience { Total = TimeSpan.FromSeconds(5) }), _world.Time, TemplateWorld.ReadyMadeFolder);
    }

    /// <summary>Relationships, their access, and the groups that hold it.</summary>
    private async Task ApprovedAsync(TestLab lab, string name)
    {
        await Service().CaptureAsync(new TemplateCaptureRequest { Name = name, TenantId = lab.TenantId, Include = ["gdap*", "group/SG *"], Owners = ["olga"] }, new Collected<TemplateInfo>(), default);
        Service("olga").Approve(name, null, null, null);
    }

    private void Edit(string name, Func<string, string, string, string> edit)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "t");
        Service().Export(name, null, path);
        foreach (string file in Directory.GetFiles(Path.Combine(path, "objects"), "*.yaml", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, edit(Path.GetFileName(Path.GetDirectoryName(file))!, file, File.ReadAllText(file)));
        }

        Service().Import(new TemplateImportRequest { Folder = path });
        Service("olga").Approve(name, null, null, null);
    }

    private async Task<Collected<TemplateStepResult>> CopyAsync(string name, TestLab target)
    {
        var output = new Collected<TemplateStepResult>();
        await Service().CopyAsync(new TemplateCopyRequest { Name = name, Rings = [[target.TenantId]] }, output, default);
        return output;
    }

    private async Task<TemplatePlan> PlanAsync(string name, TestLab target)
    {
        var output = new Collected<TemplatePlan>();
        await Service().PlanAsync(new TemplateCopyRequest { Name = name, Rings = [[target.TenantId]] }, null, output, default);
        return Assert.Single(output.Whole());
    }

    private async Task<IReadOnlyList<TemplateDrift>> CompareAsync(TestLab target, string include)
    {
        var output = new Collected<TemplateDrift>();
        await Service().CompareAsync(new TemplateCompareRequest { Name = "base", TenantIds = [target.TenantId], Include = [include] }, output, default);
        return output.Whole();
    }

    /// <summary>What the customer's administrator does in the portal.</summary>
    private static void Ask(TestLab lab, string relationship, string action)
    {
        using HttpClient client = lab.Client();
        using var body = new StringContent(new JObject { ["action"] = action }.ToString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = client.PostAsync($"tenantRelationships/delegatedAdminRelationships/{relationship}/requests", body).GetAwaiter().GetResult();
        Assert.True(answer.IsSuccessStatusCode, answer.Content.ReadAsStringAsync().GetAwaiter().GetResult());
    }

    private static List<JObject> Relationships(TestLab lab) => lab.Inspect(directory => directory.Set(Sets.Relationships).All.Select(item => JObject.Parse(item.ToNode().ToJsonString())).ToList());

    /// <summary>Groups by their raw documents, and access by group and role; what was terminated stays for ever as such.</summary>
    private static string Raw(TestLab lab, bool access = false) => lab.Inspect(directory => string.Join('\n', directory.Groups.Select(group => group.ToNode().ToJsonString()).Order(StringComparer.Ordinal)
        .Concat(access || directory.Set(Sets.RelationshipAccess).All.Any()
            ? directory.Set(Sets.RelationshipAccess).All.Select(item => $"{item.Id} {item.ToNode()["accessContainer"]} {item.ToNode()["accessDetails"]}").Order(StringComparer.Ordinal)
            : [])));

    private string Normal(string name)
    {
        TemplateContent content = TemplateContent.Parse(_world.Ledger.Read(register => register.Get<TemplateVersionDocument>(register.Get<TemplateDocument>(name)!.LatestHash)!.Content));
        return string.Join('\n', content.Objects.OrderBy(item => item.Id, StringComparer.Ordinal).Select(item => $"{item.Id} {CanonicalJson.Text(Normaliser.Normalise(item.Kind, item.Body))}"));
    }
}
