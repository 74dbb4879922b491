using System.Text.Json.Nodes;
using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Engine.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Reviews;

/// <summary>Names of what lies on paths, and managers of principals, as far as the tenant tells: what it does not tell is shown as its id, never left out.</summary>
internal sealed class TenantNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _managers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Name of an object, or its id.</summary>
    public string NameOf(string id) => _names.GetValueOrDefault(id, id);

    /// <summary>Sign-in name of the manager, or null.</summary>
    public string? ManagerOf(string principalId) => _managers.GetValueOrDefault(principalId);

    /// <summary>Names of the groups on paths, and managers where the campaign needs them. The tenant is asked only for what the reading did not show.</summary>
    public static async Task<TenantNames> OfAsync(ITenantPort tenant, AccessReading reading, IEnumerable<AccessPath> paths, bool managers, CancellationToken cancellationToken)
    {
        var names = new TenantNames();
        AccessPath[] all = [.. paths];
        foreach (string id in all.SelectMany(path => path.Via.Skip(1)))
        {
            if (reading.NameOf(id) is { } name)
            {
                names._names[id] = name;
            }
        }

        foreach (string[] ids in all.SelectMany(path => path.Via.Skip(1)).Where(id => !names._names.ContainsKey(id)).Distinct(StringComparer.OrdinalIgnoreCase).Chunk(1000))
        {
            await names.ReadNamesAsync(tenant, ids, cancellationToken);
        }

        if (managers)
        {
            IEnumerable<string> users = all.Where(path => path.PrincipalType is PrincipalType.User or PrincipalType.Guest).Select(path => path.PrincipalId).Distinct(StringComparer.OrdinalIgnoreCase);
            await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, (id, token) => names.ReadManagerAsync(tenant, id, token));
        }

        return names;
    }

    private async Task ReadNamesAsync(ITenantPort tenant, string[] ids, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) };
        try
        {
            GraphResponse response = await tenant.SendAsync(GraphRequest.Post("directoryObjects/getByIds?$select=id,displayName", body), cancellationToken);
            if (response.IsSuccess && response.ParseRoot() is var root && root.TryGetProperty("value", out System.Text.Json.JsonElement found))
            {
                foreach (System.Text.Json.JsonElement one in found.EnumerateArray())
                {
                    if (one.Text("id") is { } id && one.Text("displayName") is { } name)
                    {
                        _names[id] = name;
                    }
                }
            }
        }
        catch (GovException)
        {
            // Ids are shown instead: a name is a help to the reader, the path is the evidence.
        }
    }

    private async ValueTask ReadManagerAsync(ITenantPort tenant, string id, CancellationToken cancellationToken)
    {
        // A failed read throws: an item that a manager should decide must not silently have none.
        if (await tenant.FindAsync($"users/{TenantReads.Escape(id)}/manager?$select=id,userPrincipalName", cancellationToken) is { } manager
            && manager.Text("userPrincipalName") is { } name)
        {
            lock (_managers)
            {
                _managers[id] = name;
            }
        }
    }
}
