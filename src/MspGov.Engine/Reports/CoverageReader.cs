using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reports;

/// <summary>
/// How requirements stand at one moment. Each log is gone through once, whatever the number of requirements; the MSP's own logs once for
/// all tenants.
/// </summary>
internal sealed class CoverageReader(ILedger ledger, IReadOnlyList<Requirement> requirements, DateTimeOffset at)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, Tally>> _shared = [];

    /// <summary>Every requirement in a tenant.</summary>
    public IReadOnlyList<EvidenceCoverage> Of(TenantDocument tenant)
    {
        IReadOnlyDictionary<string, Tally> own = Count(tenant.Id);
        return requirements.Select(requirement => Cover(tenant, requirement, own)).ToArray();
    }

    private EvidenceCoverage Cover(TenantDocument tenant, Requirement requirement, IReadOnlyDictionary<string, Tally> own)
    {
        EvidenceArtefact[] artefacts = [.. requirement.Artefacts.Select(artefact => Find(artefact, own))];
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

    private EvidenceArtefact Find(RequirementArtefact artefact, IReadOnlyDictionary<string, Tally> own)
    {
        Tally[] found = [.. (artefact.Log is { } log ? Shared(log) : own)
            .Where(tally => artefact.Actions.Any(action => action.EndsWith('.') ? tally.Key.StartsWith(action, StringComparison.Ordinal) : tally.Key == action))
            .Select(tally => tally.Value)];
        DateTimeOffset? newest = found.Length == 0 ? null : found.Max(tally => tally.Newest);
        bool fresh = newest is { } last && at - last <= TimeSpan.FromDays(artefact.MaxAgeDays);
        return new EvidenceArtefact(artefact.Name, newest, fresh, found.Sum(tally => tally.Entries), artefact.Command);
    }

    private IReadOnlyDictionary<string, Tally> Shared(string log) =>
        _shared.TryGetValue(log, out IReadOnlyDictionary<string, Tally>? known) ? known : _shared[log] = Count(log);

    // What was refused or not proven is no evidence that something was done.
    private Dictionary<string, Tally> Count(string log)
    {
        var tallies = new Dictionary<string, Tally>();
        foreach (EntryView entry in ledger.Query(new EntryQuery { Logs = [log], Before = at })
            .Where(entry => entry.Outcome is null or EntryOutcome.Succeeded && entry.Phase != EntryPhase.Intent))
        {
            Tally known = tallies.GetValueOrDefault(entry.Action);
            tallies[entry.Action] = new Tally(known.Entries + 1, entry.At > known.Newest ? entry.At : known.Newest);
        }

        return tallies;
    }

    private readonly record struct Tally(long Entries, DateTimeOffset Newest);
}
