using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>An object of a tenant as it was read.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Key">What it is called.</param>
/// <param name="Id">Its id.</param>
/// <param name="Body">Its body in the form of templates.</param>
internal sealed record StateObject(ObjectKind Kind, string Key, string Id, JObject Body)
{
    /// <summary>What stands for it in the hash of a tenant's state.</summary>
    public string Fingerprint => MspGov.Core.Templates.TemplateHash.Of(CanonicalJson.Text(Normaliser.Normalise(Kind, Body)));
}

/// <summary>What was read of a tenant: objects by kind, and the kinds that could not be read.</summary>
internal sealed class TenantState
{
    private readonly Dictionary<ObjectKind, IReadOnlyList<StateObject>> _objects = [];
    private readonly Dictionary<ObjectKind, GovException> _failures = [];

    /// <summary>Puts what was read of a kind.</summary>
    public void Put(ObjectKind kind, IReadOnlyList<StateObject> objects) => _objects[kind] = objects;

    /// <summary>Puts that a kind could not be read.</summary>
    public void Fail(ObjectKind kind, GovException why) => _failures[kind] = why;

    /// <summary>The same with some objects put in, and others taken out.</summary>
    public TenantState With(IReadOnlyCollection<StateObject> put, IReadOnlyCollection<StateObject> taken)
    {
        var result = new TenantState();
        foreach ((ObjectKind kind, GovException failure) in _failures)
        {
            result.Fail(kind, failure);
        }

        foreach ((ObjectKind kind, IReadOnlyList<StateObject> objects) in _objects)
        {
            result.Put(kind, [.. objects.Where(item => !taken.Contains(item)), .. put.Where(item => item.Kind == kind)]);
        }

        return result;
    }

    /// <summary>Why a kind is unknown; null when it was read.</summary>
    public GovException? Failure(ObjectKind kind) => _failures.GetValueOrDefault(kind)
        ?? (_objects.ContainsKey(kind) ? null : TenantErrors.ReadIncomplete.With($"{kind} was not read."));

    /// <summary>All objects of a kind; empty also when it is unknown, so ask <see cref="Failure"/> first.</summary>
    public IReadOnlyList<StateObject> Of(ObjectKind kind) => _objects.GetValueOrDefault(kind) ?? [];

    /// <summary>Objects of that name: exactly so called, or else so called but for casing.</summary>
    public IReadOnlyList<StateObject> Named(ObjectKind kind, string key)
    {
        IReadOnlyList<StateObject> all = Of(kind);
        List<StateObject> exact = [.. all.Where(item => item.Key == key)];
        return exact.Count > 0 ? exact : [.. all.Where(item => string.Equals(item.Key, key, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>All objects that were read.</summary>
    public IEnumerable<StateObject> All => _objects.Values.SelectMany(objects => objects);
}

/// <summary>Reads the kinds that a template is about.</summary>
internal static class TenantStateReader
{
    private const int Parallel = 4;

    /// <summary>Reads kinds side by side. A kind that cannot be read is noted as such; a tenant that cannot be reached at all throws.</summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="wanted">Kinds, each with the names looked for, or null for all objects.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<TenantState> ReadAsync(ITemplateTenant tenant, IReadOnlyDictionary<ObjectKind, IReadOnlyCollection<string>?> wanted, CancellationToken cancellationToken)
    {
        var state = new TenantState();
        using var slots = new SemaphoreSlim(Parallel);
        GovException? unreachable = null;
        await Task.WhenAll(wanted.Select(async pair =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                IReadOnlyList<JObject> bodies = pair.Value is null
                    ? await pair.Key.ReadAllAsync(tenant, cancellationToken)
                    : await pair.Key.ReadNamedAsync(tenant, pair.Value, cancellationToken);
                List<StateObject> objects = [.. bodies.Select(body => new StateObject(pair.Key, pair.Key.KeyOf(body), pair.Key.IdOf(body), body))];
                lock (state)
                {
                    state.Put(pair.Key, objects);
                }
            }
            catch (GovException e)
            {
                lock (state)
                {
                    state.Fail(pair.Key, e);
                    unreachable = e.Definition == TenantErrors.AuthenticationFailed || e.Definition == TenantErrors.WrongTenant ? e : unreachable;
                }
            }
            finally
            {
                slots.Release();
            }
        }));
        return unreachable is null ? state : throw unreachable;
    }
}
