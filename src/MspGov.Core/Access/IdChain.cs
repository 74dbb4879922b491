using System.Collections;

namespace MspGov.Core.Access;

/// <summary>
/// A read-only list of texts that prints as one line joined by <c>/</c>, so that it survives a CSV export whole; JSON gets the list.
/// </summary>
public sealed class IdChain(params string[] items) : IReadOnlyList<string>
{
    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public string this[int index] => items[index];

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)items).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    /// <summary>The items joined by <c>/</c>, which is in no id and no edge name.</summary>
    public override string ToString() => string.Join('/', items);
}
