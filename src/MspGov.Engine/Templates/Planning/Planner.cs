using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>The version that is planned.</summary>
/// <param name="Content">Content.</param>
/// <param name="Number">Number.</param>
/// <param name="Hash">Hash.</param>
internal sealed record PlannedVersion(TemplateContent Content, int Number, string Hash);

/// <summary>Makes the plan for one tenant: a pure function of what was read, so that it can be made again and compared.</summary>
internal sealed class Planner(PlannedVersion version, TenantFacts facts, TenantState state, SymbolLookup lookup, AcceptedSettings accepted, TemplatePlanOptions options)
{
    private readonly List<TemplatePlanStep> _steps = [];
    private readonly List<TemplatePlanSkip> _skipped = [];
    private readonly List<TemplatePlanBlock> _blocked = [];
    private readonly List<TemplatePlanToDo> _toDo = [];
    private readonly Dictionary<int, (string? Before, string? After)> _meanings = [];
    private int _inSync;

    /// <summary>Makes the plan.</summary>
    public TemplatePlan Plan(string author, DateTimeOffset at)
    {
        var desired = new DesiredState(version.Content, facts, state, new SymbolResolver(version.Content, facts, state, lookup));
        IReadOnlyList<Assessment> assessed = desired.Assess(options.Include);
        foreach (Assessment assessment in assessed)
        {
            Place(assessment);
        }

        IReadOnlyList<StateObject> extras = options.RemoveExtra && options.Include.Count == 0 ? desired.Extras() : [];
        foreach (StateObject extra in extras.Reverse())
        {
            Delete(extra, ["The template does not name it."]);
        }

        var plan = new TemplatePlan
        {
            TenantId = facts.TenantId,
            Tenant = facts.Tenant,
            Template = version.Content.Name,
            Number = version.Number,
            Version = version.Hash,
            StateHash = StateHash(assessed, extras),
            Parameters = CanonicalJson.Text(facts.Parameters),
            Options = options,
            Author = author,
            CreatedAt = at,
            Steps = _steps,
            Skipped = _skipped,
            Blocked = _blocked,
            ToDo = _toDo,
            InSync = _inSync,
        };
        return plan with { PlanHash = PlanFile.HashOf(plan, step => _meanings[step.Number]) };
    }

    private void Place(Assessment assessment)
    {
        TemplateObject item = assessment.Item;
        if (assessment.Problem is { } problem)
        {
            _blocked.Add(new TemplatePlanBlock(item.Kind.Name, item.Key, problem.Definition.Id, problem.Message));
        }
        else if (item.Absent)
        {
            PlaceAbsent(assessment);
        }
        else if (assessment.PeopleMust is { Waits: true })
        {
            PlaceToDo(assessment);
        }
        else if (assessment.Found is null && item.Kind.Membership == Membership.Fixed)
        {
            Complete(assessment);
        }
        else if (assessment.Found is null)
        {
            Create(assessment);
            PlaceToDo(assessment);
        }
        else if (assessment.Differences.Count == 0)
        {
            _inSync += assessment.PeopleMust is null ? 1 : 0;
            PlaceToDo(assessment);
        }
        else
        {
            Update(assessment);
            PlaceToDo(assessment);
        }
    }

    private void PlaceToDo(Assessment assessment)
    {
        if (assessment.PeopleMust is { } part && _blocked.All(block => block.Kind != assessment.Item.Kind.Name || block.Key != assessment.Item.Key))
        {
            _toDo.Add(new TemplatePlanToDo(assessment.Item.Kind.Name, assessment.Item.Key, part.Words));
        }
    }

    /// <summary>What the service will make with an object of the plan, and what of it has to be changed then.</summary>
    private void Complete(Assessment assessment)
    {
        TemplateObject item = assessment.Item;
        if (accepted.Find(AcceptedSettings.Setting(version.Content.Name, item.Kind.Name, item.Key, "")) is { } exception)
        {
            _skipped.Add(new TemplatePlanSkip(item.Kind.Name, item.Key, $"Exception {exception.Id} accepts how it differs.", exception.Id));
            return;
        }

        Add(new TemplatePlanStep
        {
            Number = _steps.Count + 1,
            Action = TemplateStepAction.Update,
            Kind = item.Kind.Name,
            Key = item.Key,
            After = CanonicalJson.Text(assessment.Desired!),
            Differences = assessment.Differences,
            Notes = [$"The service makes it with {item.Kind.ComesWith(item.Body)}; until then nobody knows what it will have.", .. UnlistedNote(item)],
        }, null, PlanFile.Meaning(item.Kind.Name, assessment.Desired));
    }

    private void PlaceAbsent(Assessment assessment)
    {
        if (assessment.Found is null)
        {
            _inSync++;
        }
        else if (options.AllowDelete)
        {
            Delete(assessment.Found, ["The template says that it must not be there."]);
        }
        else
        {
            _skipped.Add(new TemplatePlanSkip(assessment.Item.Kind.Name, assessment.Item.Key, "It must not be there; deleting needs -AllowDelete."));
        }
    }

    private void Create(Assessment assessment)
    {
        TemplateObject item = assessment.Item;
        if (accepted.Find(AcceptedSettings.Setting(version.Content.Name, item.Kind.Name, item.Key, "")) is { } exception)
        {
            _skipped.Add(new TemplatePlanSkip(item.Kind.Name, item.Key, $"Exception {exception.Id} accepts that it is missing.", exception.Id));
            return;
        }

        JObject body = assessment.Desired!;
        var notes = new List<string>();
        if (item.Kind.Name == ConditionalAccessPolicyKind.KindName && options.ReportOnly && (string?)body["state"] == "enabled")
        {
            body = (JObject)body.DeepClone();
            body["state"] = "enabledForReportingButNotEnforced";
            notes.Add("Starts report-only.");
        }

        if (IsRefused(item, ref body))
        {
            return;
        }

        JObject after = Normaliser.Normalise(item.Kind, body);
        Add(new TemplatePlanStep
        {
            Number = _steps.Count + 1,
            Action = TemplateStepAction.Create,
            Kind = item.Kind.Name,
            Key = item.Key,
            After = CanonicalJson.Text(body),
            Differences = ObjectDifference.Between(after, []),
            Notes = [.. notes, .. UnlistedNote(item)],
        }, null, CanonicalJson.Text(after));
    }

    private void Update(Assessment assessment)
    {
        (TemplateObject item, StateObject found) = (assessment.Item, assessment.Found!);
        JObject after = assessment.Desired!;
        var notes = new List<string>(UnlistedNote(item));
        var differences = new List<PropertyDifference>();
        AccessExceptionDocument? exception = null;
        foreach (PropertyDifference difference in assessment.Differences)
        {
            if (accepted.Find(AcceptedSettings.Setting(version.Content.Name, item.Kind.Name, item.Key, difference.Path)) is { } covers)
            {
                exception = covers;
                after = Keep(after, found.Body, difference.Path);
                notes.Add($"{difference.Path} stays as it is: exception {covers.Id} accepts it.");
            }
            else
            {
                differences.Add(difference);
            }
        }

        if (differences.Count == 0)
        {
            _skipped.Add(new TemplatePlanSkip(item.Kind.Name, item.Key, $"Exception {exception!.Id} accepts how it differs.", exception.Id));
            return;
        }

        if (options.ReportOnly && item.Kind.Name == ConditionalAccessPolicyKind.KindName && LockoutGuard.IsReportOnly(found.Body)
            && differences.RemoveAll(difference => difference is { Path: "state", Expected: "enabled" }) > 0)
        {
            after = Keep(after, found.Body, "state");
            notes.Add("Stays report-only.");
        }

        if (differences.Count == 0)
        {
            _skipped.Add(new TemplatePlanSkip(item.Kind.Name, item.Key, "It is report-only, as -ReportOnly asks; copy without it to enforce the policy."));
            return;
        }

        if (item.Kind.CannotUpdate(found.Body, differences) is { } reason)
        {
            _blocked.Add(new TemplatePlanBlock(item.Kind.Name, item.Key, TenantErrors.ChangeRefused.Id, reason));
            return;
        }

        if (IsRefused(item, ref after))
        {
            return;
        }

        Add(new TemplatePlanStep
        {
            Number = _steps.Count + 1,
            Action = TemplateStepAction.Update,
            Kind = item.Kind.Name,
            Key = item.Key,
            ObjectId = found.Id,
            Before = CanonicalJson.Text(found.Body),
            After = CanonicalJson.Text(after),
            Differences = differences,
            Notes = notes,
        }, PlanFile.Meaning(item.Kind.Name, found.Body), PlanFile.Meaning(item.Kind.Name, after));
    }

    /// <summary>The last look at a policy before it becomes a step: exclusions stand whatever was accepted, and nobody is locked out.</summary>
    private bool IsRefused(TemplateObject item, ref JObject body)
    {
        if (item.Kind.Name != ConditionalAccessPolicyKind.KindName)
        {
            return false;
        }

        body = LockoutGuard.Exclude(body, facts);
        if (LockoutGuard.Refusal(body, facts, item.Key) is not { } refusal)
        {
            return false;
        }

        _blocked.Add(new TemplatePlanBlock(item.Kind.Name, item.Key, refusal.Definition.Id, refusal.Message));
        return true;
    }

    private void Delete(StateObject found, IReadOnlyList<string> notes) => Add(new TemplatePlanStep
    {
        Number = _steps.Count + 1,
        Action = TemplateStepAction.Delete,
        Kind = found.Kind.Name,
        Key = found.Key,
        ObjectId = found.Id,
        Before = CanonicalJson.Text(found.Body),
        Notes = notes,
    }, PlanFile.Meaning(found.Kind.Name, found.Body), null);

    private void Add(TemplatePlanStep step, string? before, string? after)
    {
        _steps.Add(step);
        _meanings[step.Number] = (before, after);
    }

    /// <summary>The body with the tenant's own value at a path.</summary>
    private static JObject Keep(JObject body, JObject before, string path)
    {
        var result = (JObject)body.DeepClone();
        string[] names = path.Split('.');
        JObject at = result;
        JToken? had = before;
        foreach (string name in names[..^1])
        {
            had = had?[name];
            if (at[name] is not JObject next)
            {
                at[name] = next = [];
            }

            at = next;
        }

        JToken? value = (had as JObject)?[names[^1]];
        if (value is null)
        {
            at.Remove(names[^1]);
        }
        else
        {
            at[names[^1]] = value.DeepClone();
        }

        return result;
    }

    private static IEnumerable<string> UnlistedNote(TemplateObject item)
    {
        List<string> unlisted = [.. item.Body.Properties()
            .Where(property => !property.Name.Contains('@', StringComparison.Ordinal) && GraphShapes.Properties(GraphShapes.Actual(item.Kind.Shape, (string?)item.Body["@odata.type"]))?.ContainsKey(property.Name) == false)
            .Select(property => property.Name)];
        return unlisted.Count == 0 ? [] : [$"Not known to this version, kept in the template and not copied: {string.Join(", ", unlisted)}."];
    }

    /// <summary>The hash of all that the plan looked at: the tenant's objects of these names, and what references resolved to.</summary>
    private string StateHash(IReadOnlyList<Assessment> assessed, IReadOnlyList<StateObject> extras)
    {
        var seen = new JObject();
        foreach (StateObject found in assessed.Select(assessment => assessment.Found).OfType<StateObject>().Concat(extras))
        {
            seen[$"{found.Kind.Name}/{found.Id}"] = found.Fingerprint;
        }

        seen["resolved"] = new JObject(lookup.Found.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
            .Select(pair => new JProperty(pair.Key.ToString(), pair.Value)));
        seen["breakGlass"] = new JArray(facts.BreakGlass.Order(StringComparer.Ordinal));
        return TemplateHash.Of(CanonicalJson.Text(seen));
    }
}
