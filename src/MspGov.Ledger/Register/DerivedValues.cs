using MspGov.Core.Register;

namespace MspGov.Ledger.Register;

/// <summary>Values derived from documents, kept until a document of their kinds changes.</summary>
internal sealed class DerivedValues
{
    private readonly Dictionary<object, (object Value, IReadOnlyCollection<string> Kinds)> _values = [];

    public T Get<T>(Derivation<T> derivation, IRegister register)
        where T : class
    {
        if (_values.TryGetValue(derivation, out (object Value, IReadOnlyCollection<string>) kept))
        {
            return (T)kept.Value;
        }

        T value = derivation.Compute(register);
        _values[derivation] = (value, derivation.Kinds);
        return value;
    }

    public void Forget(string kind)
    {
        foreach (object derivation in _values.Where(pair => pair.Value.Kinds.Contains(kind)).Select(pair => pair.Key).ToArray())
        {
            _values.Remove(derivation);
        }
    }

    public void Clear() => _values.Clear();
}
