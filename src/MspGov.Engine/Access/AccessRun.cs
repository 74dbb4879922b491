using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>One run of Get-TenantAccess over its tenants.</summary>
internal sealed class AccessRun(ILedger ledger, InventorySource inventories, SnapshotStore snapshots, AccessQuery query, IOutput<AccessPath> output)
{
    /// <summary>Paths of a tenant that are kept between counting and giving them out; of more, each is found a second time, so that memory stays bounded.</summary>
    private const int MostKept = 4096;

    private readonly AccessFilter _filter = new(query);
    private int _written;

    /// <summary>Told of each inventory, the partner's too, before its paths are given out.</summary>
    public Action<TenantInventory>? Seen { get; init; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (query.AsOf is { } at)
        {
            await AsOfAsync(at, cancellationToken);
        }
        else
        {
            (Guid correlation, IReadOnlyList<string> tenants) = query.Resume ? Rest() : (Guid.NewGuid(), query.TenantIds);
            var run = new FleetRun<AccessPath>(ledger, inventories, output, correlation, "Reading effective access")
            {
                Filter = query.Describe(),
                Delta = query.Delta,
                Reading = query.Reading,
                StopAfterFailures = query.StopAfterFailures,
            };
            await run.RunAsync(tenants, query.ThrottleLimit, (read, record, token) => GiveAsync(read, record, correlation, token), cancellationToken);
        }

        if (_written == 0 && query.Describe() is { } filter)
        {
            await output.WarningAsync($"Nothing fits the filter ({filter}) in what could be read of {query.TenantIds.Count} tenants.", cancellationToken);
        }
    }

    private async ValueTask GiveAsync(TenantRead read, Action<AccessReadDetail> record, Guid correlation, CancellationToken cancellationToken)
    {
        // Recorded before it is shown: who was given what stands in the ledger even when the consumer stops half way.
        var tally = new AccessTally();
        var kept = new List<AccessPath>();
        foreach (AccessPath path in read.Paths.Find(_filter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tally.Add(path);
            if (kept.Count < MostKept)
            {
                kept.Add(path);
            }
        }

        record(new()
        {
            Completeness = Completeness.Unknown,
            Paths = tally.Paths,
            Privileged = tally.Privileged,
            Standing = tally.Standing,
            Digest = tally.Digest(),
        });
        if (query.SaveSnapshot)
        {
            AccessSnapshotDocument saved = snapshots.Save(read.Tenant, read.Paths, read.Inventory.ReadAt, correlation);
            output.Verbose($"Snapshot {saved.Id} of tenant '{read.Tenant.Name}' saved: {saved.Paths} paths.");
        }

        Seen?.Invoke(read.Inventory);
        if (read.Partner is { } partner)
        {
            Seen?.Invoke(partner);
        }

        var register = new IdentityRegister(ledger, read.Tenant.Id, read.Inventory.ReadAt);
        foreach (AccessPath path in tally.Paths == kept.Count ? kept : read.Paths.Find(_filter))
        {
            Interlocked.Increment(ref _written);
            await output.WriteAsync(register.OwnerOf(path.PrincipalId)?.Owner is { } owner ? path with { Owner = owner } : path, cancellationToken);
        }
    }

    private async Task AsOfAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (string tenantId in query.TenantIds)
        {
            try
            {
                if (ledger.Read(register => register.Get<TenantDocument>(tenantId)) is { } tenant)
                {
                    inventories.DemandRead(tenant, Guid.NewGuid());
                }

                AccessSnapshotDocument snapshot = snapshots.Last(tenantId, at)
                    ?? throw AccessErrors.SnapshotNotFound.With($"Tenant {tenantId} has no snapshot from {at:yyyy-MM-dd HH:mm}Z or before. Get-TenantAccess -SaveSnapshot takes one for later.");
                AccessPicture picture = snapshots.Read(snapshot);
                output.Verbose($"Access of tenant '{snapshot.TenantName}' as read on {snapshot.At:yyyy-MM-dd HH:mm}Z.");
                foreach (AccessPath path in picture.Paths.Where(path => _filter.WantsRole(path.RoleId, path.Role, path.Privileged) && _filter.Wants(path)))
                {
                    Interlocked.Increment(ref _written);
                    await output.WriteAsync(path, cancellationToken);
                }
            }
            catch (GovException e)
            {
                await output.ErrorAsync(e.Target is null ? e.About(tenantId, tenantId) : e, cancellationToken);
            }
        }
    }

    /// <summary>What the operator's last run with this filter has not read to the full.</summary>
    private (Guid Correlation, IReadOnlyList<string> Tenants) Rest()
    {
        EntryView? last = ledger.Query(new() { Operator = ledger.Operator, Action = TenantActions.AccessRead, Newest = true })
            .FirstOrDefault(entry => entry.Outcome is null && entry.Detail is not null && entry.DetailAs<AccessReadDetail>().Filter == query.Describe());
        if (last is null)
        {
            throw AccessErrors.NothingToResume.With("There is no earlier run with this filter to resume. Run without -Resume.");
        }

        HashSet<string> done = [.. ledger.Query(new() { Correlation = last.Correlation, Action = TenantActions.AccessRead })
            .Where(entry => entry.Detail is not null && entry.DetailAs<AccessReadDetail>().Completeness == Completeness.Complete)
            .Select(entry => entry.Log)];
        string[] rest = [.. query.TenantIds.Where(tenant => !done.Contains(tenant))];
        output.Verbose($"Resuming the run of {last.At:yyyy-MM-dd HH:mm}Z: {done.Count} tenants are done, {rest.Length} are left.");
        return (last.Correlation, rest);
    }
}
