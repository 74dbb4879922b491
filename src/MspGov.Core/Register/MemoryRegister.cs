namespace MspGov.Core.Register;

/// <summary>
/// A register in memory: what a fold makes of entries when it is replayed without a store. Not safe for concurrent writers.
/// </summary>
public sealed class MemoryRegister : IRegisterWriter
{
    private readonly Dictionary<string, SortedDictionary<string, Row>> _kinds = [];
    private readonly Dictionary<object, object> _derived = [];
    private readonly Dictionary<string, List<object>> _dependants = [];

    /// <inheritdoc/>
    public T? Get<T>(string key)
        where T : class, IRegisterDocument =>
        _kinds.TryGetValue(T.Kind, out SortedDictionary<string, Row>? documents)
            ? (T?)documents.GetValueOrDefault(key)?.Document
            : null;

    /// <inheritdoc/>
    public IReadOnlyList<T> List<T>(string? tenantId = null, string? state = null)
        where T : class, IRegisterDocument
    {
        if (!_kinds.TryGetValue(T.Kind, out SortedDictionary<string, Row>? documents))
        {
            return [];
        }

        return [.. documents.Values
            .Where(row => (tenantId is null || row.TenantId == tenantId) && (state is null || row.State == state))
            .Select(row => (T)row.Document)];
    }

    /// <inheritdoc/>
    public T Derive<T>(Derivation<T> derivation)
        where T : class
    {
        if (_derived.TryGetValue(derivation, out object? known))
        {
            return (T)known;
        }

        T value = derivation.Compute(this);
        _derived[derivation] = value;
        foreach (string kind in derivation.Kinds)
        {
            if (!_dependants.TryGetValue(kind, out List<object>? dependants))
            {
                _dependants[kind] = dependants = [];
            }

            dependants.Add(derivation);
        }

        return value;
    }

    /// <inheritdoc/>
    public void Put<T>(T document)
        where T : class, IRegisterDocument
    {
        if (!_kinds.TryGetValue(T.Kind, out SortedDictionary<string, Row>? documents))
        {
            _kinds[T.Kind] = documents = new SortedDictionary<string, Row>(StringComparer.Ordinal);
        }

        documents[document.Key] = new Row(document, document.TenantId, document.State);
        Changed(T.Kind);
    }

    /// <inheritdoc/>
    public void Remove<T>(string key)
        where T : class, IRegisterDocument
    {
        if (_kinds.TryGetValue(T.Kind, out SortedDictionary<string, Row>? documents) && documents.Remove(key))
        {
            Changed(T.Kind);
        }
    }

    private void Changed(string kind)
    {
        if (!_dependants.Remove(kind, out List<object>? dependants))
        {
            return;
        }

        foreach (object derivation in dependants)
        {
            _derived.Remove(derivation);
        }
    }

    // IRegisterDocument has a static abstract member, so it cannot itself be a type argument of the dictionaries above.
    private sealed record Row(object Document, string? TenantId, string? State);
}
