using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>What the objects of a kind are to a tenant.</summary>
internal enum Membership
{
    /// <summary>A tenant may have any number: they are created and deleted.</summary>
    Collection,

    /// <summary>Every tenant has exactly these: they are only changed (a policy, a role's rules).</summary>
    Fixed,
}

/// <summary>What people must do for an object of a template.</summary>
/// <param name="Words">What, and where.</param>
/// <param name="Waits">Whether nothing can be done about the object before.</param>
internal sealed record PeoplesPart(string Words, bool Waits)
{
    /// <summary>How the tenant differs until then; null where that shows otherwise.</summary>
    public PropertyDifference? Difference { get; init; }
}

/// <summary>
/// One kind of tenant object that templates hold: where it is read, which of its properties people decide, what in it refers to other
/// objects, and by which requests it is created, changed and deleted. Everything else works on any kind.
/// </summary>
internal abstract class ObjectKind
{
    private const int NamesInFilter = 15;
    private readonly Lazy<HashSet<string>> _serverFilled;

    /// <summary>Creates the kind.</summary>
    protected ObjectKind() => _serverFilled = new(() =>
    [
        .. (GraphShapes.Properties(Shape) ?? new Dictionary<string, string>()).Keys.Where(name => !Writable.Contains(name)),
        .. ServerFilled,
    ]);

    /// <summary>Name in templates, camelCase.</summary>
    public abstract string Name { get; }

    /// <summary>Type of Graph.</summary>
    public abstract string Shape { get; }

    /// <summary>Kinds are applied in this order, and deleted in the reverse.</summary>
    public abstract int Order { get; }

    /// <summary>Collection or fixed.</summary>
    public virtual Membership Membership => Membership.Collection;

    /// <summary>Where it is listed or read.</summary>
    public abstract string Path { get; }

    /// <summary>Top-level properties that people decide; the others of the shape are the server's.</summary>
    public abstract IReadOnlySet<string> Writable { get; }

    /// <summary>Of these, what can only be given when the object is created.</summary>
    public virtual IReadOnlySet<string> CreateOnly { get; } = new HashSet<string>();

    /// <summary>Nested properties that the server fills, by path.</summary>
    public virtual IReadOnlySet<string> ServerFilled { get; } = new HashSet<string>();

    /// <summary>Values that the service gives where nothing is said, by path, normalised.</summary>
    public virtual IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken>();

    /// <summary>Properties whose values are ids of other objects, by path.</summary>
    public virtual IReadOnlyList<ReferencePath> References { get; } = [];

    /// <summary>Whether the casing of a free text says nothing: what Graph documents and answers in different ones.</summary>
    public virtual bool IgnoresCase(string path) => false;

    /// <summary>Whether an object that the template does not name counts as extra: kinds that a baseline covers as a whole.</summary>
    public virtual bool ReportsExtra => false;

    /// <summary>Path of one object.</summary>
    public virtual string ItemPath(string id) => Membership == Membership.Fixed ? Path : $"{Path}/{id}";

    /// <summary>What the object is called in every tenant: matching goes by this.</summary>
    public virtual string KeyOf(JObject body) => (string?)body[KeyProperty ?? "displayName"] ?? "";

    /// <summary>Whether an object listed there is one that a tenant decides (built-in ones are not).</summary>
    public virtual bool Includes(JObject raw) => true;

    /// <summary>Turns what Graph answers into the form a template holds. Lossless but for what only describes the answer.</summary>
    public virtual JObject FromGraph(JObject raw) => raw;

    /// <summary>Reads all objects of the kind.</summary>
    public virtual async Task<IReadOnlyList<JObject>> ReadAllAsync(ITemplateTenant tenant, CancellationToken cancellationToken)
    {
        if (Membership == Membership.Fixed)
        {
            return await tenant.GetAsync(Path, cancellationToken) is { } single ? [FromGraph(single)] : [];
        }

        IReadOnlyList<JObject> all = await tenant.ListAsync(Path, cancellationToken);
        return [.. all.Where(Includes).Select(FromGraph)];
    }

    /// <summary>Reads the objects of these names (and may give more): for kinds of which a tenant has very many.</summary>
    public virtual Task<IReadOnlyList<JObject>> ReadNamedAsync(ITemplateTenant tenant, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadAllAsync(tenant, cancellationToken);

    /// <summary>Reads the objects of these names by filtered queries of up to 15 names, as many as Graph takes in one.</summary>
    protected async Task<IReadOnlyList<JObject>> ReadFilteredAsync(ITemplateTenant tenant, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var found = new List<JObject>();
        foreach (string[] some in names.Distinct(StringComparer.OrdinalIgnoreCase).Chunk(NamesInFilter))
        {
            string[] quoted = [.. some.Select(name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'")];
            string filter = Uri.EscapeDataString(quoted.Length == 1 ? $"displayName eq {quoted[0]}" : $"displayName in ({string.Join(',', quoted)})");
            found.AddRange((await tenant.ListAsync($"{Path}?$filter={filter}", cancellationToken)).Where(Includes).Select(FromGraph));
        }

        return found;
    }

    /// <summary>A property of the server's that is the same in every tenant and tells the object, so that a template keeps it.</summary>
    public virtual string? KeyProperty => null;

    /// <summary>Whether the property tells the object, and is kept for that although the server fills it.</summary>
    public virtual bool IsKey(string path) => path == KeyProperty;

    /// <summary>The id under which Graph knows it.</summary>
    public virtual string IdOf(JObject body) => (string?)body["id"] ?? Name;

    /// <summary>What other objects name it by: its id, or an application's appId.</summary>
    public virtual JToken ReferenceOf(JObject body) => body["id"]?.DeepClone() ?? Name;

    /// <summary>The object, as <c>kind/key</c>, with which the service makes this one; null for what does not come with another.</summary>
    public virtual string? ComesWith(JObject body) => null;

    /// <summary>Whether only the tenant of a partner (an MSP) has objects of this kind: others are not even asked for them.</summary>
    public virtual bool OfPartner => false;

    /// <summary>What of an object that is as stated is yet to be brought about by a request; null when nothing is.</summary>
    public virtual PropertyDifference? Unfinished(JObject body) => null;

    /// <summary>What only people can bring about, and how far the plan has to wait for them; null when nothing is.</summary>
    /// <param name="desired">What it should be.</param>
    /// <param name="found">What is there; null when there is nothing.</param>
    /// <param name="of">Objects of a kind that the tenant has.</param>
    public virtual PeoplesPart? PeopleMust(JObject desired, JObject? found, Func<string, IEnumerable<JObject>> of) => null;

    /// <summary>Why what is there cannot be made what it should be; null when it can.</summary>
    public virtual string? CannotUpdate(JObject found, IReadOnlyList<PropertyDifference> differences) =>
        differences.FirstOrDefault(difference => CreateOnly.Contains(difference.Path.Split('.')[0])) is { } fixedAtBirth
            ? $"{fixedAtBirth.Path} can only be given when a {Name} is created. Delete or rename the one there ({IdOf(found)}) first."
            : null;

    /// <summary>Reads one object; null when it is not there.</summary>
    public virtual async Task<JObject?> ReadAsync(ITemplateTenant tenant, string id, CancellationToken cancellationToken) =>
        await tenant.GetAsync(ItemPath(id), cancellationToken) is { } raw ? FromGraph(raw) : null;

    /// <summary>Requests that create it; the first answers with the object, whose id takes the place of <c>{id}</c> in the paths of the others.</summary>
    public virtual IReadOnlyList<GraphWrite> Create(JObject body) => [new GraphWrite("POST", Path, Sendable(body))];

    /// <summary>Requests that make <paramref name="after"/> of <paramref name="before"/>; none when nothing of it can be sent.</summary>
    public virtual IReadOnlyList<GraphWrite> Update(string id, JObject before, JObject after)
    {
        JObject patch = PatchBody.Between(this, before, after);
        return patch.Count == 0 ? [] : [new GraphWrite("PATCH", ItemPath(id), patch)];
    }

    /// <summary>Requests that delete it.</summary>
    public virtual IReadOnlyList<GraphWrite> Delete(string id, JObject before) => [new GraphWrite("DELETE", ItemPath(id), null)];

    /// <summary>Request that brings a soft-deleted object back with its id; null where Graph cannot.</summary>
    public virtual GraphWrite? Undelete(string id) => null;

    /// <summary>Whether the property is the server's, by path.</summary>
    public bool IsServerFilled(string path) => _serverFilled.Value.Contains(path);

    /// <summary>Whether the order of a list counts.</summary>
    public virtual bool IsOrdered(string path) => false;

    /// <summary>The body as it may be sent in a POST: writable properties that Graph's contract knows, without nulls.</summary>
    public virtual JObject Sendable(JObject body) => PatchBody.Known(this, body);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
