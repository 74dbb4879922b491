using System.Text.Json;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>PIM policies: one a role, two a group (member, owner), each with the same 17 rules (FACTS section 6).</summary>
internal static class RolePolicies
{
    private static readonly (string Caller, string Level)[] Targets = [("Admin", "Eligibility"), ("Admin", "Assignment"), ("EndUser", "Assignment")];

    /// <summary>The objects of one policy.</summary>
    internal static IEnumerable<LabObject> Build(string policyId, string scopeId, string scopeType, string roleDefinitionId, bool strict)
    {
        yield return Make(Sets.RolePolicies, "unifiedRoleManagementPolicy", policyId, policyId, null, w =>
        {
            w.WriteString("description", scopeType);
            w.WriteString("displayName", scopeType);
            w.WriteBoolean("isOrganizationDefault", false);
            w.WriteNull("lastModifiedDateTime");
            w.WriteString("scopeId", scopeId);
            w.WriteString("scopeType", scopeType);
            w.WriteStartObject("lastModifiedBy");
            w.WriteNull("displayName");
            w.WriteNull("id");
            w.WriteEndObject();
        });
        var assignment = $"{policyId}_{roleDefinitionId}";
        yield return Make(Sets.RolePolicyAssignments, "unifiedRoleManagementPolicyAssignment", assignment, assignment, null, w =>
        {
            w.WriteString("policyId", policyId);
            w.WriteString("roleDefinitionId", roleDefinitionId);
            w.WriteString("scopeId", scopeId);
            w.WriteString("scopeType", scopeType);
        });
        foreach (var (caller, level) in Targets)
        {
            foreach (var rule in Rules(policyId, caller, level, strict))
            {
                yield return rule;
            }
        }
    }

    internal static void AddForGroup(LabCall call, string group)
    {
        foreach (var access in (string[])["member", "owner"])
        {
            Add(call, Build($"Group_{group}_{Writes.NewId()}", group, "Group", access, strict: false));
        }
    }

    internal static void AddForRole(LabCall call, string role) =>
        Add(call, Build($"DirectoryRole_{call.Spec.TenantId}_{Writes.NewId()}", "/", "DirectoryRole", role, strict: false));

    /// <summary>The rules that hold for a role, or for membership or ownership of a group; none when PIM does not know the group yet.</summary>
    internal static IReadOnlyList<LabObject> RulesFor(LabDirectory directory, string scopeId, string roleDefinitionId)
    {
        var assignment = directory.Set(Sets.RolePolicyAssignments).Where("roleDefinitionId", roleDefinitionId).FirstOrDefault(a => a["scopeId"] == scopeId);
        return assignment is null ? [] : directory.ChildrenOf(assignment["policyId"]!, Sets.RolePolicyRules);
    }

    private static void Add(LabCall call, IEnumerable<LabObject> objects)
    {
        foreach (var item in objects)
        {
            call.Transaction.Put(item);
        }
    }

    private static IEnumerable<LabObject> Rules(string policy, string caller, string level, bool strict)
    {
        var eligibility = level == "Eligibility";
        yield return Rule(policy, "Expiration", caller, level, "Expiration", w =>
        {
            w.WriteBoolean("isExpirationRequired", !eligibility || strict);
            w.WriteString("maximumDuration", caller == "EndUser" ? "PT8H" : eligibility ? "P365D" : "P180D");
        });
        yield return Rule(policy, "Enablement", caller, level, "Enablement", w =>
        {
            w.WriteStartArray("enabledRules");
            if (caller == "EndUser")
            {
                w.WriteStringValue("MultiFactorAuthentication");
            }

            if (!eligibility)
            {
                w.WriteStringValue("Justification");
            }

            w.WriteEndArray();
        });
        if (caller == "EndUser")
        {
            yield return Rule(policy, "Approval", caller, level, "Approval", WriteApproval);
            yield return Rule(policy, "AuthenticationContext", caller, level, "AuthenticationContext", w =>
            {
                w.WriteBoolean("isEnabled", false);
                w.WriteNull("claimValue");
            });
        }

        foreach (var recipient in (string[])["Requestor", "Admin", "Approver"])
        {
            yield return Rule(policy, $"Notification_{recipient}", caller, level, "Notification", w =>
            {
                w.WriteString("notificationType", "Email");
                w.WriteString("recipientType", recipient);
                w.WriteString("notificationLevel", "All");
                w.WriteBoolean("isDefaultRecipientsEnabled", true);
                w.WriteStartArray("notificationRecipients");
                w.WriteEndArray();
            });
        }
    }

    private static void WriteApproval(Utf8JsonWriter w)
    {
        w.WriteStartObject("setting");
        w.WriteBoolean("isApprovalRequired", false);
        w.WriteBoolean("isApprovalRequiredForExtension", false);
        w.WriteBoolean("isRequestorJustificationRequired", true);
        w.WriteString("approvalMode", "SingleStage");
        w.WriteStartArray("approvalStages");
        w.WriteStartObject();
        w.WriteNumber("approvalStageTimeOutInDays", 1);
        w.WriteBoolean("isApproverJustificationRequired", true);
        w.WriteNumber("escalationTimeInMinutes", 0);
        w.WriteBoolean("isEscalationEnabled", false);
        w.WriteStartArray("primaryApprovers");
        w.WriteEndArray();
        w.WriteStartArray("escalationApprovers");
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static LabObject Rule(string policy, string prefix, string caller, string level, string type, Action<Utf8JsonWriter> write)
    {
        var id = $"{prefix}_{caller}_{level}";
        return Make(Sets.RolePolicyRules, $"unifiedRoleManagementPolicy{type}Rule", $"{policy}/{id}", id, policy, w =>
        {
            w.WriteStartObject("target");
            w.WriteString("caller", caller);
            w.WriteStartArray("operations");
            w.WriteStringValue("all");
            w.WriteEndArray();
            w.WriteString("level", level);
            w.WriteStartArray("inheritableSettings");
            w.WriteEndArray();
            w.WriteStartArray("enforcedSettings");
            w.WriteEndArray();
            w.WriteEndObject();
            write(w);
        });
    }

    private static LabObject Make(string set, string type, string key, string id, string? parent, Action<Utf8JsonWriter> write) =>
        new(set, type, key, parent, LabJson.Write(w =>
        {
            w.WriteStartObject();
            if (set == Sets.RolePolicyRules)
            {
                w.WriteString("@odata.type", "#microsoft.graph." + type);
            }

            w.WriteString("id", id);
            write(w);
            w.WriteEndObject();
        }));
}
