using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Register;
using MspGov.Core.Reports;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reports;

/// <summary>Gathers what a report of a period says: the posture at both ends, what was done between them, and the evidence register.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="now">Posture at the end of the period.</param>
/// <param name="then">Posture at its begin.</param>
/// <param name="coverage">Evidence register at its end.</param>
/// <param name="from">Begin, UTC.</param>
/// <param name="to">End, UTC.</param>
internal sealed class ReportBuilder(ILedger ledger, PostureReader now, PostureReader then, CoverageReader coverage, DateTimeOffset from, DateTimeOffset to)
{
    /// <summary>One tenant.</summary>
    public TenantReport Of(string tenantId)
    {
        GovernancePosture posture = now.Of(tenantId);
        TenantDocument tenant = ledger.Read(register => register.Get<TenantDocument>(tenantId), to)!;
        return new TenantReport
        {
            Posture = posture,
            Before = Before(tenantId),
            Facts = Facts(tenant),
            Activity = PeriodActivity.Compare(Activity(tenantId, from, to), Activity(tenantId, from - (to - from), from)),
            Coverage = coverage.Of(tenant),
        };
    }

    private GovernancePosture? Before(string tenantId) =>
        ledger.Read(register => register.Get<TenantDocument>(tenantId), from) is null ? null : then.Of(tenantId);

    private PeriodActivity Activity(string tenantId, DateTimeOffset begin, DateTimeOffset end)
    {
        IEnumerable<EntryView> entries = ledger.Query(new EntryQuery { Logs = [tenantId], After = begin, Before = end }).Where(entry => entry.At < end);
        return ledger.Read((IRegister register) => PeriodActivity.Of(tenantId, entries, register, begin, end), end);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Facts(TenantDocument tenant) =>
    [
        new("Tenant id", tenant.Id),
        new("Tier", tenant.Tier == TenantTier.HighRegulation ? "High regulation" : "Standard"),
        new("Jurisdiction", tenant.Jurisdiction ?? "not said"),
        new("Service owner", tenant.ServiceOwner ?? "nobody"),
        new("Risk owner", tenant.RiskOwner ?? "nobody"),
        new("Approvers at the client", tenant.Approvers.Count == 0 ? "nobody" : string.Join(", ", tenant.Approvers)),
        new("In service since", tenant.RegisteredAt.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
