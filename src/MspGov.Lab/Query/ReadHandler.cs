using System.Globalization;
using System.Text;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Query;

/// <summary>Answers every GET: sets, single objects, relations, casts, counts and references.</summary>
internal static class ReadHandler
{
    internal static LabResponse Get(LabCall call, int pageCap)
    {
        if (SpecialReads.TryGet(call, pageCap) is { } special)
        {
            return special;
        }

        if (EntityModel.Match(call.Segments) is not { } match)
        {
            return SingletonReads.Get(call, pageCap) ?? throw call.NoSegment();
        }

        var (set, length) = match;
        CheckLicence(call, set);
        var rest = call.Segments.Skip(length).ToList();
        return rest.Count == 0 ? CollectionReader.Read(call, OfSet(call, set), pageCap) : GetInside(call, set, rest, pageCap);
    }

    /// <summary>From one object on along the rest of the path.</summary>
    internal static LabResponse FromObject(LabCall call, LabObject item, IReadOnlyList<string> path, int at, int pageCap, bool polymorphic = false)
    {
        if (at == path.Count)
        {
            return Entity(call, item, polymorphic);
        }

        if (CastType(path[at]) is { } cast)
        {
            return GraphSchema.Instance.IsA(item.Type, cast) ? FromObject(call, item, path, at + 1, pageCap) : throw LabError.NotFound(item.Id);
        }

        if (item.Type == "user" && path[at] == "authentication")
        {
            return AuthenticationReads.Get(call, item, path, at + 1, pageCap);
        }

        if (Navigations.Follow(call.Directory, item, path[at]) is not { } navigation)
        {
            throw LabError.NoSegment(path[at]);
        }

        if (!navigation.Many)
        {
            var target = navigation.Targets.FirstOrDefault() ?? throw LabError.NotFound(path[at]);
            return at + 1 < path.Count && path[at + 1] == "$ref" ? Reference(call, target) : FromObject(call, target, path, at + 1, pageCap, Navigations.Polymorphic.Contains(path[at]));
        }

        return FromCollection(call, item, path, at, navigation, pageCap);
    }

    /// <summary>One object as the answer; one that may be of several types says its own.</summary>
    internal static LabResponse Entity(LabCall call, LabObject item, bool polymorphic = false)
    {
        var set = EntityModel.Of(item.Set);
        IReadOnlyList<ExpandItem> expand = item.Type == "authenticationMethodsPolicy" ? [new ExpandItem("authenticationMethodConfigurations", [], [])] : call.Query.Expand;
        var shape = Shape.Of(call.Directory, item.Type, call.Query.Select, expand, polymorphic);
        if (item.Type == "user" && call.Query.Select.Contains("signInActivity") && !call.Spec.Premium)
        {
            throw LabError.NoReports();
        }

        var response = LabResponse.Json(200, w => WriteEntity(w, call, set, shape, item));
        return ETags.Has(item) ? response.WithHeader("ETag", ETags.Of(item)) : response;
    }

    /// <summary>The object as the answer of a create.</summary>
    internal static LabResponse Created(LabCall call, LabObject item)
    {
        var set = EntityModel.Of(item.Set);
        var shape = Shape.Of(call.Directory, item.Type, ["*"], []);
        var response = LabResponse.Json(201, w => WriteEntity(w, call, set, shape, item));
        return ETags.Has(item) ? response.WithHeader("ETag", ETags.Of(item)) : response;
    }

    internal static LabResponse Text(int count) => new(200, Encoding.UTF8.GetBytes(count.ToString(CultureInfo.InvariantCulture))) { ContentType = "text/plain" };

    internal static void CheckLicence(LabCall call, EntitySet set)
    {
        if (set.Premium && !call.Spec.Premium)
        {
            throw LabError.NoPremium();
        }

        if (!call.Spec.Premium && (set.Name is Sets.SignIns or Sets.RegistrationDetails
            || (set.Name == Sets.Users && call.Query.Select.Contains("signInActivity"))))
        {
            throw LabError.NoReports();
        }
    }

    internal static string? CastType(string segment) =>
        segment.StartsWith("microsoft.graph.", StringComparison.Ordinal) ? segment["microsoft.graph.".Length..]
        : segment.StartsWith("graph.", StringComparison.Ordinal) ? segment["graph.".Length..] : null;

    internal static CollectionSource OfSet(LabCall call, EntitySet set, string? type = null) => new()
    {
        Set = set,
        After = position => type is null ? call.Directory.Set(set.Name).After(position) : call.Directory.Set(set.Name).After(position).Where(o => o.Type == type),
        ByPosition = true,
        Type = type ?? set.Type,
        Context = set.Path,
        Polymorphic = false,
    };

    private static LabResponse GetInside(LabCall call, EntitySet set, List<string> rest, int pageCap)
    {
        if (rest[0] == "$count" && rest.Count == 1)
        {
            return Text(CollectionReader.Count(call, OfSet(call, set)));
        }

        if (rest[0].StartsWith("delta", StringComparison.Ordinal) && set.Delta)
        {
            return DeltaReader.Read(call, set);
        }

        if (rest[0].StartsWith("filterByCurrentUser", StringComparison.Ordinal))
        {
            throw new LabError(400, "BadRequest", "filterByCurrentUser is only valid with delegated authentication.");
        }

        if (CastType(rest[0]) is { } cast)
        {
            return CollectionReader.Read(call, OfSet(call, set, cast), pageCap);
        }

        return FromObject(call, ObjectFinder.Require(call, set, rest[0]), rest, 1, pageCap);
    }

    private static LabResponse FromCollection(LabCall call, LabObject item, IReadOnlyList<string> path, int at, Navigation navigation, int pageCap)
    {
        var name = path[at];
        var next = at + 1;
        var targets = navigation.Targets;
        var polymorphic = Navigations.Polymorphic.Contains(name);
        string? cast = null;
        if (next < path.Count && CastType(path[next]) is { } type)
        {
            cast = type;
            targets = targets.Where(o => GraphSchema.Instance.IsA(o.Type, type));
            next++;
        }

        var source = OfRelation(item, name, cast, polymorphic, targets);
        if (next == path.Count)
        {
            return CollectionReader.Read(call, source, pageCap);
        }

        return path[next] switch
        {
            "$count" => Text(CollectionReader.Count(call, source)),
            "$ref" => References(call, targets),
            var id => FromObject(call, targets.FirstOrDefault(o => id.Equals(o["id"], StringComparison.OrdinalIgnoreCase)) ?? throw LabError.NotFound(id), path, next + 1, pageCap, polymorphic),
        };
    }

    private static CollectionSource OfRelation(LabObject item, string name, string? cast, bool polymorphic, IEnumerable<LabObject> targets)
    {
        var parent = EntityModel.Of(item.Set);
        var type = cast ?? (polymorphic ? "directoryObject" : GraphSchema.Instance.Type(item.Type)?.Find(name)?.Kind ?? "entity");
        return new CollectionSource
        {
            Set = new EntitySet(name, name, type) { IsDirectory = polymorphic, MaxTop = parent.Name == Sets.Relationships ? 300 : 999, Unpaged = parent.Name == Sets.DirectoryRoles },
            After = _ => targets,
            Type = type,
            Polymorphic = polymorphic && cast is null,
            IsCast = cast is not null,
            Context = polymorphic ? "directoryObjects" : $"{parent.Path}('{item.Id}')/{name}",
        };
    }

    private static LabResponse Reference(LabCall call, LabObject target) =>
        LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#$ref");
            w.WriteString("@odata.id", $"{call.VersionRoot}/directoryObjects/{target.Id}");
            w.WriteEndObject();
        });

    private static LabResponse References(LabCall call, IEnumerable<LabObject> targets) =>
        LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#Collection($ref)");
            w.WriteStartArray("value");
            foreach (var target in targets)
            {
                w.WriteStartObject();
                w.WriteString("@odata.id", $"{call.VersionRoot}/directoryObjects/{target.Id}");
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });

    private static void WriteEntity(System.Text.Json.Utf8JsonWriter w, LabCall call, EntitySet set, Shape shape, LabObject item)
    {
        w.WriteStartObject();
        var selected = call.Query.Select.Count > 0 ? $"({string.Join(',', call.Query.Select)})" : "";
        w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#{set.Path}{selected}/$entity");
        // The object's own members follow the annotations inside the same braces.
        shape.WriteMembers(w, item);
        w.WriteEndObject();
    }
}
