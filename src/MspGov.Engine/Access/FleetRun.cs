using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>What every read over many tenants has in common: permission, reading, the record, errors by tenant, progress, and the stop after failures.</summary>
internal sealed class FleetRun<T>(ILedger ledger, InventorySource inventories, IOutput<T> output, Guid correlation, string activity)
{
    private int _done;
    private int _failed;

    /// <summary>Families to read.</summary>
    public InventoryFamily Families { get; init; } = InventoryFamily.Access;

    /// <summary>The filter in words, for the record.</summary>
    public string? Filter { get; init; }

    /// <summary>Reads what changed, where an earlier reading left the rest.</summary>
    public bool Delta { get; init; }

    /// <summary>The reading that partners are read for; null for any.</summary>
    public Guid? Reading { get; init; }

    /// <summary>Stops when so many tenants failed; 0 for never.</summary>
    public int StopAfterFailures { get; init; }

    /// <summary>Reads the tenants in parallel and hands each to <paramref name="use"/>, which returns the record of what it gave out before it gives it out.</summary>
    public async Task RunAsync(
        IReadOnlyList<string> tenantIds, int throttleLimit, Func<TenantRead, Action<AccessReadDetail>, CancellationToken, ValueTask> use, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                tenantIds,
                new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, throttleLimit), CancellationToken = stop.Token },
                async (tenantId, token) =>
                {
                    if (!await OneAsync(tenantId, use, token) && Interlocked.Increment(ref _failed) == StopAfterFailures)
                    {
                        await stop.CancelAsync();
                    }

                    output.Progress(new(activity, tenantId, Interlocked.Increment(ref _done), tenantIds.Count));
                });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw AccessErrors.StoppedAfterFailures.With(
                $"Stopped: {_failed} tenants failed, {tenantIds.Count - _done} of {tenantIds.Count} were not read to their end. Fix the cause and go on with -Resume.");
        }
    }

    private async Task<bool> OneAsync(string tenantId, Func<TenantRead, Action<AccessReadDetail>, CancellationToken, ValueTask> use, CancellationToken cancellationToken)
    {
        TenantDocument? tenant = ledger.Read(register => register.Get<TenantDocument>(tenantId));
        try
        {
            TenantRead read = await ReadAsync(tenant, tenantId, cancellationToken);
            output.Verbose(read.Inventory.WholeAt is { } whole
                ? $"Tenant '{read.Tenant.Name}': {read.Inventory.Requests} requests; lists brought up to date by their changes since {whole:yyyy-MM-dd HH:mm}Z. -Full reads them whole."
                : $"Tenant '{read.Tenant.Name}': {read.Inventory.Requests} requests; everything read whole.");
            if (read.Paths.Completeness != Completeness.Complete)
            {
                await output.ErrorAsync(Incomplete(read.Tenant, read.Paths), cancellationToken);
            }

            await use(read, detail => Record(read.Tenant, detail with
            {
                Completeness = read.Paths.Completeness,
                Incomplete = [.. read.Paths.Families.Where(family => family.State != FamilyState.Complete)],
                Requests = read.Inventory.Requests,
                WholeAt = read.Inventory.WholeAt,
                Filter = Filter,
            }, CredentialEndsDocument.Of(read.Inventory)), cancellationToken);
            return read.Paths.Completeness != Completeness.Unknown;
        }
        catch (GovException e)
        {
            await output.ErrorAsync(e.About(tenant?.Name ?? tenantId, tenantId), cancellationToken);
            return false;
        }
    }

    private async Task<TenantRead> ReadAsync(TenantDocument? tenant, string tenantId, CancellationToken cancellationToken)
    {
        if (tenant is null)
        {
            throw TenantErrors.NotFound.With($"Tenant {tenantId} is not registered. Get-ClientTenant lists those that are.");
        }

        if (tenant.OffBoardedAt is { } gone)
        {
            throw TenantErrors.OffBoarded.With($"Tenant '{tenant.Name}' was off-boarded on {gone:yyyy-MM-dd}. -AsOf shows a snapshot from before.");
        }

        inventories.DemandRead(tenant, correlation);
        try
        {
            Task<TenantInventory> own = inventories.ReadAsync(tenant, Families, Delta, cancellationToken);
            TenantInventory? partner = await inventories.PartnerOfAsync(tenant, Delta, Reading, cancellationToken);
            TenantInventory inventory = await own;
            return new(tenant, inventory, partner, new TenantPaths(inventory, partner, tenant));
        }
        catch (GovException e) when (e.Definition != PolicyErrors.Denied)
        {
            Record(tenant, new() { Completeness = Completeness.Unknown, Error = e.Message, Filter = Filter });
            throw;
        }
    }

    /// <summary>Records a reading and, where credentials were read to the full, when they end: what posture judges until the next reading.</summary>
    private void Record(TenantDocument tenant, AccessReadDetail detail, CredentialEndsDocument? credentials = null)
    {
        EntryDraft reading = Draft(TenantActions.AccessRead, CoreJson.ToBytes(detail));
        ledger.Append(credentials is null ? [reading] : [reading, Draft(AccessActions.CredentialEnds, CoreJson.ToBytes(credentials))]);

        EntryDraft Draft(string action, byte[] bytes) => new()
        {
            Log = tenant.Id,
            Action = action,
            Correlation = correlation,
            Subject = new("tenant", tenant.Id, tenant.Name),
            Detail = bytes,
        };
    }

    private static GovException Incomplete(TenantDocument tenant, TenantPaths paths)
    {
        string what = string.Join("; ", paths.Families.Where(family => family.LosesRows).Select(family => $"{family.Family}: {family.Reason}"));
        string how = paths.Completeness == Completeness.Unknown ? "Nothing of the access" : "Not all of the access";
        return TenantErrors.ReadIncomplete
            .With($"{how} in tenant '{tenant.Name}' could be read; what is missing is unknown, not absent. {what}")
            .About(tenant.Name, tenant.Id);
    }
}

/// <summary>A tenant that was read.</summary>
internal sealed record TenantRead(TenantDocument Tenant, TenantInventory Inventory, TenantInventory? Partner, TenantPaths Paths);
