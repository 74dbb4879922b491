using MspGov.Core.Access.Snapshots;
using MspGov.Core.Anchoring;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Reports;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Engine.Anchoring;

namespace MspGov.Engine.Reports;

/// <summary>Posture, from the register and the newest snapshots alone: no tenant is asked.</summary>
internal sealed class PostureReader(ILedger ledger, IAnchorService anchors, SnapshotStore snapshots, IReadOnlyList<Requirement> requirements, TimeProvider time, DateTimeOffset? asOf)
{
    private static readonly TimeSpan AnchorWithin = TimeSpan.FromDays(1);
    private readonly DateTimeOffset _at = asOf ?? time.GetUtcNow();
    private readonly CoverageReader _coverage = new(ledger, requirements, asOf ?? time.GetUtcNow());

    /// <summary>The moment, UTC.</summary>
    public DateTimeOffset At => _at;

    /// <summary>Posture of one tenant.</summary>
    /// <exception cref="GovException">TenantNotFound; OperatorNotPermitted.</exception>
    public GovernancePosture Of(string tenantId)
    {
        TenantDocument tenant = ledger.Read(register => register.Get<TenantDocument>(tenantId), asOf)
            ?? throw TenantErrors.NotFound.With($"Tenant {tenantId} was not registered {(asOf is null ? "" : $"on {_at:yyyy-MM-dd HH:mm} UTC")}.").About(tenantId);
        Ruling ruling = ledger.Read(register => GovernancePolicy.DecideRead(register, ledger.Operator, tenantId, time.GetUtcNow()));
        if (ruling.Kind != RulingKind.Permit)
        {
            throw PolicyErrors.Denied.With(ruling.Reason).About(tenant.Name, tenant.Id);
        }

        PostureAccess? access = AccessOf(tenant);
        IReadOnlyList<EvidenceCoverage> coverage = _coverage.Of(tenant);
        return ledger.Read(register => PostureChecks.Of(new PostureContext(register, tenant, _at, access, coverage)), asOf);
    }

    /// <summary>Posture over tenants, with the MSP's own checks.</summary>
    public GovernancePosture Over(IReadOnlyList<GovernancePosture> tenants) => PostureChecks.Over(tenants, [Anchored(), Rollouts()], _at);

    private PostureAccess? AccessOf(TenantDocument tenant)
    {
        if (snapshots.Last(tenant.Id, _at) is not { } snapshot)
        {
            return null;
        }

        try
        {
            return new PostureAccess(snapshot, snapshots.Read(snapshot).Paths);
        }
        catch (GovException e)
        {
            return new PostureAccess(snapshot, [], e.Message);
        }
    }

    private PostureCheck Anchored()
    {
        AnchorSettings settings = ledger.Read(register => register.Get<AnchorSettings>(AnchorSettings.TheKey), asOf) ?? new AnchorSettings();
        AnchorAge age = AnchorAge.At(ledger, anchors, settings, _at);
        PostureFinding found = !age.Configured
            ? new(PostureSeverity.Warning, 1, "Nobody outside is asked to vouch for the ledger.", "Set-AuditAnchor -Place '<folder that this machine can write and not delete>'")
            : age.Since is { } since && _at - since > AnchorWithin
                ? new(_at - since > 7 * AnchorWithin ? PostureSeverity.Critical : PostureSeverity.Warning, 1, $"What was recorded since {since:yyyy-MM-dd HH:mm} UTC is not anchored.", "New-AuditCheckpoint")
            : PostureFinding.Ok(age.Last is { } last ? $"Anchored on {last.At:yyyy-MM-dd HH:mm} UTC." : "Nothing to anchor.");
        return Own(PostureChecks.LedgerAnchored, "Anchoring of the ledger", "Until somebody outside has vouched for it, whoever holds the keys of the ledger could still rewrite what was recorded.", found);
    }

    private PostureCheck Rollouts()
    {
        TemplateRolloutDocument[] open = [.. ledger.Read(register => register.List<TemplateRolloutDocument>(state: "open"), asOf)];
        PostureFinding found = open.Length == 0
            ? PostureFinding.Ok("None.")
            : new(PostureSeverity.Warning, open.Length, $"{open.Length} did not end, the first since {open.Min(run => run.StartedAt):yyyy-MM-dd HH:mm} UTC.", $"Copy-TenantTemplate -Resume {open[0].Run}",
                [.. open.Select(run => $"{run.Template} by {run.Operator}, {run.StartedAt:yyyy-MM-dd HH:mm} UTC")]);
        return Own(PostureChecks.TemplateRollout, "Open rollouts of templates", "Some tenants have the new configuration and others do not, and nobody said that this is meant.", found);
    }

    private static PostureCheck Own(string id, string title, string why, PostureFinding found) => new()
    {
        Tenant = "(MSP)",
        Check = id,
        Title = title,
        Severity = found.Severity,
        Count = found.Count,
        Message = found.Message,
        Why = why,
        Mend = found.Mend,
        Items = [.. (found.Items ?? []).Take(PostureChecks.MostItems)],
    };
}
