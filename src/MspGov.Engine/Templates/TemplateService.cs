using System.Collections.Concurrent;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates.Capture;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Files;
using MspGov.Engine.Templates.Planning;
using MspGov.Engine.Templates.Running;

namespace MspGov.Engine.Templates;

/// <summary>Templates of one session.</summary>
internal sealed class TemplateService : ITemplateService
{
    private readonly ILedger _ledger;
    private readonly TemplateRegister _register;
    private readonly TenantWork _work;
    private readonly TenantCopy _copy;
    private readonly Rollout _rollout;
    private readonly RunRestore _restore;
    private readonly DriftReport _drift;
    private readonly string _readyMade;

    /// <summary>Creates the service.</summary>
    /// <param name="ledger">Ledger of the session.</param>
    /// <param name="ports">Doors to tenants.</param>
    /// <param name="changes">The one way to change a tenant.</param>
    /// <param name="time">Clock.</param>
    /// <param name="readyMade">Folder of the ready-made templates; the module's own when null.</param>
    public TemplateService(ILedger ledger, ITenantPorts ports, ChangeRunner changes, TimeProvider time, string? readyMade = null)
    {
        _ledger = ledger;
        _register = new TemplateRegister(ledger);
        _work = new TenantWork(ledger, ports, time);
        _copy = new TenantCopy(ledger, changes, _work, time);
        _rollout = new Rollout(ledger, _copy, _work, time);
        _restore = new RunRestore(ledger, changes, _work);
        _drift = new DriftReport(ledger, _work);
        _readyMade = readyMade ?? ReadyMadeTemplates.Folder();
    }

    /// <inheritdoc/>
    public IReadOnlyList<TemplateInfo> Get(string? name = null, bool allVersions = false) => _register.Get(name, allVersions);

    /// <inheritdoc/>
    public TemplateInfo Find(string name, string? version = null) => _register.InfoOf(_register.Find(name, version).Version.Hash);

    /// <inheritdoc/>
    public IReadOnlyList<TemplateRolloutInfo> GetRuns(string? name = null) => _ledger.Read(register =>
    {
        ILookup<string, TemplateRunDocument> runs = register.List<TemplateRunDocument>().ToLookup(run => run.Run);
        return (IReadOnlyList<TemplateRolloutInfo>)
        [
            .. register.List<TemplateRolloutDocument>()
                .Where(rollout => name is null || Core.Access.AccessFilter.Fits(name, rollout.Template))
                .OrderByDescending(rollout => rollout.StartedAt)
                .Select(rollout => new TemplateRolloutInfo { Rollout = rollout, Runs = [.. runs[rollout.Run].OrderBy(run => run.Ring).ThenBy(run => run.StartedAt)] }),
        ];
    });

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadyMade() => ReadyMadeTemplates.Names(_readyMade);

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds() => [.. Templates.Kinds.ObjectKinds.All.Select(kind => kind.Name)];

    /// <inheritdoc/>
    public async Task<TemplateInfo> CaptureAsync(TemplateCaptureRequest request, IOutput<TemplateInfo> output, CancellationToken cancellationToken)
    {
        TenantDocument tenant = _work.Tenant(request.TenantId);
        var capture = new TemplateCapture(_work.Open(tenant), _work.Facts(tenant, "{}") with { IsPartner = _work.IsPartner(tenant) });
        Captured captured = await capture.CaptureAsync(request.Name, request.Include, cancellationToken);
        foreach (string note in captured.Notes)
        {
            await output.WarningAsync(note, cancellationToken);
        }

        TemplateContent content = captured.Content with { Description = request.Description, RequirePlanApproval = request.RequirePlanApproval };
        return _register.Add(content, request.Owners, request.Changelog, $"tenant {tenant.Name}", request.Ticket);
    }

    /// <inheritdoc/>
    public TemplateInfo Import(TemplateImportRequest request)
    {
        string folder = request.ReadyMade is null ? request.Folder! : ReadyMadeTemplates.Find(_readyMade, request.ReadyMade);
        string origin = request.ReadyMade is null ? $"folder {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}" : $"ready-made {request.ReadyMade}";
        return _register.Add(TemplateFolder.Read(folder), request.Owners, request.Changelog, origin, request.Ticket);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Export(string name, string? version, string folder) =>
        TemplateFolder.Write(_register.LoadHash(_register.Newest(name, version).Version.Hash).Content, folder);

    /// <inheritdoc/>
    public TemplateInfo Approve(string name, string? version, string? ticket, string? reason) =>
        _register.Mark(TemplateActions.Approve, _register.Newest(name, version).Version, ticket, reason);

    /// <inheritdoc/>
    public TemplateInfo Deprecate(string name, string? version, string? ticket, string? reason) =>
        _register.Mark(TemplateActions.Deprecate, _register.Find(name, version).Version, ticket, reason);

    /// <inheritdoc/>
    public TemplatePlan ApprovePlan(string planPath, string? ticket, string? reason)
    {
        TemplatePlan plan = PlanFile.Read(planPath);
        _ledger.Append([new EntryDraft
        {
            Log = plan.TenantId,
            Action = TemplateActions.PlanApprove,
            Correlation = Guid.NewGuid(),
            Subject = new EntrySubject("templatePlan", plan.PlanHash, plan.Template),
            Ticket = ticket,
            Reason = reason,
            Detail = CoreJson.ToBytes(new TemplatePlanApprovalDocument
            {
                PlanHash = plan.PlanHash,
                Tenant = plan.TenantId,
                Template = plan.Template,
                Version = plan.Version,
                Author = plan.Author,
            }),
        }]);
        return plan;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> TenantsOf(IReadOnlyList<string> planPaths) => [.. planPaths.Select(path => PlanFile.Read(path).TenantId)];

    /// <inheritdoc/>
    public async Task PlanAsync(TemplateCopyRequest request, string? planFolder, IOutput<TemplatePlan> output, CancellationToken cancellationToken)
    {
        PlannedVersion version = _register.Load(request.Name, request.Version);
        IReadOnlyList<string> tenants = [.. request.Rings.SelectMany(ring => ring)];
        await Each(tenants, request.ThrottleLimit, output, async (tenant, token) =>
        {
            TemplatePlan plan = await _copy.PlanAsync(tenant, version, TenantWork.ParametersFor(request.Parameters, tenant.Id), request.Options, token);
            if (planFolder is not null)
            {
                PlanFile.Write(plan, Path.Combine(planFolder, $"{plan.Template}.{plan.Tenant}.plan.json"));
            }

            await output.WriteAsync(plan, token);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CopyAsync(TemplateCopyRequest request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        Dictionary<string, TemplatePlan> plans = [];
        foreach (TemplatePlan plan in request.PlanPaths.Select(PlanFile.Read))
        {
            if (!plans.TryAdd(plan.TenantId, plan))
            {
                throw TemplateErrors.PlanInvalid.With($"There are two plans for tenant '{plan.Tenant}'. Apply one at a time.").About(plan.Tenant, plan.TenantId);
            }
        }

        PlannedVersion version = plans.Count > 0 ? _register.LoadHash(OneVersion(plans.Values)) : _register.Load(request.Name, request.Version);
        IReadOnlyList<IReadOnlyList<string>> rings = Rings(request, plans);
        var rollout = new TemplateRolloutDocument
        {
            Run = Guid.NewGuid().ToString(),
            Template = version.Content.Name,
            Version = version.Hash,
            Rings = rings,
            Soak = request.Soak,
            Options = request.Options,
            Parameters = request.Parameters,
            Plans = plans.Values.ToDictionary(plan => plan.TenantId, plan => new TemplatePlanBinding(plan.PlanHash, plan.Author, plan.Parameters, plan.Options)),
        };
        _ledger.Append([new EntryDraft
        {
            Log = LogIds.Msp,
            Action = TemplateActions.RolloutStart,
            Correlation = Guid.Parse(rollout.Run),
            Subject = new EntrySubject("template", version.Hash, version.Content.Name),
            Ticket = request.Ticket,
            Reason = request.Reason,
            Detail = CoreJson.ToBytes(rollout),
        }], cancellationToken);
        await _rollout.RunAsync(rollout, version, request.ThrottleLimit, (request.Ticket, request.Reason), output, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ResumeAsync(string run, int throttleLimit, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        TemplateRolloutDocument rollout = _ledger.Read(register => register.Get<TemplateRolloutDocument>(run))
            ?? throw TemplateErrors.NotFound.With($"There is no run {run}. Get-TenantTemplate -Run * lists them.").About(run);
        if (rollout.Outcome == RolloutOutcome.Succeeded)
        {
            return;
        }

        await _rollout.RunAsync(rollout, _register.LoadHash(rollout.Version), throttleLimit, default, output, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RestoreAsync(TemplateRestoreRequest request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        List<TemplateRunDocument> runs = _ledger.Read(register => register.List<TemplateRunDocument>())
            .Where(run => run.Run == request.Run && (request.TenantIds.Count == 0 || request.TenantIds.Contains(run.Tenant)))
            .ToList();
        if (runs.Count == 0)
        {
            throw TemplateErrors.NotFound.With($"There is no run {request.Run} in these tenants. Get-TenantTemplate -Run * lists them.").About(request.Run);
        }

        var restore = Guid.NewGuid().ToString();
        await Each([.. runs.Select(run => run.Tenant)], request.ThrottleLimit, output,
            (tenant, token) => _restore.RunAsync(runs.First(run => run.Tenant == tenant.Id), restore, request, output, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task CompareAsync(TemplateCompareRequest request, IOutput<TemplateDrift> output, CancellationToken cancellationToken)
    {
        // A version is read once, not once a tenant: fleets have mostly the same.
        var versions = new ConcurrentDictionary<string, Lazy<PlannedVersion>>();
        PlannedVersion Load(string hash) => versions.GetOrAdd(hash, key => new(() => _register.LoadHash(key))).Value;
        (TemplateVersionDocument asked, TemplateDocument template) = _register.Find(request.Name, request.Version);
        return Each(request.TenantIds, request.ThrottleLimit, output, async (tenant, token) =>
        {
            TemplateAssignmentDocument? assignment = _ledger.Read(register => register.Get<TemplateAssignmentDocument>(TemplateAssignmentDocument.KeyOf(tenant.Id, template.Name)));
            PlannedVersion version = Load(request.Version is null && assignment is not null ? assignment.Version : asked.Hash);
            string parameters = request.Parameters.Count > 0 ? TenantWork.ParametersFor(request.Parameters, tenant.Id) : assignment?.Parameters ?? "{}";
            foreach (TemplateDrift drift in await _drift.CompareAsync(tenant, version, parameters, request.Include, token))
            {
                if (request.IncludeInSync || drift.Status != TemplateDriftStatus.InSync)
                {
                    await output.WriteAsync(drift, token);
                }
            }
        }, cancellationToken);
    }

    /// <summary>Tenants side by side; one's failure is its own error.</summary>
    private async Task Each<T>(IReadOnlyList<string> tenants, int throttleLimit, IOutput<T> output, Func<TenantDocument, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        int done = 0;
        await Parallel.ForEachAsync(tenants, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, throttleLimit), CancellationToken = cancellationToken }, async (id, token) =>
        {
            TenantDocument tenant = _work.Tenant(id);
            try
            {
                await work(tenant, token);
            }
            catch (GovException e)
            {
                await output.ErrorAsync(e.Target is null ? e.About(tenant.Name, tenant.Id) : e, token);
            }

            output.Progress(new ProgressUpdate("Templates", tenant.Name, Interlocked.Increment(ref done), tenants.Count));
        });
    }

    /// <summary>The rings asked for; where plans are applied, of exactly the tenants that have one.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Rings(TemplateCopyRequest request, Dictionary<string, TemplatePlan> plans)
    {
        IReadOnlyList<IReadOnlyList<string>> rings = [.. request.Rings.Where(ring => ring.Count > 0)];
        if (plans.Count == 0)
        {
            return rings;
        }

        if (rings.Count == 0)
        {
            rings = [[.. plans.Keys]];
        }

        return rings.SelectMany(ring => ring).FirstOrDefault(tenant => !plans.ContainsKey(tenant)) is { } without
            ? throw TemplateErrors.PlanInvalid.With($"None of the plans is for tenant {without}. A plan is applied to the tenant that it was made for.").About(without)
            : rings;
    }

    private static string OneVersion(IEnumerable<TemplatePlan> plans)
    {
        List<string> versions = [.. plans.Select(plan => plan.Version).Distinct()];
        return versions.Count == 1 ? versions[0] : throw TemplateErrors.PlanInvalid.With("The plans are of several versions. Apply those of one version at a time.");
    }
}
