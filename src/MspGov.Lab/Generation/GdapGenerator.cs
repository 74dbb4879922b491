using System.Text.Json.Nodes;
using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>GDAP relationships of a partner with customers, and the partner's groups that hold roles in them.</summary>
internal static class GdapGenerator
{
    internal static readonly string[] Roles = [RoleCatalogue.HelpdeskAdministrator, RoleCatalogue.GlobalReader, RoleCatalogue.UserAdministrator];

    private static readonly string[] Customers = ["Adatum", "Northwind", "Litware", "Proseware", "Wingtip"];

    internal static void Generate(GenerationContext context)
    {
        if (!context.Spec.Partner || context.Spec.Empty)
        {
            return;
        }

        var groups = PartnerGroups(context.Directory);
        string[] statuses = ["active", "active", "active", "approvalPending", "expired"];
        for (var i = 0; i < Customers.Length; i++)
        {
            foreach (var item in Relationship(context.Random.Id, Customers[i], context.Random.Id(), statuses[i], groups, context.Spec.Epoch))
            {
                context.Directory.Set(item.Set).Put(item);
            }
        }
    }

    /// <summary>The partner's groups that get roles in customers: one for each of <see cref="Roles"/>.</summary>
    internal static IReadOnlyList<string> PartnerGroups(LabDirectory directory) =>
        [.. directory.Groups.Where(g => g["displayName"]!.StartsWith("SG ", StringComparison.Ordinal) && g["membershipRule"] is null && g.Flag("onPremisesSyncEnabled") != true).Take(Roles.Length).Select(g => g.Id)];

    /// <summary>A relationship with a customer, its access assignments, and the customer.</summary>
    internal static IEnumerable<LabObject> Relationship(Func<string> newId, string name, string tenantId, string status, IReadOnlyList<string> groups, DateTimeOffset epoch)
    {
        var id = $"{newId()}-{newId()}";
        string At(int days) => GenerationContext.Text(epoch.AddDays(days));
        var started = status is "active" or "expired";
        yield return Make(Sets.Relationships, "delegatedAdminRelationship", id, null, new JsonObject
        {
            ["id"] = id,
            ["displayName"] = $"{name} support",
            ["duration"] = "P730D",
            ["autoExtendDuration"] = "PT0S",
            ["status"] = status,
            ["createdDateTime"] = At(-400),
            ["lastModifiedDateTime"] = At(-399),
            ["activatedDateTime"] = started ? At(-399) : null,
            ["endDateTime"] = started ? At(status == "expired" ? -5 : 331) : null,
            ["customer"] = new JsonObject { ["tenantId"] = tenantId, ["displayName"] = name },
            ["accessDetails"] = new JsonObject { ["unifiedRoles"] = new JsonArray([.. Roles.Select(r => (JsonNode?)new JsonObject { ["roleDefinitionId"] = r })]) },
        });
        yield return Make(Sets.DelegatedCustomers, "delegatedAdminCustomer", tenantId, null, new JsonObject { ["id"] = tenantId, ["tenantId"] = tenantId, ["displayName"] = name });
        var contract = newId();
        yield return Make(Sets.Contracts, "contract", contract, null, new JsonObject
        {
            ["id"] = contract,
            ["deletedDateTime"] = null,
            ["contractType"] = "ResellerPartnerContract",
            ["customerId"] = tenantId,
            ["defaultDomainName"] = Slugs.Of(name) + ".onmicrosoft.com",
            ["displayName"] = name,
        });
        for (var i = 0; i < groups.Count && status == "active"; i++)
        {
            var assignment = newId();
            yield return Make(Sets.RelationshipAccess, "delegatedAdminAccessAssignment", assignment, id, new JsonObject
            {
                ["id"] = assignment,
                ["status"] = "active",
                ["createdDateTime"] = At(-398),
                ["lastModifiedDateTime"] = At(-398),
                ["accessContainer"] = new JsonObject { ["accessContainerId"] = groups[i], ["accessContainerType"] = "securityGroup" },
                ["accessDetails"] = new JsonObject { ["unifiedRoles"] = new JsonArray(new JsonObject { ["roleDefinitionId"] = Roles[i] }) },
            });
        }
    }

    private static LabObject Make(string set, string type, string id, string? parent, JsonObject node) => new(set, type, id, parent, LabJson.ToBytes(node));
}
