using System.Text.Json.Nodes;
using MspGov.Lab.Generation;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>The objects of a native access review of a group: definition, one instance, a decision for each member.</summary>
internal static class ReviewObjects
{
    internal static IEnumerable<LabObject> Build(LabDirectory directory, Func<string> newId, string name, LabObject group, DateTimeOffset start, int days, string status)
    {
        var (definition, instance) = (newId(), newId());
        var (from, to) = (GenerationContext.Text(start), GenerationContext.Text(start.AddDays(days)));
        yield return Make(Sets.ReviewDefinitions, "accessReviewScheduleDefinition", definition, null, new JsonObject
        {
            ["id"] = definition,
            ["displayName"] = name,
            ["createdDateTime"] = from,
            ["lastModifiedDateTime"] = from,
            ["status"] = status == "Applied" ? "Completed" : "InProgress",
            ["descriptionForAdmins"] = name,
            ["descriptionForReviewers"] = name,
            ["scope"] = Scope(group.Id),
            ["instanceEnumerationScope"] = null,
            ["reviewers"] = Owners(group.Id),
            ["fallbackReviewers"] = new JsonArray(),
            ["additionalNotificationRecipients"] = new JsonArray(),
            ["stageSettings"] = new JsonArray(),
            ["settings"] = new JsonObject
            {
                ["mailNotificationsEnabled"] = true,
                ["reminderNotificationsEnabled"] = true,
                ["justificationRequiredOnApproval"] = true,
                ["defaultDecisionEnabled"] = false,
                ["defaultDecision"] = "None",
                ["instanceDurationInDays"] = days,
                ["autoApplyDecisionsEnabled"] = false,
                ["recommendationsEnabled"] = true,
                ["recurrence"] = null,
                ["applyActions"] = new JsonArray(),
            },
        });
        yield return InstanceOf(definition, instance, group, from, to, status);
        foreach (var member in directory.Related(Relations.Members, group.Id))
        {
            yield return DecisionOf(newId(), instance, group, member);
        }
    }

    internal static LabObject InstanceOf(string definition, string instance, LabObject group, string from, string to, string status) =>
        Make(Sets.ReviewInstances, "accessReviewInstance", instance, definition, new JsonObject
        {
            ["id"] = instance,
            ["startDateTime"] = from,
            ["endDateTime"] = to,
            ["status"] = status,
            ["scope"] = Scope(group.Id),
            ["reviewers"] = Owners(group.Id),
            ["fallbackReviewers"] = new JsonArray(),
        });

    internal static LabObject DecisionOf(string id, string instance, LabObject group, LabObject member) =>
        Make(Sets.ReviewDecisions, "accessReviewInstanceDecisionItem", id, instance, new JsonObject
        {
            ["id"] = id,
            ["accessReviewId"] = instance,
            ["decision"] = "NotReviewed",
            ["applyResult"] = "New",
            ["appliedDateTime"] = null,
            ["appliedBy"] = null,
            ["justification"] = "",
            ["recommendation"] = "Approve",
            ["reviewedDateTime"] = null,
            ["reviewedBy"] = null,
            ["principalLink"] = "https://graph.microsoft.com/v1.0/users/" + member.Id,
            ["resourceLink"] = "https://graph.microsoft.com/v1.0/groups/" + group.Id,
            ["principal"] = new JsonObject { ["@odata.type"] = "#microsoft.graph.userIdentity", ["id"] = member.Id, ["displayName"] = member["displayName"], ["userPrincipalName"] = member["userPrincipalName"] },
            ["resource"] = new JsonObject { ["id"] = group.Id, ["displayName"] = group["displayName"], ["type"] = "group" },
        });

    internal static LabObject Decide(LabObject item, string decision, string justification, DateTimeOffset at) => item.With(n =>
    {
        n["decision"] = decision;
        n["justification"] = justification;
        n["reviewedDateTime"] = GenerationContext.Text(at);
        n["reviewedBy"] = new JsonObject { ["id"] = Guid.Empty.ToString(), ["displayName"] = "Reviewer", ["userPrincipalName"] = null };
    });

    private static JsonObject Scope(string group) => new()
    {
        ["@odata.type"] = "#microsoft.graph.accessReviewQueryScope",
        ["query"] = $"/groups/{group}/transitiveMembers",
        ["queryType"] = "MicrosoftGraph",
        ["queryRoot"] = null,
    };

    private static JsonArray Owners(string group) => new(new JsonObject { ["query"] = $"/groups/{group}/owners", ["queryType"] = "MicrosoftGraph", ["queryRoot"] = null });

    private static LabObject Make(string set, string type, string id, string? parent, JsonObject node) => new(set, type, id, parent, LabJson.ToBytes(node));
}
