using System.Globalization;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>Looks, after a ring and its soak, whether a template's rollback criteria hold in its tenants. What cannot be checked does not hold.</summary>
internal sealed class RollbackWatch(ILedger ledger, TenantWork work)
{
    /// <summary>Why the rollout must stop; null when every criterion was checked and holds.</summary>
    /// <param name="criteria">Criteria of the template.</param>
    /// <param name="run">Run.</param>
    /// <param name="tenants">Tenants of the ring that were begun.</param>
    /// <param name="since">When the ring began, UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<string?> ReasonToStopAsync(RollbackCriteria criteria, string run, IEnumerable<TenantDocument> tenants, DateTimeOffset since, CancellationToken cancellationToken)
    {
        foreach (TenantDocument tenant in tenants.OrderBy(tenant => tenant.Name, StringComparer.Ordinal))
        {
            try
            {
                string? reason = (criteria.BreakGlassMustWork ? await BreakGlassAsync(tenant, run, cancellationToken) : null)
                    ?? await SignInsAsync(tenant, criteria.MaxSignInFailures, since, cancellationToken);
                if (reason is not null)
                {
                    return reason;
                }
            }
            catch (GovException e)
            {
                return $"A rollback criterion could not be checked in tenant '{tenant.Name}': {e.Message}";
            }
        }

        return null;
    }

    private async Task<string?> BreakGlassAsync(TenantDocument tenant, string run, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> accounts = work.Facts(tenant, "{}").BreakGlass;
        foreach (string account in accounts)
        {
            JObject? user = await work.Open(tenant).GetAsync($"/users/{account}?$select=id,accountEnabled", cancellationToken);
            if (user is null || (bool?)user["accountEnabled"] == false)
            {
                return $"Break-glass account {account} of tenant '{tenant.Name}' is {(user is null ? "gone" : "disabled")}.";
            }
        }

        return await CaughtAsync(tenant, run, accounts, cancellationToken);
    }

    /// <summary>Whether a policy of the run is in force without its exclusion: somebody took it out while the ring soaked.</summary>
    private async Task<string?> CaughtAsync(TenantDocument tenant, string run, IReadOnlyList<string> accounts, CancellationToken cancellationToken)
    {
        HashSet<string> ofRun = [.. RunChanges.Of(ledger, tenant.Id, Guid.Parse(run))
            .Where(change => change.Done.ObjectKind == ConditionalAccessPolicyKind.KindName && change.Done.Step != TemplateStepAction.Delete)
            .Select(change => change.Done.Name)];
        if (ofRun.Count == 0 || accounts.Count == 0)
        {
            return null;
        }

        ObjectKind kind = ObjectKinds.Get(ConditionalAccessPolicyKind.KindName);
        foreach (JObject policy in (await kind.ReadAllAsync(work.Open(tenant), cancellationToken)).Where(policy => ofRun.Contains(kind.KeyOf(policy)) && LockoutGuard.IsEnforced(policy)))
        {
            if (accounts.FirstOrDefault(account => !LockoutGuard.Excludes(policy, account)) is { } caught)
            {
                return $"'{kind.KeyOf(policy)}' of tenant '{tenant.Name}' does not exclude break-glass account {caught} any more.";
            }
        }

        return null;
    }

    private async Task<string?> SignInsAsync(TenantDocument tenant, int? limit, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (limit is not { } most)
        {
            return null;
        }

        string filter = Uri.EscapeDataString($"createdDateTime ge {since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}");
        IReadOnlyList<JObject> signIns = await work.Open(tenant).ListAsync($"/auditLogs/signIns?$filter={filter}", cancellationToken);
        int failures = signIns.Count(signIn => (int?)(signIn["status"] as JObject)?["errorCode"] is not (null or 0));
        return failures > most ? $"Tenant '{tenant.Name}' saw {failures} failed sign-ins since the ring began; the template bears {most}." : null;
    }
}
