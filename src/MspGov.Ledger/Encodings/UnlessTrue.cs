using System.Globalization;
using System.Runtime.CompilerServices;

namespace MspGov.Ledger.Encodings;

/// <summary>Words that are only put together where a condition does not hold: most demands hold, millions of times.</summary>
[InterpolatedStringHandler]
internal ref struct UnlessTrue
{
    private DefaultInterpolatedStringHandler _text;

    public UnlessTrue(int literalLength, int formattedCount, bool condition, out bool format)
    {
        format = !condition;
        _text = format ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToStringAndClear() => _text.ToStringAndClear();
}
