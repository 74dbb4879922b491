using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Sessions;

namespace MspGov.Engine.Reports;

/// <summary>Reports over the ledger.</summary>
internal sealed class ReportService(SessionContext context) : IReportService
{
    /// <inheritdoc/>
    public IReadOnlyList<EvidenceCoverage> GetEvidenceRegister(IReadOnlyList<string> tenantIds, string? extensionPath)
    {
        if (extensionPath is not null && !File.Exists(extensionPath))
        {
            throw PolicyErrors.InvalidArgument.With($"There is no file '{extensionPath}'.").About(extensionPath);
        }

        string ofStore = context.At(EvidenceRegister.FileName);
        string[] files = [.. new[] { File.Exists(ofStore) ? ofStore : null, extensionPath }.OfType<string>()];
        IReadOnlyList<Requirement> requirements = EvidenceRegister.Load(files);
        var coverage = new List<EvidenceCoverage>();
        foreach (string id in tenantIds)
        {
            TenantDocument tenant = Tenant(id);
            coverage.AddRange(requirements.Select(requirement => Cover(tenant, requirement)));
        }

        return coverage;
    }

    /// <inheritdoc/>
    public Func<IEnumerable<EntryView>, IReadOnlyList<EvidenceFile>> PackReport(string tenantId)
    {
        TenantDocument tenant = Tenant(tenantId);
        IReadOnlyList<EvidenceTable> tables = new EvidenceTables(context, tenant).All();
        return entries => EvidenceReport.Write(tenant, tables, entries, context.Time.GetUtcNow());
    }

    private EvidenceCoverage Cover(TenantDocument tenant, Requirement requirement)
    {
        EvidenceArtefact[] artefacts = [.. requirement.Artefacts.Select(artefact => Find(tenant, artefact))];
        int there = artefacts.Count(artefact => artefact.Newest is not null);
        return new EvidenceCoverage
        {
            TenantId = tenant.Id,
            Tenant = tenant.Name,
            Framework = requirement.Framework,
            Requirement = requirement.Id,
            Title = requirement.Title,
            Ask = requirement.Ask,
            Artefacts = artefacts,
            State = there == 0 ? CoverageState.Missing
                : there < artefacts.Length ? CoverageState.Partial
                : artefacts.All(artefact => artefact.Fresh) ? CoverageState.Covered
                : CoverageState.Stale,
        };
    }

    private EvidenceArtefact Find(TenantDocument tenant, RequirementArtefact artefact)
    {
        DateTimeOffset? newest = null;
        long count = 0;
        foreach (string action in artefact.Actions)
        {
            var query = new EntryQuery
            {
                Logs = [artefact.Log ?? tenant.Id],
                Action = action.EndsWith('.') ? action + "*" : action,
            };

            // What was refused or not proven is no evidence that something was done.
            foreach (EntryView entry in context.Ledger.Query(query).Where(entry => entry.Outcome is null or EntryOutcome.Succeeded && entry.Phase != EntryPhase.Intent))
            {
                count++;
                newest = newest is null || entry.At > newest ? entry.At : newest;
            }
        }

        bool fresh = newest is { } at && context.Time.GetUtcNow() - at <= TimeSpan.FromDays(artefact.MaxAgeDays);
        return new EvidenceArtefact(artefact.Name, newest, fresh, count, artefact.Command);
    }

    private TenantDocument Tenant(string id) =>
        context.Ledger.Read(register => register.Get<TenantDocument>(id))
        ?? throw TenantErrors.NotFound.With($"Tenant {id} is not registered.").About(id);
}
