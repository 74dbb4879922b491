using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>
/// What a tenant had before a run began: what it has now, with the run's own changes taken back by their receipts. A plan made of it
/// must be the plan that the run began with, or somebody else was at it.
/// </summary>
internal static class StateBefore
{
    /// <summary>Takes the run's changes back, in thought.</summary>
    /// <exception cref="GovException">TemplatePlanStale, for an object that is neither as it was, nor as the run makes it, nor between the two.</exception>
    public static TenantState Of(TenantState now, IReadOnlyList<RunChange> changes)
    {
        var put = new List<StateObject>();
        var taken = new List<StateObject>();
        foreach (IGrouping<string, RunChange> ofObject in changes.GroupBy(change => $"{change.Done.ObjectKind}/{change.Done.Name}", StringComparer.OrdinalIgnoreCase))
        {
            ObjectKind kind = ObjectKinds.Get(ofObject.First().Done.ObjectKind);
            JObject? before = Body(ofObject.First().Change.Before);
            TemplateObjectChange last = ofObject.Last().Done;
            StateObject? found = Find(now, kind, last, before);
            if (!Between(kind, before, Wanted(kind, last, before), found?.Body))
            {
                throw TemplateErrors.PlanStale.With($"{kind} '{last.Name}' is neither as it was when the plan was made nor as the plan makes it: somebody changed it since. Nothing more was changed. Make a new copy; it plans anew.");
            }

            if (found is not null)
            {
                taken.Add(found);
                taken.AddRange(now.All.Where(item => before is null && item.Kind.ComesWith(item.Body) == $"{kind.Name}/{found.Key}"));
            }

            if (before is not null)
            {
                put.Add(new StateObject(kind, last.Name, kind.IdOf(before), before));
            }
        }

        // What the service made with an object of the run was not there before it either.
        HashSet<string> created = [.. taken.Where(item => item.Kind.ComesWith(item.Body) is null).Select(item => $"{item.Kind.Name}/{item.Key}")];
        put.RemoveAll(item => item.Kind.ComesWith(item.Body) is { } owner && created.Contains(owner) && !put.Any(other => $"{other.Kind.Name}/{other.Key}" == owner));
        return now.With(put, taken);
    }

    private static JObject? Body(string? receipt) => receipt is null or TemplateObjectKind.Nothing ? null : CanonicalJson.ParseObject(receipt);

    private static JObject? Wanted(ObjectKind kind, TemplateObjectChange change, JObject? before) =>
        change.After is null ? null
        : kind.Membership == Membership.Fixed && before is not null ? DesiredState.Merged(before, CanonicalJson.ParseObject(change.After))
        : CanonicalJson.ParseObject(change.After);

    private static StateObject? Find(TenantState now, ObjectKind kind, TemplateObjectChange change, JObject? before)
    {
        string? id = change.ObjectId ?? (before is null ? null : kind.IdOf(before));
        return id is null
            ? (now.Named(kind, change.Name) is [{ } only, ..] ? only : null)
            : now.Of(kind).FirstOrDefault(item => item.Id == id);
    }

    /// <summary>Whether a body is one of two, or on the way from the one to the other: a change of several requests may break off between them.</summary>
    private static bool Between(ObjectKind kind, JObject? before, JObject? after, JObject? now)
    {
        JToken? Normal(JObject? body) => body is null ? null : Normaliser.Normalise(kind, body);
        return Between(Normal(before), Normal(after), Normal(now));
    }

    private static bool Between(JToken? before, JToken? after, JToken? now)
    {
        if (JToken.DeepEquals(now, before) || JToken.DeepEquals(now, after))
        {
            return true;
        }

        if (before is null or JObject && after is null or JObject && now is null or JObject)
        {
            return Names(before).Union(Names(after)).Union(Names(now)).All(name => Between(before?[name], after?[name], now?[name]));
        }

        if (before is null or JArray && after is null or JArray && now is null or JArray)
        {
            HashSet<string> had = Items(before);
            HashSet<string> wanted = Items(after);
            HashSet<string> has = Items(now);
            return has.All(item => had.Contains(item) || wanted.Contains(item)) && had.Intersect(wanted).All(has.Contains);
        }

        return false;
    }

    private static IEnumerable<string> Names(JToken? token) => (token as JObject)?.Properties().Select(property => property.Name) ?? [];

    private static HashSet<string> Items(JToken? token) => [.. (token as JArray)?.Select(CanonicalJson.Text) ?? []];
}
