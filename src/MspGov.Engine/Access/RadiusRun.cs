using System.Collections.Concurrent;
using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Access.Radius;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>
/// One run of Measure-BlastRadius: all tenants are read first, because an identity may reach from one into another. Only those that
/// know an identity, or whose partner does, are kept.
/// </summary>
internal sealed class RadiusRun(ILedger ledger, InventorySource inventories, RadiusQuery query, IOutput<BlastRadius> output)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reads = new ConcurrentBag<TenantRead>();
        var known = new ConcurrentDictionary<string, (string Name, Completeness Completeness)>(StringComparer.OrdinalIgnoreCase);
        var run = new FleetRun<BlastRadius>(ledger, inventories, output, Guid.NewGuid(), "Reading access for the blast radius")
        {
            Delta = query.Delta,
            Filter = $"blast radius of {string.Join(',', query.Identities)}",
        };
        await run.RunAsync(query.TenantIds, query.ThrottleLimit, (tenant, record, _) =>
        {
            known[tenant.Tenant.Id] = (tenant.Tenant.Name, tenant.Inventory.Completeness);
            if (IsWorthKeeping(tenant))
            {
                reads.Add(tenant);
            }

            record(new() { Completeness = Completeness.Unknown });
            return ValueTask.CompletedTask;
        }, cancellationToken);
        RadiusMeter meter = Meter([.. reads.OrderBy(read => read.Tenant.Name, StringComparer.Ordinal)]);
        string[] unread = [.. query.TenantIds.Where(id => !known.ContainsKey(id))];
        string[] incomplete = [.. known.Values.Where(tenant => tenant.Completeness != Completeness.Complete).Select(tenant => tenant.Name).Order(StringComparer.Ordinal)];
        foreach (string identity in query.Identities)
        {
            if (meter.Measure(identity, Chosen()) is not { } radius)
            {
                string caveat = unread.Length == 0 ? "" : $" {unread.Length} tenants could not be read.";
                await output.ErrorAsync(AccessErrors.IdentityNotFound.With($"No tenant that was read knows '{identity}'.{caveat}").About(identity), cancellationToken);
                continue;
            }

            await output.WriteAsync(radius with { Incomplete = [.. radius.Incomplete.Union(incomplete), .. unread] }, cancellationToken);
        }
    }

    private bool IsWorthKeeping(TenantRead read) => query.Identities.Any(identity =>
        RadiusMeter.Knows(read.Inventory, identity) || (read.Partner is { } partner && RadiusMeter.Knows(partner, identity)));

    private RadiusMeter Meter(TenantRead[] reads)
    {
        var meter = new RadiusMeter();
        foreach (TenantRead read in reads)
        {
            meter.Add(read.Tenant, read.Inventory);
        }

        foreach (TenantRead read in reads.Where(read => read.Partner is not null).DistinctBy(read => read.Tenant.Connection.PartnerTenantId))
        {
            TenantDocument partner = ledger.Read(register => register.Get<TenantDocument>(read.Tenant.Connection.PartnerTenantId!))!;
            meter.AddPartner(partner, read.Partner!);
        }

        return meter;
    }

    private Func<RadiusReach, bool>? Chosen() => query.CutRoles.Count == 0
        ? null
        : reach => query.CutRoles.Any(pattern => AccessFilter.Fits(pattern, reach.Role));
}
