using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>One run of Get-TenantAccess over its tenants.</summary>
internal sealed class AccessRun(ILedger ledger, InventorySource inventories, AccessQuery query, IOutput<AccessPath> output)
{
    private readonly Guid _correlation = Guid.NewGuid();
    private readonly AccessFilter _filter = new(query);
    private int _done;

    public async ValueTask TenantAsync(string tenantId, CancellationToken cancellationToken)
    {
        TenantDocument? tenant = ledger.Read(register => register.Get<TenantDocument>(tenantId));
        if (tenant is null)
        {
            await output.ErrorAsync(TenantErrors.NotFound.With($"Tenant {tenantId} is not registered.").About(tenantId, tenantId), cancellationToken);
            return;
        }

        try
        {
            await ReadAsync(tenant, cancellationToken);
        }
        catch (GovException e)
        {
            await output.ErrorAsync(e.About(tenant.Name, tenant.Id), cancellationToken);
        }

        output.Progress(new("Reading effective access", tenant.Name, Interlocked.Increment(ref _done), query.TenantIds.Count));
    }

    private async Task ReadAsync(TenantDocument tenant, CancellationToken cancellationToken)
    {
        inventories.DemandRead(tenant, _correlation);
        TenantInventory inventory;
        TenantInventory? partner;
        try
        {
            inventory = await inventories.ReadAsync(tenant, InventoryFamily.Access, cancellationToken);
            partner = await inventories.PartnerOfAsync(tenant, cancellationToken);
        }
        catch (GovException e) when (e.Definition != PolicyErrors.Denied)
        {
            Record(tenant, new() { Completeness = Completeness.Unknown, Error = e.Message, Filter = query.Describe() });
            throw;
        }

        var paths = new TenantPaths(inventory, partner, tenant);

        // Recorded before it is shown: who was given what stands in the ledger even when the consumer stops half way.
        var tally = new AccessTally();
        foreach (AccessPath path in paths.Find(_filter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tally.Add(path);
        }

        Record(tenant, new()
        {
            Completeness = paths.Completeness,
            Paths = tally.Paths,
            Privileged = tally.Privileged,
            Standing = tally.Standing,
            Digest = tally.Digest(),
            Incomplete = [.. paths.Families.Where(family => family.State != FamilyState.Complete)],
            Requests = inventory.Requests,
            Filter = query.Describe(),
        });
        if (paths.Completeness != Completeness.Complete)
        {
            await output.ErrorAsync(Incomplete(tenant, paths), cancellationToken);
        }

        foreach (AccessPath path in paths.Find(_filter))
        {
            await output.WriteAsync(path, cancellationToken);
        }
    }

    private void Record(TenantDocument tenant, AccessReadDetail detail) => ledger.Append(
    [
        new EntryDraft
        {
            Log = tenant.Id,
            Action = TenantActions.AccessRead,
            Correlation = _correlation,
            Subject = new("tenant", tenant.Id, tenant.Name),
            Detail = CoreJson.ToBytes(detail),
        },
    ]);

    private static GovException Incomplete(TenantDocument tenant, TenantPaths paths)
    {
        FamilyResult[] lost = [.. paths.Families.Where(family => family.LosesRows)];
        string what = string.Join("; ", lost.Select(family => $"{family.Family}: {family.Reason}"));
        string how = paths.Completeness == Completeness.Unknown ? "Nothing of the access" : "Not all of the access";
        return TenantErrors.ReadIncomplete
            .With($"{how} in tenant '{tenant.Name}' could be read; what is missing is unknown, not absent. {what}")
            .About(tenant.Name, tenant.Id);
    }
}
