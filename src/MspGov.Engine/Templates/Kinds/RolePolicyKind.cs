using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>
/// PIM rules of a directory role: one policy per role, 17 fixed rules (FACTS section 6). In a template the rules stand under their
/// ids, so that a baseline says only those it cares for, and a change is one line.
/// </summary>
internal sealed class RolePolicyKind : ObjectKind
{
    private const string Filter = "$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'&$expand=policy($expand=rules)";

    /// <inheritdoc/>
    public override string Name => "rolePolicy";

    /// <inheritdoc/>
    public override string Shape => "rolePolicy";

    /// <inheritdoc/>
    public override int Order => 70;

    /// <inheritdoc/>
    public override Membership Membership => Membership.Fixed;

    /// <inheritdoc/>
    public override string Path => "/policies/roleManagementPolicies";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string> { "rules" };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferencePath> References { get; } =
    [
        .. new[] { "primaryApprovers", "escalationApprovers" }.SelectMany(approvers => new[]
        {
            new ReferencePath($"rules.Approval_EndUser_Assignment.setting.approvalStages.{approvers}.userId", ReferenceTarget.User),
            new ReferencePath($"rules.Approval_EndUser_Assignment.setting.approvalStages.{approvers}.groupId", ReferenceTarget.Group),
        }),
    ];

    /// <summary>Under a built-in role's id (a name would differ by language), or under the name of a custom one, whose id is each tenant's own.</summary>
    public override string KeyOf(JObject body) => (string?)body["roleName"] ?? (string?)body["roleDefinitionId"] ?? "";

    /// <inheritdoc/>
    public override bool IsKey(string path) => path is "roleDefinitionId" or "roleName";

    /// <summary>The service makes the rules with the role.</summary>
    public override string? ComesWith(JObject body) => (string?)body["roleName"] is { } role ? $"roleDefinition/{role}" : null;

    /// <inheritdoc/>
    public override bool IsOrdered(string path) => path.EndsWith(".approvalStages", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool IgnoresCase(string path) =>
        path.Split('.')[^1] is "caller" or "level" or "notificationType" or "notificationLevel" or "recipientType" or "approvalMode";

    /// <summary>Names of approvers come with their ids.</summary>
    public override IReadOnlySet<string> ServerFilled { get; } = new HashSet<string>
    {
        "rules.Approval_EndUser_Assignment.setting.approvalStages.primaryApprovers.description",
        "rules.Approval_EndUser_Assignment.setting.approvalStages.escalationApprovers.description",
    };

    /// <inheritdoc/>
    public override string ItemPath(string id) => $"{Path}/{id}";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<JObject>> ReadAllAsync(ITemplateTenant tenant, CancellationToken cancellationToken) =>
        ReadAsync(tenant, customRoles: true, cancellationToken);

    /// <summary>Custom roles are looked up only where a template names one.</summary>
    public override Task<IReadOnlyList<JObject>> ReadNamedAsync(ITemplateTenant tenant, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadAsync(tenant, names.Any(name => !Guid.TryParse(name, out _)), cancellationToken);

    private async Task<IReadOnlyList<JObject>> ReadAsync(ITemplateTenant tenant, bool customRoles, CancellationToken cancellationToken)
    {
        IReadOnlyList<JObject> all = await tenant.ListAsync("/policies/roleManagementPolicyAssignments?" + Filter, cancellationToken);
        IReadOnlyList<JObject> custom = customRoles
            ? await tenant.ListAsync("/roleManagement/directory/roleDefinitions?$filter=isBuiltIn eq false&$select=id,displayName", cancellationToken)
            : [];
        Dictionary<string, string?> names = custom.ToDictionary(role => (string)role["id"]!, role => (string?)role["displayName"], StringComparer.OrdinalIgnoreCase);
        return [.. all.Select(FromGraph).Select(policy => Named(policy, names))];
    }

    private static JObject Named(JObject policy, Dictionary<string, string?> customRoles)
    {
        if (customRoles.GetValueOrDefault((string?)policy["roleDefinitionId"] ?? "") is { } name)
        {
            policy.Remove("roleDefinitionId");
            policy["roleName"] = name;
        }

        return policy;
    }

    /// <inheritdoc/>
    public override async Task<JObject?> ReadAsync(ITemplateTenant tenant, string id, CancellationToken cancellationToken)
    {
        // Policies are not read by role; the id tells the policy, its rules are read from it.
        IReadOnlyList<JObject> rules = await tenant.ListAsync($"{ItemPath(id)}/rules", cancellationToken);
        return new JObject { ["id"] = id, ["rules"] = ById(rules) };
    }

    /// <inheritdoc/>
    public override JObject FromGraph(JObject raw) => new()
    {
        ["id"] = raw["policyId"]?.DeepClone(),
        ["roleDefinitionId"] = raw["roleDefinitionId"]?.DeepClone(),
        ["rules"] = ById(raw["policy"]?["rules"]?.OfType<JObject>() ?? []),
    };

    /// <summary>Each rule that differs, whole: Graph wants its type and takes no part of it.</summary>
    public override IReadOnlyList<GraphWrite> Update(string id, JObject before, JObject after)
    {
        JObject had = Rules(Normaliser.Normalise(this, before));
        JObject wanted = Rules(Normaliser.Normalise(this, after));
        var writes = new List<GraphWrite>();
        foreach (JProperty rule in Rules(after).Properties())
        {
            if (rule.Value is JObject body && !JToken.DeepEquals(had[rule.Name], wanted[rule.Name]))
            {
                writes.Add(new GraphWrite("PATCH", $"{ItemPath(id)}/rules/{rule.Name}", Patch(rule.Name, Rules(before)[rule.Name] as JObject, body)));
            }
        }

        return writes;
    }

    private static JObject Patch(string id, JObject? before, JObject after)
    {
        var body = new JObject { ["@odata.type"] = after["@odata.type"] ?? before?["@odata.type"], ["id"] = id };
        foreach (JProperty property in after.Properties().Where(property => !property.Name.Contains('@', StringComparison.Ordinal)))
        {
            body[property.Name] = property.Value.DeepClone();
        }

        body["target"] ??= before?["target"]?.DeepClone();
        return body;
    }

    private static JObject Rules(JObject body) => body["rules"] as JObject ?? [];

    private static JObject ById(IEnumerable<JObject> rules)
    {
        var result = new JObject();
        foreach (JObject rule in rules.OrderBy(rule => (string?)rule["id"], StringComparer.Ordinal))
        {
            var body = (JObject)rule.DeepClone();
            body.Remove("id");
            result[(string)rule["id"]!] = body;
        }

        return result;
    }
}
