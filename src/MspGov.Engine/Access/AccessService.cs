using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>
/// Effective access of tenants, in parallel, each recorded before it is shown. Only one tenant's inventory a worker is in memory,
/// so memory does not grow with the number of tenants.
/// </summary>
public sealed class AccessService(ILedger ledger, InventorySource inventories) : IAccessService
{
    /// <inheritdoc/>
    public async Task ReadAsync(AccessQuery query, IOutput<AccessPath> output, CancellationToken cancellationToken)
    {
        var run = new AccessRun(ledger, inventories, query, output);
        await Parallel.ForEachAsync(
            query.TenantIds,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, query.ThrottleLimit), CancellationToken = cancellationToken },
            run.TenantAsync);
    }
}
