using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Groups, with the rules of role-assignable ones (FACTS section 9).</summary>
internal sealed class GroupRules() : SetRules(Sets.Groups, "group")
{
    private const int RoleAssignableLimit = 500;
    private const int BindLimit = 20;

    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        RequireCloud(item);
        SoftDelete.Delete(call, item);
        return LabResponse.NoContent;
    }

    /// <summary>Refuses changes of membership that Graph refuses.</summary>
    internal static void RequireWritableMembership(LabObject group)
    {
        RequireCloud(group);
        if (IsDynamic(group))
        {
            throw LabError.BadRequest("Cannot update membership of a group with dynamic membership.");
        }
    }

    internal static bool IsDynamic(LabObject group) => group["membershipRuleProcessingState"] == "On" && group["membershipRule"] is not null;

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        _ = body.RequiredText("displayName");
        _ = body.RequiredText("mailNickname");
        if (body.Flag("mailEnabled") is not { } mailEnabled || body.Flag("securityEnabled") is not { } securityEnabled)
        {
            throw LabError.BadRequest("A value is required for properties 'mailEnabled' and 'securityEnabled' of resource.");
        }

        var types = (body["groupTypes"] as JsonArray)?.Select(t => t!.ToString()).ToList() ?? [];
        if (mailEnabled && !types.Contains("Unified"))
        {
            throw LabError.BadRequest("Mail-enabled security groups and distribution groups cannot be created through Microsoft Graph.");
        }

        if (body.Flag("isAssignableToRole") == true)
        {
            RequireRoleAssignable(call, types, securityEnabled);
        }

        if (types.Contains("DynamicMembership") && body.Text("membershipRule") is null)
        {
            throw LabError.BadRequest("A membership rule is required for a group with dynamic membership.");
        }

        var nickname = body.Text("mailNickname");
        return new JsonObject
        {
            ["deletedDateTime"] = null,
            ["classification"] = null,
            ["createdDateTime"] = call.Time(),
            ["description"] = null,
            ["displayName"] = null,
            ["groupTypes"] = new JsonArray(),
            ["isAssignableToRole"] = false,
            ["mail"] = mailEnabled ? $"{nickname}@{call.Directory.Set(Sets.Domains).All.First().Id}" : null,
            ["mailEnabled"] = mailEnabled,
            ["mailNickname"] = null,
            ["membershipRule"] = null,
            ["membershipRuleProcessingState"] = null,
            ["onPremisesSyncEnabled"] = null,
            ["securityEnabled"] = securityEnabled,
            ["visibility"] = types.Contains("Unified") ? "Public" : null,
        };
    }

    protected override void AfterCreate(LabCall call, LabObject item)
    {
        foreach (var relation in (string[])[Relations.Members, Relations.Owners])
        {
            Bind(call, item, relation, call.Body);
        }

        if (item.Flag("isAssignableToRole") == true && call.Spec.Premium)
        {
            RolePolicies.AddForGroup(call, item.Id);
        }
    }

    protected override void BeforeUpdate(LabCall call, LabObject item, JsonObject body)
    {
        if (body.Any(p => !p.Key.Contains('@', StringComparison.Ordinal)))
        {
            RequireCloud(item);
        }

        Bind(call, item, Relations.Members, body);
    }

    private static void Bind(LabCall call, LabObject group, string relation, JsonObject body)
    {
        var ids = Writes.Bound(body, relation);
        if (ids.Count > BindLimit)
        {
            throw LabError.BadRequest($"The request contains more than {BindLimit} references.");
        }

        foreach (var id in ids)
        {
            References.Add(call, group, relation, id);
        }
    }

    private static void RequireRoleAssignable(LabCall call, List<string> types, bool securityEnabled)
    {
        if (!securityEnabled || types.Contains("DynamicMembership"))
        {
            throw LabError.BadRequest("A role-assignable group must be security-enabled and have assigned membership.");
        }

        if (call.Directory.Groups.Count(g => g.Flag("isAssignableToRole") == true) >= RoleAssignableLimit)
        {
            throw new LabError(400, "Directory_QuotaExceeded", "The limit of role-assignable groups is exceeded.");
        }
    }

    private static void RequireCloud(LabObject group)
    {
        if (group.Flag("onPremisesSyncEnabled") == true)
        {
            throw LabError.BadRequest("Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.");
        }
    }
}
