using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Reports;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Engine.Sessions;

namespace MspGov.Engine.Reports;

/// <summary>Reports over the ledger.</summary>
internal sealed class ReportService(SessionContext context, IAnchorService anchors) : IReportService
{
    /// <inheritdoc/>
    public IReadOnlyList<EvidenceCoverage> GetEvidenceRegister(IReadOnlyList<string> tenantIds, string? extensionPath)
    {
        var reader = new CoverageReader(context.Ledger, Requirements(extensionPath), context.Time.GetUtcNow());
        return tenantIds.SelectMany(id => reader.Of(Tenant(id))).ToArray();
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Readable() => context.Ledger.Read(register => register.List<TenantDocument>(state: TenantDocument.Active)
        .Where(tenant => GovernancePolicy.DecideRead(register, context.Operator, tenant.Id, context.Time.GetUtcNow()).Kind == RulingKind.Permit)
        .OrderBy(tenant => tenant.Name, StringComparer.OrdinalIgnoreCase)
        .Select(tenant => tenant.Id)
        .ToArray());

    /// <inheritdoc/>
    public IEnumerable<GovernancePosture> GetPosture(
        IReadOnlyList<string> tenantIds, DateTimeOffset? asOf, Action<GovException> failed, CancellationToken cancellationToken)
    {
        PostureReader reader = Posture(asOf);
        foreach (string id in tenantIds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GovernancePosture? posture = null;
            try
            {
                posture = reader.Of(id);
            }
            catch (GovException e) when (!e.IsOfTheStore)
            {
                failed(e);
            }

            if (posture is not null)
            {
                yield return posture;
            }
        }
    }

    /// <inheritdoc/>
    public GovernancePosture GetOverallPosture(IReadOnlyList<GovernancePosture> tenants, DateTimeOffset? asOf) => Posture(asOf).Over(tenants);

    /// <inheritdoc/>
    public Func<IEnumerable<EntryView>, IReadOnlyList<EvidenceFile>> PackReport(string tenantId)
    {
        TenantDocument tenant = Tenant(tenantId);
        IReadOnlyList<EvidenceTable> tables = new EvidenceTables(context, tenant).All();
        return entries => EvidenceReport.Write(tenant, tables, entries, context.Time.GetUtcNow());
    }

    /// <inheritdoc/>
    public IEnumerable<ReportFile> Export(ReportRequest request, Action<GovException> failed, CancellationToken cancellationToken)
    {
        DateTimeOffset now = context.Time.GetUtcNow();
        DateTimeOffset to = request.To is { } end && end < now ? end : now;
        if (request.From >= to)
        {
            throw PolicyErrors.InvalidArgument.With($"A report needs a period: {request.From:yyyy-MM-dd HH:mm} UTC is not before {to:yyyy-MM-dd HH:mm} UTC.");
        }

        PostureReader posture = Posture(to);
        var builder = new ReportBuilder(context.Ledger, posture, Posture(request.From), new CoverageReader(context.Ledger, Requirements(null), to), request.From, to);
        var writer = new ReportWriter(context.Ledger, request);
        var tenants = new List<TenantReport>();
        foreach (string id in request.TenantIds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                tenants.Add(builder.Of(id));
            }
            catch (GovException e) when (!e.IsOfTheStore)
            {
                failed(e);
            }
        }

        if (tenants.Count == 0)
        {
            return [];
        }

        GovernanceReport Report(IEnumerable<TenantReport> some, string name) => new()
        {
            Title = request.Title ?? $"Access governance: {name}",
            From = request.From,
            To = to,
            CreatedAt = now,
            CreatedBy = context.Operator,
            Tenants = some.OrderByDescending(tenant => tenant.Posture.Severity).ThenBy(tenant => tenant.Posture.Tenant, StringComparer.OrdinalIgnoreCase).ToArray(),
        };
        return request.PerTenant || tenants.Count == 1
            ? [.. tenants.SelectMany(tenant => writer.Write(
                Report([tenant], tenant.Posture.DisplayName), request.PerTenant ? Path.Combine(request.Folder, FolderOf(tenant.Posture.Tenant)) : request.Folder, tenant.Posture.Tenant, cancellationToken))]
            : writer.Write(
                Report(tenants, $"{tenants.Count} tenants") with { Overall = posture.Over(tenants.Select(tenant => tenant.Posture).ToArray()) }, request.Folder, PostureChecks.AllTenants, cancellationToken);
    }

    private static string FolderOf(string tenant) =>
        string.Concat(tenant.Select(letter => Path.GetInvalidFileNameChars().Contains(letter) || letter is '/' or '\\' ? '_' : letter)).TrimStart('.') is { Length: > 0 } name ? name : "_";

    private PostureReader Posture(DateTimeOffset? asOf) =>
        new(context.Ledger, anchors, new SnapshotStore(context.Ledger, context.StorePath), Requirements(null), context.Time, asOf);

    private IReadOnlyList<Requirement> Requirements(string? extensionPath)
    {
        if (extensionPath is not null && !File.Exists(extensionPath))
        {
            throw PolicyErrors.InvalidArgument.With($"There is no file '{extensionPath}'.").About(extensionPath);
        }

        string ofStore = context.At(EvidenceRegister.FileName);
        return EvidenceRegister.Load(new[] { File.Exists(ofStore) ? ofStore : null, extensionPath }.OfType<string>());
    }

    private TenantDocument Tenant(string id) =>
        context.Ledger.Read(register => register.Get<TenantDocument>(id))
        ?? throw TenantErrors.NotFound.With($"Tenant {id} is not registered.").About(id);
}
