using MspGov.Core.Json;
using MspGov.Core.Register;

namespace MspGov.Ledger.Register;

/// <summary>
/// A register with changes on top that are not (or not yet) underneath. What is put is read back from its JSON, so that a fold sees
/// the same whether the row was written a moment or a year ago.
/// </summary>
internal sealed class OverlayRegister(IRegister below) : IRegisterWriter
{
    private readonly Dictionary<(string Kind, string Key), RegisterRow> _rows = [];
    private readonly Dictionary<(string Kind, string Key), object> _documents = [];
    private readonly HashSet<string> _kinds = [];
    private readonly DerivedValues _derived = new();

    public IReadOnlyCollection<RegisterRow> Rows => _rows.Values;

    public T? Get<T>(string key)
        where T : class, IRegisterDocument =>
        _rows.TryGetValue((T.Kind, key), out RegisterRow? row) ? Document<T>(row) : below.Get<T>(key);

    public IReadOnlyList<T> List<T>(string? tenantId = null, string? state = null)
        where T : class, IRegisterDocument
    {
        IReadOnlyList<T> under = below.List<T>(tenantId, state);
        if (!_kinds.Contains(T.Kind))
        {
            return under;
        }

        IEnumerable<T> over = _rows.Values
            .Where(row => row.Kind == T.Kind && row.Json is not null
                && (tenantId is null || row.Tenant == tenantId) && (state is null || row.State == state))
            .Select(row => Document<T>(row)!);
        T[] list = [.. under.Where(document => !_rows.ContainsKey((T.Kind, document.Key))), .. over];
        Array.Sort(list, (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return list;
    }

    public T Derive<T>(Derivation<T> derivation)
        where T : class => derivation.Kinds.Any(_kinds.Contains) ? _derived.Get(derivation, this) : below.Derive(derivation);

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

    public void Write(RegisterRow row)
    {
        _rows[(row.Kind, row.Key)] = row;
        _documents.Remove((row.Kind, row.Key));
        _kinds.Add(row.Kind);
        _derived.Forget(row.Kind);
    }

    private T? Document<T>(RegisterRow row)
        where T : class, IRegisterDocument
    {
        if (row.Json is null)
        {
            return null;
        }

        if (!_documents.TryGetValue((row.Kind, row.Key), out object? document))
        {
            _documents[(row.Kind, row.Key)] = document = CoreJson.FromBytes<T>(row.Json);
        }

        return (T)document;
    }
}
