using MspGov.Core.Errors;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>One object of a template set against one tenant.</summary>
internal sealed record Assessment
{
    /// <summary>Object of the template.</summary>
    public required TemplateObject Item { get; init; }

    /// <summary>The tenant's object of that name; null when there is none.</summary>
    public StateObject? Found { get; init; }

    /// <summary>What it should be in this tenant; null when that cannot be said, see <see cref="Problem"/>, or when it should not be.</summary>
    public JObject? Desired { get; init; }

    /// <summary>Differences; empty when it is as it should be.</summary>
    public IReadOnlyList<PropertyDifference> Differences { get; init; } = [];

    /// <summary>What only people can bring about; null when nothing is.</summary>
    public PeoplesPart? PeopleMust { get; init; }

    /// <summary>Why nothing can be said or done.</summary>
    public GovException? Problem { get; init; }

    /// <summary>True when the tenant could not be read, so that nothing is known; false when only doing is impossible.</summary>
    public bool Unknown { get; init; }
}

/// <summary>Works out what each object of a template should be in a tenant, and how the tenant differs.</summary>
internal sealed class DesiredState(TemplateContent content, TenantFacts facts, TenantState state, SymbolResolver resolver)
{
    /// <summary>All objects, in the order of applying.</summary>
    public IReadOnlyList<Assessment> Assess(IReadOnlyCollection<string> include) =>
    [
        .. content.Objects.Where(item => Selected(item, include))
            .OrderBy(item => item.Kind.Order).ThenBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => Assess(item, include)),
    ];

    /// <summary>The tenant's objects of the kinds which the template covers as a whole, and which it does not name.</summary>
    public IReadOnlyList<StateObject> Extras() =>
    [
        .. content.Objects.Select(item => item.Kind).Distinct().Where(kind => kind.ReportsExtra && state.Failure(kind) is null)
            .SelectMany(kind => state.Of(kind))
            .Where(found => !content.Objects.Any(item => item.Kind == found.Kind && string.Equals(item.Key, found.Key, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(found => found.Kind.Order).ThenBy(found => found.Key, StringComparer.Ordinal).ThenBy(found => found.Id, StringComparer.Ordinal),
    ];

    private static bool Selected(TemplateObject item, IReadOnlyCollection<string> include) =>
        include.Count == 0 || include.Any(pattern => MspGov.Core.Access.AccessFilter.Fits(pattern, item.Id) || MspGov.Core.Access.AccessFilter.Fits(pattern, item.Kind.Name));

    private Assessment Assess(TemplateObject item, IReadOnlyCollection<string> include)
    {
        var assessment = new Assessment { Item = item };
        if (state.Failure(item.Kind) is { } failure)
        {
            return assessment with { Problem = failure, Unknown = true };
        }

        IReadOnlyList<StateObject> named = state.Named(item.Kind, item.Key);
        if (named.Count > 1)
        {
            return assessment with
            {
                Unknown = true,
                Problem = TemplateErrors.ReferenceAmbiguous.With(
                    $"Tenant '{facts.Tenant}' has {named.Count} of {item.Kind} called '{item.Key}' ({string.Join(", ", named.Select(found => found.Id))}). Rename all but one."),
            };
        }

        assessment = assessment with { Found = named.Count == 1 ? named[0] : null };
        if (item.Absent)
        {
            return assessment;
        }

        try
        {
            return Compare(assessment, include);
        }
        catch (GovException e)
        {
            return assessment with { Problem = e, Unknown = true };
        }
    }

    private Assessment Compare(Assessment assessment, IReadOnlyCollection<string> include)
    {
        (TemplateObject item, StateObject? found) = (assessment.Item, assessment.Found);
        JObject desired = resolver.Resolve(item.Body);
        if (item.Kind.Name == ConditionalAccessPolicyKind.KindName)
        {
            desired = LockoutGuard.Exclude(desired, facts);
        }

        assessment = assessment with
        {
            Desired = desired,
            PeopleMust = item.Kind.PeopleMust(desired, found?.Body, kind => state.Of(ObjectKinds.Get(kind)).Select(other => other.Body)),
        };
        bool partial = item.Kind.Membership == Membership.Fixed;
        JObject expected = Normaliser.Normalise(item.Kind, desired);
        if (found is null)
        {
            return !partial ? assessment
                : IsToCome(item, include) ? assessment with { Differences = ObjectDifference.Between(expected, [], desired) }
                : assessment with { Problem = TemplateErrors.ReferenceNotFound.With($"Tenant '{facts.Tenant}' has no {item.Kind} '{item.Key}': it is given by the service or not at all.") };
        }

        IReadOnlyList<PropertyDifference> differences = ObjectDifference.Between(expected, Normaliser.Normalise(item.Kind, found.Body), partial ? desired : null);
        return assessment with
        {
            Desired = partial ? Merged(found.Body, desired) : desired,
            Differences = item.Kind.Unfinished(found.Body) is { } unfinished ? [.. differences, unfinished] : differences,
        };
    }

    /// <summary>Whether the service will make the object, because the same plan makes what it comes with.</summary>
    private bool IsToCome(TemplateObject item, IReadOnlyCollection<string> include) =>
        item.Kind.ComesWith(item.Body) is { } owner
        && content.Objects.FirstOrDefault(other => !other.Absent && string.Equals(other.Id, owner, StringComparison.OrdinalIgnoreCase)) is { } made
        && Selected(made, include) && state.Failure(made.Kind) is null && state.Named(made.Kind, made.Key).Count == 0;

    /// <summary>What a singleton will be when a template says only some of it.</summary>
    internal static JObject Merged(JObject before, JObject stated)
    {
        var result = (JObject)before.DeepClone();
        foreach (JProperty property in stated.Properties())
        {
            result[property.Name] = property.Value is JObject inner && result[property.Name] is JObject had
                ? Merged(had, inner)
                : property.Value.DeepClone();
        }

        return result;
    }
}
