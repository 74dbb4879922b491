using MspGov.Core.Json;
using MspGov.Core.Register;

namespace MspGov.Ledger.Register;

/// <summary>A register of its own, built from entries alone: what projections are compared with, and what the policy is asked again on.</summary>
internal sealed class RebuiltRegister : IRegisterWriter
{
    private readonly Dictionary<string, Dictionary<string, RegisterRow>> _kinds = [];
    private readonly Dictionary<(string Kind, string Key), object> _documents = [];
    private readonly Dictionary<string, Dictionary<(string? Tenant, string? State), object>> _lists = [];

    private readonly DerivedValues _derived = new();

    /// <summary>Rows written since the last call, each once, as they stand now.</summary>
    public Dictionary<(string Kind, string Key), RegisterRow> Changed { get; } = [];

    public IEnumerable<RegisterRow> Rows => _kinds.Values.SelectMany(kind => kind.Values);

    public T? Get<T>(string key)
        where T : class, IRegisterDocument =>
        _kinds.TryGetValue(T.Kind, out Dictionary<string, RegisterRow>? rows) && rows.TryGetValue(key, out RegisterRow? row) ? Document<T>(row) : null;

    public IReadOnlyList<T> List<T>(string? tenantId = null, string? state = null)
        where T : class, IRegisterDocument
    {
        if (!_kinds.TryGetValue(T.Kind, out Dictionary<string, RegisterRow>? rows))
        {
            return [];
        }

        if (!_lists.TryGetValue(T.Kind, out Dictionary<(string?, string?), object>? lists))
        {
            _lists[T.Kind] = lists = [];
        }

        if (!lists.TryGetValue((tenantId, state), out object? list))
        {
            T[] documents = [.. rows.Values
                .Where(row => (tenantId is null || row.Tenant == tenantId) && (state is null || row.State == state))
                .Select(Document<T>)];
            Array.Sort(documents, (one, other) => string.CompareOrdinal(one.Key, other.Key));
            lists[(tenantId, state)] = list = documents;
        }

        return (IReadOnlyList<T>)list;
    }

    public T Derive<T>(Derivation<T> derivation)
        where T : class => _derived.Get(derivation, this);

    public void Put<T>(T document)
        where T : class, IRegisterDocument =>
        Write(new RegisterRow(T.Kind, document.Key, document.TenantId, document.State, CoreJson.ToBytes(document)));

    public void Remove<T>(string key)
        where T : class, IRegisterDocument
    {
        if (Get<T>(key) is not null)
        {
            Write(new RegisterRow(T.Kind, key, null, null, null));
        }
    }

    private void Write(RegisterRow row)
    {
        if (!_kinds.TryGetValue(row.Kind, out Dictionary<string, RegisterRow>? rows))
        {
            _kinds[row.Kind] = rows = [];
        }

        if (row.Json is null)
        {
            rows.Remove(row.Key);
        }
        else
        {
            rows[row.Key] = row;
        }

        _documents.Remove((row.Kind, row.Key));
        _lists.Remove(row.Kind);
        _derived.Forget(row.Kind);
        Changed[(row.Kind, row.Key)] = row;
    }

    private T Document<T>(RegisterRow row)
        where T : class, IRegisterDocument
    {
        if (!_documents.TryGetValue((row.Kind, row.Key), out object? document))
        {
            _documents[(row.Kind, row.Key)] = document = CoreJson.FromBytes<T>(row.Json);
        }

        return (T)document;
    }
}
