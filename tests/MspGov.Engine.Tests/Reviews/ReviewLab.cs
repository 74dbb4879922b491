using System.Text.Json.Nodes;
using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Engine.BreakGlass;
using MspGov.Engine.Changes;
using MspGov.Engine.Exceptions;
using MspGov.Engine.Reviews;
using MspGov.Graph.Connections;
using MspGov.Lab;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Reviews;

/// <summary>Reviews over a lab tenant: the whole way through HTTP, changes and reading back, on a clock that skips waits.</summary>
internal sealed class ReviewLab : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LabTenants _labs;
    private readonly TenantClientFactory _clients;
    private int _requests;

    public ReviewLab(int seed = 3)
    {
        _labs = new LabTenants(_folder.At("lab"), Time);
        LabTenant lab = _labs.Create(new LabTenantRequest { Name = "contoso", Size = LabSize.Small, Seed = seed });
        TenantId = lab.TenantId;
        Ledger = new MemoryLedger("ada", Time);
        Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "ada", DisplayName = "Ada" });
        Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g", Operator = "ada", Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
        Fact(TenantId, TenantActions.Register, new TenantDocument
        {
            Id = TenantId,
            Name = "contoso",
            ServiceOwner = "ada",
            Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = "contoso" },
        });
        _clients = new TenantClientFactory(new TenantClientFactoryOptions
        {
            LabHandler = name => new Killing(this, _labs.Handler(name)),
            BudgetFolder = _folder.At("budget"),
            Time = Time,
        });
        Access = new AccessService(Ledger, new InventorySource(Ledger, (tenant, _) => ValueTask.FromResult(_clients.For(tenant)), Time), _folder.Path, Time);
        var ports = new ClientPorts(_clients);
        Service = new ReviewService(new ReviewContext(
            Ledger, Access, new ChangeRunner(Ledger, ports, [new BreakGlassGuard(Ledger)], Time), ports, new ExceptionService(Ledger, Time), new ReviewSecret(_folder.At("keys", "s")), Time));
    }

    public SkippingTime Time { get; } = new();

    public string TenantId { get; }

    public MemoryLedger Ledger { get; }

    public AccessService Access { get; }

    public ReviewService Service { get; }

    /// <summary>The request after which the process dies (its answer is lost); 0 for never.</summary>
    public int DieAfterRequest { get; set; }

    /// <summary>What the tenant says of any group, on top of what it is: a way to make it dynamic or synchronised.</summary>
    public JsonObject? EveryGroup { get; set; }

    public int Requests
    {
        get => _requests;
        set => _requests = value;
    }

    public void Behave(LabBehaviour behaviour) => _labs.Set("contoso", behaviour);

    public async Task<string> OpenAsync(ReviewScope? scope = null, ReviewDefault byDefault = ReviewDefault.Escalate)
    {
        var opened = new Collected<ReviewProgress>();
        await Service.OpenAsync(
            new OpenReviewRequest
            {
                TenantIds = [TenantId],
                Settings = new ReviewSettings { Name = "Q4", Scope = scope ?? new(), Stages = [new ReviewStage { Reviewer = ReviewerKind.ServiceOwner }], Default = byDefault },
            },
            opened,
            CancellationToken.None);
        Assert.Empty(opened.Errors);
        return opened.Items.Single().ReviewId;
    }

    public IReadOnlyList<ReviewItem> Items(string review) => [.. Service.Items(review, [])];

    public async Task DecideAsync(IEnumerable<ReviewItem> items, ReviewDecisionKind decision, string? owner = null)
    {
        var decided = new Collected<ReviewItem>();
        await Service.DecideAsync(
            [.. items.Select(item => new DecideReviewItem { Input = new ReviewDecisionInput { Item = item.ItemId, Fingerprint = item.Fingerprint, Decision = decision, Reason = "r", Owner = owner } })],
            decided,
            CancellationToken.None);
        Assert.Empty(decided.Errors);
    }

    public async Task<Collected<ReviewOutcome>> InvokeAsync(string review, bool dryRun = false)
    {
        var outcomes = new Collected<ReviewOutcome>();
        await Service.InvokeAsync(new InvokeReviewRequest { Review = review, DryRun = dryRun }, outcomes, CancellationToken.None);
        return outcomes;
    }

    public async Task<IReadOnlyList<AccessPath>> PathsAsync()
    {
        var paths = new Collected<AccessPath>();
        await Access.ReadAsync(new AccessQuery { TenantIds = [TenantId] }, paths, CancellationToken.None);
        Assert.Empty(paths.Errors);
        return paths.Items;
    }

    public IReadOnlyList<ChangeDocument> Changes() => Ledger.Read(register => register.List<ChangeDocument>());

    public void Fact<T>(string log, string action, T detail, Guid? correlation = null) =>
        Ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = correlation ?? Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);

    public void Dispose()
    {
        _clients.Dispose();
        _folder.Dispose();
    }

    /// <summary>The process ends here.</summary>
    public sealed class DeathException : Exception;

    private sealed class Killing(ReviewLab world, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (world.EveryGroup is { } more && request.RequestUri!.Query.Contains("membershipRule", StringComparison.Ordinal))
            {
                JsonObject group = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
                foreach ((string name, JsonNode? value) in more)
                {
                    group[name] = value?.DeepClone();
                }

                response.Content = new StringContent(group.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            }

            return Interlocked.Increment(ref world._requests) == world.DieAfterRequest ? throw new DeathException() : response;
        }
    }
}
