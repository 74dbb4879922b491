using System.Collections.Concurrent;
using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Access.Radius;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>
/// Effective access of tenants, in parallel, each recorded before it is shown. Only one tenant's inventory a worker is in memory,
/// so memory does not grow with the number of tenants.
/// </summary>
public sealed class AccessService : IAccessService
{
    private readonly ILedger _ledger;
    private readonly InventorySource _inventories;
    private readonly SnapshotStore _snapshots;
    private readonly TimeProvider _time;

    /// <summary>Creates the service.</summary>
    /// <param name="ledger">The open ledger.</param>
    /// <param name="inventories">Where inventories come from.</param>
    /// <param name="storePath">Folder of the store, for snapshots.</param>
    /// <param name="time">Clock.</param>
    public AccessService(ILedger ledger, InventorySource inventories, string storePath, TimeProvider time)
    {
        _ledger = ledger;
        _inventories = inventories;
        _snapshots = new(ledger, storePath);
        _time = time;
    }

    /// <inheritdoc/>
    public Task ReadAsync(AccessQuery query, IOutput<AccessPath> output, CancellationToken cancellationToken) =>
        ReadAsync(query, output, seen: null, cancellationToken);

    /// <summary>Reads, and hands over each inventory before its paths: who needs the names on them need not ask the tenant again.</summary>
    internal Task ReadAsync(AccessQuery query, IOutput<AccessPath> output, Action<TenantInventory>? seen, CancellationToken cancellationToken) =>
        new AccessRun(_ledger, _inventories, _snapshots, query, output) { Seen = seen }.RunAsync(cancellationToken);

    /// <summary>The whole inventory of a customer's partner, read once for all customers of a reading; null where the partner's own tenant is not registered.</summary>
    internal Task<TenantInventory?> PartnerOfAsync(TenantDocument customer, Guid reading, CancellationToken cancellationToken)
    {
        if (customer.Connection.PartnerTenantId is { } id && _ledger.Read(register => register.Get<TenantDocument>(id)) is { } partner)
        {
            _inventories.DemandRead(partner, reading);
        }

        return _inventories.PartnerOfAsync(customer, delta: false, reading, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task IdentitiesAsync(IdentityQuery query, IOutput<PrivilegedIdentity> output, CancellationToken cancellationToken)
    {
        var run = new FleetRun<PrivilegedIdentity>(_ledger, _inventories, output, Guid.NewGuid(), "Reading privileged identities")
        {
            Families = InventoryFamily.Access | InventoryFamily.Credentials,
            Delta = query.Delta,
            Filter = Describe(query, "privileged identities"),
        };
        await run.RunAsync(query.TenantIds, query.ThrottleLimit, async (read, record, token) =>
        {
            var register = new IdentityRegister(_ledger, read.Tenant.Id, read.Inventory.ReadAt);
            PrivilegedIdentity[] lines = [.. register.Lines(read.Tenant, read.Inventory, read.Paths).Where(line => Wanted(query, line.PrincipalId, line.PrincipalName))];
            record(new() { Completeness = Completeness.Unknown, Paths = lines.Sum(line => line.Paths), Privileged = lines.Sum(line => line.Paths) });
            foreach (PrivilegedIdentity line in lines)
            {
                await output.WriteAsync(line, token);
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task NonHumansAsync(IdentityQuery query, IOutput<NonHumanIdentity> output, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<(NonHumanIdentity Identity, bool OwnersRead)>();
        var run = new FleetRun<NonHumanIdentity>(_ledger, _inventories, output, Guid.NewGuid(), "Reading non-human identities")
        {
            Families = InventoryFamily.Access | InventoryFamily.Credentials,
            Delta = query.Delta,
            Filter = Describe(query, "non-human identities"),
        };
        await run.RunAsync(query.TenantIds, query.ThrottleLimit, (read, record, _) =>
        {
            var register = new IdentityRegister(_ledger, read.Tenant.Id, read.Inventory.ReadAt);
            bool owners = !read.Paths.Families.Any(family => family.Family == InventoryFamily.Owners && family.LosesRows);
            int count = 0;
            foreach (NonHumanIdentity line in NonHumanRegister.Lines(read.Tenant, read.Inventory, read.Paths, register))
            {
                found.Add((line, owners));
                count++;
            }

            record(new() { Completeness = Completeness.Unknown, Paths = count });
            return ValueTask.CompletedTask;
        }, cancellationToken);
        ILookup<string, string> tenants = found.Where(item => item.Identity.AppId is not null).ToLookup(item => item.Identity.AppId!, item => item.Identity.Tenant);
        DateTimeOffset now = _time.GetUtcNow();
        foreach ((NonHumanIdentity line, bool ownersRead) in found
            .Where(item => Wanted(query, item.Identity.PrincipalId, item.Identity.PrincipalName))
            .OrderBy(item => item.Identity.Tenant, StringComparer.Ordinal).ThenBy(item => item.Identity.PrincipalName, StringComparer.Ordinal))
        {
            NonHumanIdentity whole = line with { Tenants = line.AppId is null ? [line.Tenant] : [.. tenants[line.AppId].Distinct().Order(StringComparer.Ordinal)] };
            whole = whole with { Findings = NonHumanRules.Judge(whole, ownersRead, query.ExpiringWithin, now) };
            if (query.Findings.Count == 0 || whole.Findings.Any(finding => query.Findings.Contains(finding.Finding, StringComparer.OrdinalIgnoreCase)))
            {
                await output.WriteAsync(whole, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task<IdentityOwnerDocument> SetOwnerAsync(SetOwnerRequest request, CancellationToken cancellationToken) =>
        new OwnerSetter(_ledger, _inventories).SetAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task MeasureAsync(RadiusQuery query, IOutput<BlastRadius> output, CancellationToken cancellationToken) =>
        new RadiusRun(_ledger, _inventories, query, output).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<AccessSnapshotDocument> Snapshots(IReadOnlyList<string> tenantIds) => _ledger.Read(register =>
        (IReadOnlyList<AccessSnapshotDocument>)[.. tenantIds.SelectMany(tenant => register.List<AccessSnapshotDocument>(tenant)).OrderByDescending(snapshot => snapshot.At)]);

    /// <inheritdoc/>
    public IReadOnlyList<AccessPath> SnapshotPaths(string id) => _snapshots.Read(_snapshots.Find(id)).Paths;

    /// <inheritdoc/>
    public Task CompareAsync(CompareQuery query, IOutput<AccessDifference> output, CancellationToken cancellationToken) =>
        new CompareRun(_ledger, _inventories, _snapshots, query, output, _time).RunAsync(cancellationToken);

    private static bool Wanted(IdentityQuery query, string id, string? name) =>
        query.Identities.Count == 0 || query.Identities.Any(pattern => AccessFilter.Fits(pattern, id) || (name is not null && AccessFilter.Fits(pattern, name)));

    private static string Describe(IdentityQuery query, string what) =>
        query.Identities.Count == 0 ? what : $"{what}: {string.Join(',', query.Identities)}";
}
