using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>One run of Compare-TenantAccess: two snapshots, a snapshot and the tenant now, two tenants, or a tenant and what is expected there.</summary>
internal sealed class CompareRun(ILedger ledger, InventorySource inventories, SnapshotStore snapshots, CompareQuery query, IOutput<AccessDifference> output, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (query.Difference is { } difference)
        {
            AccessSnapshotDocument reference = snapshots.Find(query.Reference
                ?? throw AccessErrors.SnapshotNotFound.With("Two snapshots are compared: name the earlier one with -Reference."));
            await GiveAsync(AccessComparison.Compare(snapshots.Read(reference), snapshots.Read(snapshots.Find(difference))), cancellationToken);
            return;
        }

        AccessPicture? other = query.Reference is { } id && !query.ExpectedScope ? await ReferenceAsync(id, cancellationToken) : null;
        var run = new FleetRun<AccessDifference>(ledger, inventories, output, Guid.NewGuid(), "Comparing access") { Filter = "compare", Delta = query.Delta };
        await run.RunAsync(query.TenantIds, query.ThrottleLimit, async (read, record, token) =>
        {
            AccessPicture now = Now(read);
            record(new() { Completeness = Completeness.Unknown, Paths = now.Paths.Count });
            await GiveAsync(query.ExpectedScope ? AgainstExpected(read.Tenant, now) : AccessComparison.Compare(other ?? Newest(read.Tenant), now), token);
        }, cancellationToken);
    }

    private async Task<AccessPicture> ReferenceAsync(string id, CancellationToken cancellationToken)
    {
        if (ledger.Read(register => register.Get<TenantDocument>(id)) is not { } tenant)
        {
            return snapshots.Read(snapshots.Find(id));
        }

        inventories.DemandRead(tenant, Guid.NewGuid());
        TenantInventory inventory = await inventories.ReadAsync(tenant, InventoryFamily.Access, query.Delta, cancellationToken);
        TenantInventory? partner = await inventories.PartnerOfAsync(tenant, query.Delta, null, cancellationToken);
        return Now(new(tenant, inventory, partner, new TenantPaths(inventory, partner, tenant)));
    }

    private AccessPicture Newest(TenantDocument tenant) => snapshots.Last(tenant.Id, null) is { } snapshot
        ? snapshots.Read(snapshot)
        : throw AccessErrors.SnapshotNotFound.With($"Tenant '{tenant.Name}' has no snapshot to compare with. Get-TenantAccess -SaveSnapshot takes one.");

    private static AccessPicture Now(TenantRead read) =>
        new(read.Tenant.Id, $"tenant '{read.Tenant.Name}' now", [.. read.Paths.Find(AccessFilter.All)], read.Paths.Families);

    private IEnumerable<AccessDifference> AgainstExpected(TenantDocument tenant, AccessPicture now)
    {
        DateTimeOffset at = time.GetUtcNow();
        (IReadOnlyList<JobRoleDocument> catalogue, IReadOnlyList<JobRoleAssignmentDocument> assignments, IReadOnlyList<AccessExceptionDocument> exceptions) =
            ledger.Read(register => (JobRoleCatalogue.InForce(register), register.List<JobRoleAssignmentDocument>(tenant.Id), register.List<AccessExceptionDocument>(tenant.Id)));
        foreach (AccessPath path in now.Paths.Where(path => path.Privileged))
        {
            ScopeVerdict verdict = ExpectedScope.Classify(path, tenant.Tier, catalogue, assignments, exceptions, at);
            if (verdict.Kind is ScopeVerdictKind.Unexpected or ScopeVerdictKind.NoJobRole or ScopeVerdictKind.Excess)
            {
                DifferenceKind kind = verdict.Kind == ScopeVerdictKind.Excess ? DifferenceKind.Excess : DifferenceKind.Unexpected;
                yield return AccessComparison.Of(kind, path, verdict.Words) with { After = path };
            }
        }
    }

    private async Task GiveAsync(IEnumerable<AccessDifference> differences, CancellationToken cancellationToken)
    {
        foreach (AccessDifference difference in differences)
        {
            await output.WriteAsync(difference, cancellationToken);
        }
    }
}
