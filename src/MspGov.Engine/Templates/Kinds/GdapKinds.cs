using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>
/// GDAP relationships of a partner with its customers (FACTS section 7), in the partner's own tenant. They are offered and locked for
/// approval; that the customer approves is nothing that can be automated, and nothing that counts as done before it shows.
/// </summary>
internal sealed class GdapRelationshipKind : ObjectKind
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "gdapRelationship";

    private const string Invitation = "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/";
    private static readonly string[] Ended = ["terminated", "terminating", "terminationRequested", "expired"];

    /// <inheritdoc/>
    public override string Name => KindName;

    /// <inheritdoc/>
    public override string Shape => "delegatedAdminRelationship";

    /// <inheritdoc/>
    public override int Order => 36;

    /// <inheritdoc/>
    public override bool OfPartner => true;

    /// <inheritdoc/>
    public override string Path => "/tenantRelationships/delegatedAdminRelationships";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } =
        new HashSet<string> { "displayName", "duration", "autoExtendDuration", "customer", "accessDetails" };

    /// <inheritdoc/>
    public override IReadOnlySet<string> ServerFilled { get; } = new HashSet<string> { "customer.displayName" };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken> { ["autoExtendDuration"] = "PT0S" };

    /// <summary>Whether it gives access now.</summary>
    public static bool IsActive(JObject body) => Status(body) is "active" or "expiring";

    /// <summary>What has ended is as good as not there, and cannot be brought back.</summary>
    public override bool Includes(JObject raw) => !Ended.Contains(Status(raw));

    /// <inheritdoc/>
    public override async Task<JObject?> ReadAsync(ITemplateTenant tenant, string id, CancellationToken cancellationToken) =>
        await base.ReadAsync(tenant, id, cancellationToken) is { } body && Includes(body) ? body : null;

    /// <summary>Offered, and locked: only then can the customer approve it.</summary>
    public override IReadOnlyList<GraphWrite> Create(JObject body) => [.. base.Create(body), Ask(GraphWrite.NewId, "lockForApproval")];

    /// <inheritdoc/>
    public override IReadOnlyList<GraphWrite> Update(string id, JObject before, JObject after)
    {
        IEnumerable<GraphWrite> writes = base.Update(id, before, after).Select(write => write with { IfMatch = ETag(before) });
        return Status(before) == "created" ? [.. writes, Ask(id, "lockForApproval")] : [.. writes];
    }

    /// <summary>Deleted while nobody has seen it; terminated afterwards.</summary>
    public override IReadOnlyList<GraphWrite> Delete(string id, JObject before) =>
        Status(before) == "created" ? [new GraphWrite("DELETE", ItemPath(id), null) { IfMatch = ETag(before) }] : [Ask(id, "terminate")];

    /// <inheritdoc/>
    public override PropertyDifference? Unfinished(JObject body) =>
        Status(body) == "created" ? new PropertyDifference("status", "approvalPending", "created") : null;

    /// <inheritdoc/>
    public override PeoplesPart? PeopleMust(JObject desired, JObject? found, Func<string, IEnumerable<JObject>> of)
    {
        string customer = (string?)(found ?? desired)["customer"]?["displayName"] ?? (string?)desired["customer"]?["tenantId"] ?? "the customer";
        return found is not null && IsActive(found) ? null
            : new PeoplesPart(
                $"A Global Administrator of {customer} approves relationship '{KeyOf(desired)}'"
                + (found is null ? ", once it is offered; its id ends the address " : " at ") + Invitation + (found is null ? "." : IdOf(found)),
                Waits: false)
            {
                Difference = new PropertyDifference("status", "active", found is null ? null : Status(found)),
            };
    }

    /// <summary>What the customer approved cannot be changed behind its back; only the extension can.</summary>
    public override string? CannotUpdate(JObject found, IReadOnlyList<PropertyDifference> differences) =>
        Status(found) != "created" && differences.FirstOrDefault(difference => difference.Path != "autoExtendDuration") is { } difference
            ? $"{difference.Path} of a relationship that was offered cannot be changed (its status is {Status(found)}). Offer a new one under another name, and end this one when it is approved."
            : null;

    /// <summary>The version that a change is about.</summary>
    internal static string ETag(JObject before) => (string?)before["@odata.etag"] ?? "*";

    private static string Status(JObject body) => (string?)body["status"] ?? "created";

    private GraphWrite Ask(string id, string action) => new("POST", $"{Path}/{id}/requests", new JObject { ["action"] = action });
}

/// <summary>Which of the partner's security groups holds which roles under a GDAP relationship.</summary>
internal sealed class GdapAccessKind : ObjectKind
{
    private const string Relationships = "/tenantRelationships/delegatedAdminRelationships";

    /// <inheritdoc/>
    public override string Name => "gdapAccess";

    /// <inheritdoc/>
    public override string Shape => "gdapAccess";

    /// <inheritdoc/>
    public override int Order => 37;

    /// <inheritdoc/>
    public override bool OfPartner => true;

    /// <inheritdoc/>
    public override string Path => Relationships;

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string> { "relationship", "accessContainer", "accessDetails" };

    /// <inheritdoc/>
    public override IReadOnlySet<string> CreateOnly { get; } = new HashSet<string> { "relationship", "accessContainer" };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferencePath> References { get; } =
    [
        new("relationship", ReferenceTarget.GdapRelationship),
        new("accessContainer.accessContainerId", ReferenceTarget.Group),
    ];

    /// <summary>Named after the relationship and the group: ids differ between partners.</summary>
    public override string KeyProperty => "name";

    /// <summary>Assignments are addressed under their relationship.</summary>
    public override string IdOf(JObject body) => $"{(string?)body["relationship"]}/{(string?)body["id"]}";

    /// <inheritdoc/>
    public override string ItemPath(string id) => $"{Relationships}/{id.Split('/')[0]}/accessAssignments/{id.Split('/')[^1]}";

    /// <inheritdoc/>
    public override bool Includes(JObject raw) => (string?)raw["status"] is not ("deleting" or "deleted" or "error");

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<JObject>> ReadAllAsync(ITemplateTenant tenant, CancellationToken cancellationToken)
    {
        ObjectKind relationships = ObjectKinds.Get(GdapRelationshipKind.KindName);
        var groups = new Dictionary<string, string>();
        var found = new List<JObject>();
        foreach (JObject relationship in await relationships.ReadAllAsync(tenant, cancellationToken))
        {
            string id = relationships.IdOf(relationship);
            foreach (JObject raw in (await tenant.ListAsync($"{Relationships}/{id}/accessAssignments", cancellationToken)).Where(Includes))
            {
                string group = (string?)raw["accessContainer"]?["accessContainerId"] ?? "";
                if (!groups.TryGetValue(group, out string? name))
                {
                    groups[group] = name = (string?)(await tenant.GetAsync($"/groups/{group}?$select=id,displayName", cancellationToken))?["displayName"] ?? group;
                }

                JObject body = Under(raw, id);
                body["name"] = $"{relationships.KeyOf(relationship)}: {name}";
                found.Add(body);
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public override async Task<JObject?> ReadAsync(ITemplateTenant tenant, string id, CancellationToken cancellationToken) =>
        await tenant.GetAsync(ItemPath(id), cancellationToken) is { } raw && Includes(raw) ? Under(raw, id.Split('/')[0]) : null;

    /// <inheritdoc/>
    public override JObject Sendable(JObject body)
    {
        JObject sent = base.Sendable(body);
        sent.Remove("relationship");
        return sent;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<GraphWrite> Create(JObject body) =>
        [new GraphWrite("POST", $"{Relationships}/{(string?)body["relationship"]}/accessAssignments", Sendable(body))];

    /// <inheritdoc/>
    public override IReadOnlyList<GraphWrite> Update(string id, JObject before, JObject after) =>
        [.. base.Update(id, before, after).Select(write => write with { IfMatch = GdapRelationshipKind.ETag(before) })];

    /// <inheritdoc/>
    public override IReadOnlyList<GraphWrite> Delete(string id, JObject before) =>
        [new GraphWrite("DELETE", ItemPath(id), null) { IfMatch = GdapRelationshipKind.ETag(before) }];

    /// <summary>Nothing is assigned before the customer has approved the relationship.</summary>
    public override PeoplesPart? PeopleMust(JObject desired, JObject? found, Func<string, IEnumerable<JObject>> of)
    {
        ObjectKind relationships = ObjectKinds.Get(GdapRelationshipKind.KindName);
        JObject? relationship = of(GdapRelationshipKind.KindName).FirstOrDefault(body => relationships.IdOf(body) == (string?)desired["relationship"]);
        return found is not null || (relationship is not null && GdapRelationshipKind.IsActive(relationship)) ? null
            : new PeoplesPart("Access is assigned once the customer has approved the relationship: then go on with Copy-TenantTemplate -Resume, or copy again.", Waits: true);
    }

    private static JObject Under(JObject raw, string relationship)
    {
        var body = (JObject)raw.DeepClone();
        body["relationship"] = relationship;
        return body;
    }
}
