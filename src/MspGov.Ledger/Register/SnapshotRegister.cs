using MspGov.Core.Json;
using MspGov.Core.Register;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Register;

/// <summary>The register in one read transaction, now or at the end of an epoch. Documents that were read are kept, so asking again is cheap.</summary>
internal sealed class SnapshotRegister(SqliteConnection connection, long? epoch) : IRegister
{
    private const int MostKept = 20_000;
    private readonly Dictionary<(string Kind, string Key), object?> _documents = [];
    private readonly Dictionary<(string Kind, string? Tenant, string? State), object> _lists = [];
    private readonly DerivedValues _derived = new();

    public T? Get<T>(string key)
        where T : class, IRegisterDocument
    {
        if (!_documents.TryGetValue((T.Kind, key), out object? document))
        {
            byte[]? json = RegisterTable.Get(connection, T.Kind, key, epoch);
            _documents[(T.Kind, key)] = document = json is null ? null : CoreJson.FromBytes<T>(json);
        }

        return (T?)document;
    }

    public IReadOnlyList<T> List<T>(string? tenantId = null, string? state = null)
        where T : class, IRegisterDocument
    {
        if (!_lists.TryGetValue((T.Kind, tenantId, state), out object? list))
        {
            T[] documents = [.. RegisterTable.List(connection, T.Kind, tenantId, state, epoch).Select(json => CoreJson.FromBytes<T>(json))];
            Array.Sort(documents, (one, other) => string.CompareOrdinal(one.Key, other.Key));
            _lists[(T.Kind, tenantId, state)] = list = documents;
        }

        return (IReadOnlyList<T>)list;
    }

    public T Derive<T>(Derivation<T> derivation)
        where T : class => _derived.Get(derivation, this);

    /// <summary>Forgets all that was read.</summary>
    public void ForgetAll()
    {
        _derived.Clear();
        _documents.Clear();
        _lists.Clear();
    }

    /// <summary>Forgets one document and the lists of its kind.</summary>
    public void Forget(string kind, string key)
    {
        if (_documents.Count > MostKept)
        {
            ForgetAll();
            return;
        }

        _derived.Forget(kind);
        _documents.Remove((kind, key));
        foreach ((string, string?, string?) list in _lists.Keys.Where(list => list.Kind == kind).ToArray())
        {
            _lists.Remove(list);
        }
    }
}
