using System.Text;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates.Documents;
using MspGov.Graph;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>How a tenant misbehaves at one write.</summary>
internal enum WriteFault
{
    None,

    /// <summary>429, nothing done.</summary>
    Throttle,

    /// <summary>204 or 201, nothing done.</summary>
    FalseSuccess,

    /// <summary>Done, answered 500.</summary>
    AppliedBut500,

    /// <summary>Done, connection lost.</summary>
    AppliedButReset,

    /// <summary>Connection lost, nothing done.</summary>
    Reset,
}

/// <summary>The configuration of a tenant in memory, answering as Graph v1.0 documents it: collections, singletons, PIM rules, strengths, soft deletes.</summary>
internal sealed class GraphTenantDouble : ITenantPort
{
    public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    private const string Ca = "/identity/conditionalAccess/";
    private const string Strengths = "/policies/authenticationStrengthPolicies";
    private const string StrengthParts = "/identity/conditionalAccess/authenticationStrength/policies";
    private const string Methods = "/policies/authenticationMethodsPolicy";
    private const string RolePolicies = "/policies/roleManagementPolicies";
    private readonly Lock _lock = new();
    private readonly Random _ids;

    public GraphTenantDouble(string id, int seed)
    {
        Id = id;
        _ids = new Random(seed);
        foreach (string collection in new[] { Ca + "policies", Ca + "namedLocations", Strengths, "/groups", "/directory/administrativeUnits", "/roleManagement/directory/roleDefinitions", "/applications", "/users", "/servicePrincipals", "/organization", "/auditLogs/signIns" })
        {
            Collections[collection] = [];
        }

        Collections["/organization"].Add(new JObject { ["id"] = id, ["verifiedDomains"] = new JArray(new JObject { ["name"] = "x.example", ["isDefault"] = true }) });
    }

    public string Id { get; }

    public Dictionary<string, List<JObject>> Collections { get; } = [];

    public Dictionary<string, List<JObject>> Deleted { get; } = [];

    public Dictionary<string, JObject> Singletons { get; } = [];

    /// <summary>Policies of roles: id, roleDefinitionId, rules.</summary>
    public List<JObject> Roles { get; } = [];

    public List<GraphRequest> Writes { get; } = [];

    public List<string> Reads { get; } = [];

    /// <summary>Fault of the n-th write (from 1); null for none.</summary>
    public Func<int, WriteFault>? Fault { get; set; }

    /// <summary>Called with the number of each write before it is done; may throw to die there.</summary>
    public Action<int>? BeforeWrite { get; set; }

    /// <summary>Called after the write was done and before it is answered; may throw to die there.</summary>
    public Action<int>? AfterWrite { get; set; }

    /// <summary>Called with the path of each read before it is answered; may throw, or change the tenant as somebody would.</summary>
    public Action<string>? BeforeRead { get; set; }

    /// <summary>Paths that are answered 403.</summary>
    public Func<string, bool> Denies { get; set; } = _ => false;

    /// <summary>Whether a PATCH merges complex properties or replaces them: Graph's services do either.</summary>
    public bool MergesComplex { get; set; }

    public string NewId()
    {
        var bytes = new byte[16];
        _ids.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    /// <summary>Everything the tenant decides, without what only the server knows; objects by name, or by id where an id can come back.</summary>
    public string Snapshot(bool ids = false)
    {
        lock (_lock)
        {
            var all = new JObject();
            foreach ((string path, List<JObject> items) in Collections.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                all[path] = new JArray(items.Select(item => Named(item, ids)).OrderBy(item => (string?)item["displayName"] ?? (string?)item["id"], StringComparer.Ordinal).Select(Plain));
            }

            all["singletons"] = new JObject(Singletons.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new JProperty(pair.Key, Plain(Named(pair.Value, ids)))));
            all["roles"] = new JArray(Roles.Select(role => Named(role, ids)).OrderBy(role => (string?)role["roleDefinitionId"], StringComparer.Ordinal).Select(Plain));
            return CanonicalJson.Text(all);
        }
    }

    public Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            string path = request.Path.Split('?')[0];
            if (Denies(path))
            {
                return Task.FromResult(Error(request, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."));
            }

            if (!request.IsWrite)
            {
                Reads.Add(request.Path);
                BeforeRead?.Invoke(request.Path);
                return Task.FromResult(Read(request, path));
            }

            Writes.Add(request);
            int number = Writes.Count;
            BeforeWrite?.Invoke(number);
            WriteFault fault = Fault?.Invoke(number) ?? WriteFault.None;
            GraphResponse response = fault switch
            {
                WriteFault.Throttle => Error(request, 429, "TooManyRequests", "Too many requests."),
                WriteFault.FalseSuccess => Answer(request, request.Method == HttpMethod.Post ? 201 : 204, request.Method == HttpMethod.Post ? new JObject { ["id"] = NewId() } : null),
                WriteFault.Reset => throw Core.Errors.TenantErrors.Unreachable.With("The connection was reset."),
                _ => Write(request, path),
            };
            AfterWrite?.Invoke(number);
            return fault switch
            {
                WriteFault.AppliedBut500 => Task.FromResult(Error(request, 500, "InternalServerError", "Something went wrong.")),
                WriteFault.AppliedButReset => throw Core.Errors.TenantErrors.Unreachable.With("The connection was reset."),
                _ => Task.FromResult(response),
            };
        }
    }

    /// <summary>Custom roles and strengths under their names: what is deleted for good comes back with another id.</summary>
    private JObject Named(JObject item, bool ids)
    {
        string text = CanonicalJson.Text(item);
        IEnumerable<JObject> named = ids ? Collections["/roleManagement/directory/roleDefinitions"].Concat(Collections[Strengths]) : Collections.Values.SelectMany(items => items);
        foreach (JObject other in named)
        {
            text = text.Replace((string)other["id"]!, "named:" + other["displayName"], StringComparison.Ordinal);
            text = other["appId"] is { } appId ? text.Replace((string)appId!, "app:" + other["displayName"], StringComparison.Ordinal) : text;
        }

        return CanonicalJson.ParseObject(text);
    }

    private JToken Plain(JToken token) => token switch
    {
        JObject properties => new JObject(properties.Properties()
            .Where(property => property.Name is not ("id" or "appId" or "templateId" or "createdDateTime" or "modifiedDateTime" or "lastModifiedDateTime") && !Empty(property.Value))
            .Select(property => new JProperty(property.Name, property.Name == "authenticationStrength" ? property.Value["id"]! : Plain(property.Value)))),
        JArray items => new JArray(items.Select(Plain).OrderBy(CanonicalJson.Text, StringComparer.Ordinal)),
        _ => token.DeepClone(),
    };

    private static bool Empty(JToken token) => token is JValue { Type: JTokenType.Null } or JArray { Count: 0 }
        || (token is JObject inner && inner.Properties().All(property => Empty(property.Value)));

    private GraphResponse Read(GraphRequest request, string path)
    {
        if (Singletons.TryGetValue(path, out JObject? singleton))
        {
            return Answer(request, 200, singleton);
        }

        if (path.StartsWith(Methods + "/", StringComparison.Ordinal))
        {
            JObject? method = Singletons[Methods]["authenticationMethodConfigurations"]!.Children<JObject>().FirstOrDefault(item => (string?)item["id"] == path.Split('/')[^1]);
            return method is null ? NotFound(request) : Answer(request, 200, method);
        }

        if (path == "/policies/roleManagementPolicyAssignments")
        {
            return Page(request, Roles.Select(role => new JObject
            {
                ["id"] = $"{role["id"]}_assignment",
                ["policyId"] = role["id"],
                ["roleDefinitionId"] = role["roleDefinitionId"],
                ["scopeId"] = "/",
                ["scopeType"] = "DirectoryRole",
                ["policy"] = new JObject { ["id"] = role["id"], ["rules"] = role["rules"]!.DeepClone() },
            }));
        }

        if (path.StartsWith(RolePolicies + "/", StringComparison.Ordinal) && path.EndsWith("/rules", StringComparison.Ordinal))
        {
            return Roles.FirstOrDefault(role => path == $"{RolePolicies}/{role["id"]}/rules") is { } role ? Page(request, role["rules"]!.Children<JObject>()) : NotFound(request);
        }

        if (Collections.TryGetValue(path, out List<JObject>? items))
        {
            return Page(request, items.Where(item => Fits(item, Uri.UnescapeDataString(request.Path))));
        }

        return Item(path) is (_, { } found) ? Answer(request, 200, found) : NotFound(request);
    }

    private static bool Fits(JObject item, string path)
    {
        int at = path.IndexOf("$filter=", StringComparison.Ordinal);
        if (at < 0)
        {
            return true;
        }

        string[] parts = path[(at + 8)..].Split('&')[0].Split(' ', 3);
        return parts[1] == "in" ? parts[2].Trim('(', ')').Split(',').Any(name => string.Equals((string?)item[parts[0]], name.Trim('\'').Replace("''", "'", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
            : parts[1] == "ge" ? string.CompareOrdinal((string?)item[parts[0]], parts[2]) >= 0
            : parts[1] != "eq" || string.Equals((string?)item[parts[0]], parts[2].Trim('\'').Replace("''", "'", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    private (List<JObject>? Collection, JObject? Found) Item(string path)
    {
        int slash = path.LastIndexOf('/');
        return Collections.TryGetValue(path[..slash], out List<JObject>? items)
            ? (items, items.FirstOrDefault(item => (string?)item["id"] == path[(slash + 1)..]))
            : (null, null);
    }

    private GraphResponse Write(GraphRequest request, string path)
    {
        JObject? body = request.Body is { } bytes ? CanonicalJson.ParseObject(Encoding.UTF8.GetString(bytes.Span)) : null;
        return request.Method.Method switch
        {
            "POST" => Post(request, path, body),
            "PATCH" => Patch(request, path, body!),
            "DELETE" => Delete(request, path),
            _ => Error(request, 405, "Request_BadRequest", "Method not allowed."),
        };
    }

    private GraphResponse Post(GraphRequest request, string path, JObject? body)
    {
        if (path.EndsWith("/restore", StringComparison.Ordinal))
        {
            string id = path.Split('/')[^2];
            foreach ((string collection, List<JObject> deleted) in Deleted)
            {
                if (deleted.FirstOrDefault(item => (string?)item["id"] == id) is { } back)
                {
                    deleted.Remove(back);
                    Collections[collection].Add(back);
                    return Answer(request, 200, back);
                }
            }

            return NotFound(request);
        }

        if (path.EndsWith("/updateAllowedCombinations", StringComparison.Ordinal))
        {
            (_, JObject? strength) = Item(path[..path.LastIndexOf('/')]);
            strength!["allowedCombinations"] = body!["allowedCombinations"];
            return Answer(request, 200, new JObject { ["currentCombinations"] = body["allowedCombinations"] });
        }

        if (path.StartsWith(StrengthParts, StringComparison.Ordinal))
        {
            JObject strength = Collections[Strengths].First(item => path == $"{StrengthParts}/{item["id"]}/combinationConfigurations");
            body!["id"] = NewId();
            ((JArray)(strength["combinationConfigurations"] ??= new JArray())).Add(body);
            return Answer(request, 201, body);
        }

        var created = new JObject { ["id"] = NewId() };
        created.Merge(body!);
        Fill(path, created);
        if (!Collections.TryGetValue(path, out List<JObject>? items))
        {
            return NotFound(request);
        }

        items.Add(created);
        return Answer(request, 201, created);
    }

    /// <summary>What servers fill in: nulls and empty lists, times, defaults, their own casing.</summary>
    private void Fill(string path, JObject created)
    {
        if (path != "/directory/administrativeUnits")
        {
            created["createdDateTime"] = "2026-11-02T08:00:00Z";
        }

        switch (path)
        {
            case Ca + "policies":
                created["modifiedDateTime"] = null;
                created["templateId"] = null;
                created["sessionControls"] ??= null;
                if (created["conditions"] is JObject conditions)
                {
                    conditions["platforms"] ??= null;
                    conditions["userRiskLevels"] ??= new JArray();
                    conditions["clientAppTypes"] ??= new JArray("all");
                    if (conditions["users"] is JObject users)
                    {
                        foreach (string name in new[] { "includeUsers", "excludeUsers", "includeGroups", "excludeGroups", "includeRoles", "excludeRoles" })
                        {
                            users[name] ??= new JArray();
                        }
                    }
                }

                Expand(created);
                break;
            case "/applications":
                created["appId"] = NewId();
                created["publisherDomain"] = "x.example";
                created["signInAudience"] ??= "AzureADMyOrg";
                break;
            case Strengths:
                created["policyType"] = "custom";
                created["requirementsSatisfied"] = "mfa";
                created["combinationConfigurations"] ??= new JArray();
                break;
            case "/roleManagement/directory/roleDefinitions":
                created["isBuiltIn"] = false;
                created["isEnabled"] ??= true;
                created["templateId"] = created["id"];
                created["resourceScopes"] = new JArray("/");
                Roles.Add(TenantSeed.RolePolicy(this, (string)created["id"]!));
                break;
            case "/groups":
                created["securityIdentifier"] = "S-1-12-1";
                created["groupTypes"] ??= new JArray();
                created["visibility"] ??= null;
                break;
        }
    }

    private void Expand(JObject policy)
    {
        if (policy["grantControls"]?["authenticationStrength"] is JObject strength
            && Collections[Strengths].FirstOrDefault(item => (string?)item["id"] == (string?)strength["id"]) is { } known)
        {
            policy["grantControls"]!["authenticationStrength"] = known.DeepClone();
        }
    }

    private GraphResponse Patch(GraphRequest request, string path, JObject body)
    {
        if (path.StartsWith(RolePolicies + "/", StringComparison.Ordinal))
        {
            string[] parts = path.Split('/');
            JObject role = Roles.First(item => (string?)item["id"] == parts[3]);
            JObject rule = role["rules"]!.Children<JObject>().First(item => (string?)item["id"] == parts[5]);
            Apply(rule, body);
            return Answer(request, 204, null);
        }

        if (path.StartsWith(Methods + "/authenticationMethodConfigurations/", StringComparison.Ordinal))
        {
            JObject method = Singletons[Methods]["authenticationMethodConfigurations"]!.Children<JObject>().First(item => (string?)item["id"] == path.Split('/')[^1]);
            Apply(method, body);
            return Answer(request, 204, null);
        }

        JObject? target = Singletons.GetValueOrDefault(path) ?? Item(path).Found;
        if (target is null)
        {
            return NotFound(request);
        }

        Apply(target, body);
        Expand(target);
        return Answer(request, 204, null);
    }

    private void Apply(JObject target, JObject body)
    {
        foreach (JProperty property in body.Properties().Where(property => property.Name is not "@odata.type"))
        {
            if (MergesComplex && property.Value is JObject inner && target[property.Name] is JObject had)
            {
                Apply(had, inner);
            }
            else
            {
                target[property.Name] = property.Value.DeepClone();
            }
        }
    }

    private GraphResponse Delete(GraphRequest request, string path)
    {
        if (path.StartsWith(StrengthParts, StringComparison.Ordinal))
        {
            string[] parts = path.Split('/');
            var configurations = (JArray)Collections[Strengths].First(item => (string?)item["id"] == parts[5])["combinationConfigurations"]!;
            configurations.First(item => (string?)item["id"] == parts[^1]).Remove();
            return Answer(request, 204, null);
        }

        if (Item(path) is not ({ } items, { } found))
        {
            return NotFound(request);
        }

        if ((bool?)found["isTrusted"] == true)
        {
            return Error(request, 400, "BadRequest", "A trusted location cannot be deleted.");
        }

        items.Remove(found);
        Roles.RemoveAll(role => (string?)role["roleDefinitionId"] == (string?)found["id"]);
        string collection = path[..path.LastIndexOf('/')];
        if (collection is not (Strengths or "/roleManagement/directory/roleDefinitions"))
        {
            Deleted.TryAdd(collection, []);
            Deleted[collection].Add(found);
        }

        return Answer(request, 204, null);
    }

    private GraphResponse Page(GraphRequest request, IEnumerable<JObject> items) => Answer(request, 200, new JObject { ["value"] = new JArray(items) });

    private GraphResponse NotFound(GraphRequest request) => Error(request, 404, "Request_ResourceNotFound", "Resource does not exist.");

    private GraphResponse Error(GraphRequest request, int status, string code, string message) =>
        Answer(request, status, new JObject { ["error"] = new JObject { ["code"] = code, ["message"] = message } });

    private GraphResponse Answer(GraphRequest request, int status, JObject? body) => new(
        request, Id, "double", status, new Dictionary<string, string>(), body is null ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes(body.ToString(Formatting.None)));
}
