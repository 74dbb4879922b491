using System.Text.Json.Nodes;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Native access reviews (FACTS section 8b): a definition makes one instance; actions move its status.</summary>
internal sealed class ReviewRules() : SetRules(Sets.ReviewDefinitions, "accessReviewScheduleDefinition")
{
    internal static LabResponse? TryInside(LabCall call, LabObject definition, string[] rest)
    {
        if (rest is not ["instances", var instanceId, var action] || call.Method != "POST")
        {
            return null;
        }

        var instance = call.Directory.ChildrenOf(definition.Id, Sets.ReviewInstances).FirstOrDefault(i => i.Id == instanceId) ?? throw LabError.NotFound(instanceId);
        switch (action)
        {
            case "stop":
                SetStatus(call, instance, "Completed");
                break;
            case "applyDecisions":
                Apply(call, instance);
                break;
            case "resetDecisions":
                foreach (var decision in call.Directory.ChildrenOf(instance.Id, Sets.ReviewDecisions).ToList())
                {
                    call.Transaction.Put(decision.With(n => n["decision"] = "NotReviewed"));
                }

                break;
            case "batchRecordDecisions":
                Record(call, instance);
                break;
            case "sendReminder":
                break;
            case "acceptRecommendations":
                throw LabError.Denied();
            default:
                return null;
        }

        return LabResponse.NoContent;
    }

    /// <summary>Updating a definition is a PUT of the whole.</summary>
    internal override LabResponse Update(LabCall call, LabObject item)
    {
        if (call.Method != "PUT")
        {
            throw LabError.MethodNotAllowed();
        }

        var body = call.Checked(Type, create: false);
        call.Transaction.Put(item.With(n =>
        {
            Writes.Merge(n, body);
            n["lastModifiedDateTime"] = call.Time();
        }));
        return LabResponse.NoContent;
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        _ = body.RequiredText("displayName");
        _ = body["scope"] as JsonObject ?? throw LabError.BadRequest("scope is required.");
        return new JsonObject
        {
            ["createdDateTime"] = call.Time(),
            ["lastModifiedDateTime"] = call.Time(),
            ["status"] = "InProgress",
            ["reviewers"] = new JsonArray(),
            ["fallbackReviewers"] = new JsonArray(),
            ["additionalNotificationRecipients"] = new JsonArray(),
            ["stageSettings"] = new JsonArray(),
        };
    }

    protected override void AfterCreate(LabCall call, LabObject item)
    {
        var query = item.ToNode()["scope"]?["query"]?.ToString().Split('/') ?? [];
        var at = Array.IndexOf(query, "groups");
        if (at < 0 || at + 1 >= query.Length || call.Directory.Find(Sets.Groups, query[at + 1]) is not { } group)
        {
            return;
        }

        var days = (item.ToNode()["settings"]?["instanceDurationInDays"] as JsonValue)?.GetValue<double>() ?? 14;
        var instance = ReviewObjects.InstanceOf(item.Id, Writes.NewId(), group, call.Time(), GenerationContext.Text(call.Now.AddDays(days)), "InProgress");
        call.Transaction.Put(instance);
        foreach (var member in Memberships.TransitiveMembers(call.Directory, group.Id).Where(m => m.Type == "user").ToList())
        {
            call.Transaction.Put(ReviewObjects.DecisionOf(Writes.NewId(), instance.Id, group, member));
        }
    }

    private static void SetStatus(LabCall call, LabObject instance, string status) => call.Transaction.Put(instance.With(n => n["status"] = status));

    /// <summary>Denials take direct members out; where membership is dynamic they silently do nothing, as the service is known to.</summary>
    private static void Apply(LabCall call, LabObject instance)
    {
        if (instance["status"] != "Completed")
        {
            throw LabError.BadRequest("Decisions are applied after the instance is completed.");
        }

        foreach (var decision in call.Directory.ChildrenOf(instance.Id, Sets.ReviewDecisions).Where(d => d["decision"] == "Deny").ToList())
        {
            var node = decision.ToNode();
            var (group, principal) = (node["resource"]!["id"]!.ToString(), node["principal"]!["id"]!.ToString());
            var dynamic = call.Directory.Find(Sets.Groups, group) is not { } found || GroupRules.IsDynamic(found);
            var removed = !dynamic && call.Transaction.Unlink(Relations.Members, group, principal);
            call.Transaction.Put(decision.With(n =>
            {
                n["applyResult"] = removed ? "AppliedSuccessfully" : "AppliedWithUnknownFailure";
                n["appliedDateTime"] = call.Time();
            }));
        }

        SetStatus(call, instance, "Applied");
    }

    private static void Record(LabCall call, LabObject instance)
    {
        var decision = call.Body.RequiredText("decision");
        var principal = call.Body.Text("principalId");
        foreach (var item in call.Directory.ChildrenOf(instance.Id, Sets.ReviewDecisions).ToList())
        {
            if (principal is null || item.ToNode()["principal"]?["id"]?.ToString() == principal)
            {
                call.Transaction.Put(ReviewObjects.Decide(item, decision, call.Body.Text("justification") ?? "", call.Now));
            }
        }
    }
}
