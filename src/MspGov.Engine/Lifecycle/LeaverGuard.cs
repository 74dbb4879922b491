using System.Collections.Concurrent;
using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>
/// Stops a list that would remove more people than anybody meant (an export that ended half way, a column that slipped), by number and
/// by share of the enabled accounts of any tenant, before anything is recorded or changed.
/// </summary>
internal sealed class LeaverGuard(LifecycleParts parts, LifecycleRequest request)
{
    /// <summary>Throws TooManyLeavers.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        LifecycleEvent[] leavers = [.. request.Events.Where(what => what.Type == LifecycleType.Leaver)];
        if (request.DryRun)
        {
            return;
        }

        if (request.MaximumLeavers is { } limit && leavers.Length > limit)
        {
            throw LifecycleErrors.TooManyLeavers.With($"The list would remove {leavers.Length} people; at most {limit} are allowed in one call. Look at it again, and then say how many are meant (-MaximumLeavers).");
        }

        // One person is never a slipped list.
        if (request.MaximumLeaverPercent is not { } percent || leavers.Length < 2)
        {
            return;
        }

        HashSet<string> names = new(leavers.SelectMany(what => what.Person.Names.Concat(what.Person.EmployeeId is { Length: > 0 } id ? ["employee:" + id] : [])), StringComparer.OrdinalIgnoreCase);
        var over = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(request.TenantIds, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken }, async (id, token) =>
        {
            if (parts.Ledger.Read(register => register.Get<TenantDocument>(id)) is { } tenant && await ShareAsync(tenant, names, token) is var (found, all) && found > 1 && found * 100L > (long)percent * all)
            {
                over.Add($"{found} of the {all} enabled accounts of tenant '{tenant.Name}'");
            }
        });
        if (!over.IsEmpty)
        {
            throw LifecycleErrors.TooManyLeavers.With($"The list would remove {string.Join(", ", over.Order(StringComparer.Ordinal).Take(5))}; at most {percent} % are allowed in one call. Look at it again, and then say what share is meant (-MaximumLeaverPercent).");
        }
    }

    private async Task<(int Found, int All)> ShareAsync(TenantDocument tenant, HashSet<string> names, CancellationToken cancellationToken)
    {
        try
        {
            List<JsonElement> users = await parts.Ports.Open(tenant).ListAsync("/users?$select=id,userPrincipalName,mail,employeeId&$filter=accountEnabled eq true&$top=999", cancellationToken) ?? [];
            return (users.Count(user => Keys(user).Any(names.Contains)), users.Count);
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            // A tenant that cannot be read cannot be changed either; its run says so.
            return (0, 0);
        }
    }

    private static IEnumerable<string> Keys(JsonElement user) =>
        new[] { user.Text("id"), user.Text("userPrincipalName"), user.Text("mail"), user.Text("employeeId") is { Length: > 0 } employee ? "employee:" + employee : null }.OfType<string>();
}
