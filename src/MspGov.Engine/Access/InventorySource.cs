using System.Collections.Concurrent;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;
using MspGov.Graph;
using MspGov.Graph.Inventory;

namespace MspGov.Engine.Access;

/// <summary>Connects to a tenant.</summary>
public delegate ValueTask<TenantClient> ConnectTenant(TenantDocument tenant, CancellationToken cancellationToken);

/// <summary>Where inventories come from: reads them when the operator may.</summary>
/// <param name="ledger">The open ledger.</param>
/// <param name="connect">Connects to a tenant.</param>
/// <param name="time">Clock.</param>
/// <param name="mirrors">What earlier readings of a tenant left; null when the store keeps nothing, and then every reading asks for all.</param>
public sealed class InventorySource(ILedger ledger, ConnectTenant connect, TimeProvider time, Func<string, InventoryMirror>? mirrors = null)
{
    /// <summary>What is read of a partner for its customers' sake.</summary>
    private const InventoryFamily PartnerFamilies = InventoryFamily.Users | InventoryFamily.Groups | InventoryFamily.GroupMembers
        | InventoryFamily.GroupSchedules | InventoryFamily.Principals | InventoryFamily.PartnerAccess;

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, Guid? Of, Task<TenantInventory> Reading)> _partners = [];

    /// <summary>Throws, and leaves a denied entry, when the operator may not read the tenant.</summary>
    public void DemandRead(TenantDocument tenant, Guid correlation)
    {
        Ruling ruling = ledger.Read(register => GovernancePolicy.DecideRead(register, ledger.Operator, tenant.Id, time.GetUtcNow()));
        if (ruling.Kind == RulingKind.Deny)
        {
            // The ledger decides again on append, records the refusal and throws it.
            ledger.Append([new EntryDraft { Log = tenant.Id, Action = TenantActions.AccessRead, Correlation = correlation, Reason = ruling.Reason }]);
        }
    }

    /// <summary>Reads a tenant: all of it, or (<paramref name="delta"/>) what changed since the last such reading.</summary>
    public async Task<TenantInventory> ReadAsync(TenantDocument tenant, InventoryFamily families, bool delta, CancellationToken cancellationToken)
    {
        TenantClient client = await connect(tenant, cancellationToken);
        return await new InventoryReader(client, time, delta ? mirrors?.Invoke(tenant.Id) : null).ReadAsync(families, cancellationToken);
    }

    /// <summary>
    /// The partner's inventory of a customer reached with GDAP, when the partner's own tenant is registered; null otherwise. Read
    /// once for all customers of a run.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="delta">Only what changed since the last such reading.</param>
    /// <param name="of">The reading that it is part of; what was read for another one is read again. Null takes any of the last minutes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TenantInventory?> PartnerOfAsync(TenantDocument customer, bool delta, Guid? of, CancellationToken cancellationToken)
    {
        if (customer.Connection.PartnerTenantId is not { } id
            || ledger.Read(register => register.Get<TenantDocument>(id)) is not { OffBoardedAt: null } partner)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        (DateTimeOffset At, Guid? Of, Task<TenantInventory> Reading) entry = _partners.AddOrUpdate(
            id,
            _ => (now, of, ReadAsync(partner, PartnerFamilies, delta, cancellationToken)),
            (_, known) => known.Reading.IsFaulted || known.Reading.IsCanceled || now - known.At > TimeSpan.FromMinutes(5) || (of is not null && known.Of != of)
                ? (now, of, ReadAsync(partner, PartnerFamilies, delta, cancellationToken))
                : known);
        return await entry.Reading;
    }
}
