using System.Collections.Concurrent;
using MspGov.Core.BreakGlass;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates;
using MspGov.Engine.Templates.Running;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Templates;

/// <summary>A ledger, two administrators, and tenants in memory.</summary>
internal sealed class TemplateWorld : ITenantPorts
{
    public const string All = "*";
    private readonly Dictionary<string, GraphTenantDouble> _tenants = [];

    public TemplateWorld()
    {
        Ledger = new MemoryLedger("ada", Time);
        foreach (string name in new[] { "ada", "olga" })
        {
            Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = name, DisplayName = name });
            Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = name, Operator = name, Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
        }
    }

    public SkippingTime Time { get; } = new();

    public MemoryLedger Ledger { get; }

    /// <summary>The author.</summary>
    public TemplateService Ada => Service(Ledger);

    /// <summary>The owner who approves.</summary>
    public TemplateService Olga => Service(new MemoryLedger("olga", Time, Ledger.Shared));

    public ITenantPort Open(TenantDocument tenant) => _tenants[tenant.Id];

    public TemplateService Service(MemoryLedger ledger)
    {
        var ports = new RegisterPorts(this, ledger);
        return new(ledger, ports, new ChangeRunner(ledger, ports, [], Time, new ChangePatience { Total = TimeSpan.FromSeconds(5) }), Time, ReadyMadeFolder);
    }

    /// <summary>The folder of the repository that the module's templates come from.</summary>
    public static string ReadyMadeFolder => Path.Combine(Repository.Root, "module", "MspGov", "templates");

    /// <summary>A registered tenant with a working break-glass account.</summary>
    public GraphTenantDouble Tenant(int number, bool breakGlass = true, string? partner = null)
    {
        string id = $"{number:00000000}-1111-4111-8111-111111111111";
        var tenant = new GraphTenantDouble(id, number);
        TenantSeed.Base(tenant, number);
        _tenants[id] = tenant;
        Fact(id, TenantActions.Register, new TenantDocument
        {
            Id = id,
            Name = $"tenant{number}",
            Tier = number == 1 ? TenantTier.HighRegulation : TenantTier.Standard,
            DataClassification = number == 1 ? "confidential" : null,
            Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = $"tenant{number}", PartnerTenantId = partner },
        });
        if (breakGlass)
        {
            Fact(id, BreakGlassActions.Register, new BreakGlassAccountDocument
            {
                Tenant = id,
                PrincipalId = TenantSeed.BreakGlassId(tenant),
                PrincipalName = "bg@x.example",
                Checks = [new BreakGlassCheck("Exists", true, "There.")],
            });
        }

        return tenant;
    }

    public async Task<TemplateInfo> ApprovedAsync(GraphTenantDouble source, string name = "base", params string[] include)
    {
        TemplateInfo made = await Ada.CaptureAsync(
            new TemplateCaptureRequest { Name = name, TenantId = source.Id, Include = include.Length == 0 ? [All] : include, Owners = ["olga"] }, new Collected<TemplateInfo>(), default);
        return Olga.Approve(made.Name, null, null, null);
    }

    /// <summary>A further version, made as people make it: exported, its files changed, imported, approved.</summary>
    public TemplateInfo Edited(string name, Action<string> edit)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, name);
        Ada.Export(name, null, path);
        edit(path);
        Ada.Import(new TemplateImportRequest { Folder = path });
        return Olga.Approve(name, null, null, null);
    }

    public async Task<Collected<TemplateStepResult>> ResumeAsync(string run, TemplateService? by = null)
    {
        var output = new Collected<TemplateStepResult>();
        await (by ?? Ada).ResumeAsync(run, 1, output, default);
        return output;
    }

    /// <summary>An exception in force that accepts a setting.</summary>
    public void Accept(GraphTenantDouble tenant, string setting)
    {
        Fact(tenant.Id, ExceptionActions.Create, new AccessExceptionDocument
        {
            Id = "EX-1",
            Tenant = tenant.Id,
            Pattern = new AccessPattern { Setting = setting },
            Owner = "olga",
            Approver = "ada",
            Ticket = "T-1",
            Reason = "The client tests it.",
            Expires = Time.GetUtcNow().AddDays(20),
        });
        Fact(tenant.Id, ExceptionActions.Approve, new ExceptionReference("EX-1"));
    }

    public async Task<Collected<TemplateStepResult>> CopyAsync(string name, params GraphTenantDouble[] tenants) => await CopyAsync(Request(name, tenants));

    public async Task<Collected<TemplateStepResult>> CopyAsync(TemplateCopyRequest request)
    {
        var output = new Collected<TemplateStepResult>();
        await Ada.CopyAsync(request, output, default);
        return output;
    }

    public static TemplateCopyRequest Request(string name, params GraphTenantDouble[] tenants) => new() { Name = name, Rings = [[.. tenants.Select(tenant => tenant.Id)]] };

    public async Task<IReadOnlyList<TemplatePlan>> PlanAsync(TemplateCopyRequest request)
    {
        var output = new Collected<TemplatePlan>();
        await Ada.PlanAsync(request, null, output, default);
        return output.Whole();
    }

    public async Task<IReadOnlyList<TemplateDrift>> CompareAsync(string name, GraphTenantDouble tenant, bool inSync = false)
    {
        var output = new Collected<TemplateDrift>();
        await Ada.CompareAsync(new TemplateCompareRequest { Name = name, TenantIds = [tenant.Id], IncludeInSync = inSync }, output, default);
        return output.Whole();
    }

    public async Task<Collected<TemplateStepResult>> RestoreAsync(string run, params string[] include)
    {
        var output = new Collected<TemplateStepResult>();
        await Ada.RestoreAsync(new TemplateRestoreRequest { Run = run, Include = include }, output, default);
        return output;
    }

    public void Fact<T>(string log, string action, T detail) =>
        Ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);
}

/// <summary>Output kept in memory.</summary>
internal sealed class Collected<T> : IOutput<T>
{
    private readonly ConcurrentQueue<T> _items = new();

    public ConcurrentQueue<GovException> Errors { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public IReadOnlyList<T> Items => [.. _items];

    /// <summary>The items, when nothing went wrong.</summary>
    public IReadOnlyList<T> Whole()
    {
        Assert.True(Errors.IsEmpty, string.Join("\n", Errors.Select(error => $"{error.Definition.Id}: {error.Message}")));
        return Items;
    }

    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        _items.Enqueue(item);
        return default;
    }

    public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken)
    {
        Errors.Enqueue(error);
        return default;
    }

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken)
    {
        Warnings.Enqueue(message);
        return default;
    }

    public void Progress(ProgressUpdate update)
    {
    }

    public void Verbose(string message)
    {
    }
}
