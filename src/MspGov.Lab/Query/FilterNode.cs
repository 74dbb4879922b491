using System.Globalization;
using System.Text.Json;

namespace MspGov.Lab.Query;

/// <summary>A node of a parsed <c>$filter</c>.</summary>
internal abstract record FilterNode
{
    internal abstract bool Holds(FilterScope scope);

    /// <summary>True when directory objects only answer it with ConsistencyLevel and <c>$count</c> (FACTS section 3).</summary>
    internal virtual bool IsAdvanced => false;

    /// <summary>Top-level properties it names.</summary>
    internal abstract IEnumerable<string> Properties { get; }

    /// <summary>The value a property must equal for the filter to hold, where the filter says so.</summary>
    internal virtual string? RequiredValue(string property) => null;
}

/// <summary>What a filter is evaluated on: the object, and the element of an enclosing lambda.</summary>
internal readonly record struct FilterScope(JsonElement Root, string? Variable, JsonElement Element)
{
    internal JsonElement? Resolve(IReadOnlyList<string> path)
    {
        var (current, start) = Variable is not null && path[0] == Variable ? (Element, 1) : (Root, 0);
        for (var i = start; i < path.Count; i++)
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(path[i], out current))
            {
                return null;
            }
        }

        return current;
    }
}

internal sealed record LogicalNode(bool And, FilterNode Left, FilterNode Right) : FilterNode
{
    internal override bool IsAdvanced => Left.IsAdvanced || Right.IsAdvanced;

    internal override IEnumerable<string> Properties => Left.Properties.Concat(Right.Properties);

    internal override bool Holds(FilterScope scope) => And ? Left.Holds(scope) && Right.Holds(scope) : Left.Holds(scope) || Right.Holds(scope);

    internal override string? RequiredValue(string property) => And ? Left.RequiredValue(property) ?? Right.RequiredValue(property) : null;
}

internal sealed record NotNode(FilterNode Operand) : FilterNode
{
    internal override bool IsAdvanced => true;

    internal override IEnumerable<string> Properties => Operand.Properties;

    internal override bool Holds(FilterScope scope) => !Operand.Holds(scope);
}

internal sealed record CompareNode(IReadOnlyList<string> Path, string Operator, object? Value) : FilterNode
{
    internal override bool IsAdvanced => Operator == "ne";

    internal override IEnumerable<string> Properties => [Path[0]];

    internal override string? RequiredValue(string property) =>
        Operator == "eq" && Path.Count == 1 && Path[0] == property && Value is string text ? text : null;

    internal override bool Holds(FilterScope scope)
    {
        var element = scope.Resolve(Path);
        if (Operator is "eq" or "ne")
        {
            return FilterValues.AreEqual(element, Value) == (Operator == "eq");
        }

        return FilterValues.Compare(element, Value) is { } order && Operator switch
        {
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            _ => order <= 0,
        };
    }
}

internal sealed record InNode(IReadOnlyList<string> Path, IReadOnlyList<object?> Values) : FilterNode
{
    internal override IEnumerable<string> Properties => [Path[0]];

    internal override bool Holds(FilterScope scope)
    {
        var element = scope.Resolve(Path);
        return Values.Any(v => FilterValues.AreEqual(element, v));
    }
}

internal sealed record TextNode(string Function, IReadOnlyList<string> Path, string Text) : FilterNode
{
    internal override bool IsAdvanced => Function is "endswith" or "contains";

    internal override IEnumerable<string> Properties => [Path[0]];

    internal override bool Holds(FilterScope scope)
    {
        if (scope.Resolve(Path) is not { ValueKind: JsonValueKind.String } element)
        {
            return false;
        }

        var value = element.GetString()!;
        return Function switch
        {
            "startswith" => value.StartsWith(Text, StringComparison.OrdinalIgnoreCase),
            "endswith" => value.EndsWith(Text, StringComparison.OrdinalIgnoreCase),
            _ => value.Contains(Text, StringComparison.OrdinalIgnoreCase),
        };
    }
}

internal sealed record LambdaNode(IReadOnlyList<string> Path, bool All, string Variable, FilterNode? Condition) : FilterNode
{
    internal override bool IsAdvanced => Condition?.IsAdvanced ?? true;

    internal override IEnumerable<string> Properties => [Path[0]];

    internal override bool Holds(FilterScope scope)
    {
        if (scope.Resolve(Path) is not { ValueKind: JsonValueKind.Array } array)
        {
            return All;
        }

        if (Condition is null)
        {
            return array.GetArrayLength() > 0;
        }

        var root = scope.Root;
        var (variable, condition) = (Variable, Condition);
        return All
            ? array.EnumerateArray().All(e => condition.Holds(new FilterScope(root, variable, e)))
            : array.EnumerateArray().Any(e => condition.Holds(new FilterScope(root, variable, e)));
    }
}

/// <summary><c>collection/$count eq 0</c>.</summary>
internal sealed record CountNode(IReadOnlyList<string> Path, string Operator, double Value) : FilterNode
{
    internal override bool IsAdvanced => true;

    internal override IEnumerable<string> Properties => [Path[0]];

    internal override bool Holds(FilterScope scope)
    {
        var count = scope.Resolve(Path) is { ValueKind: JsonValueKind.Array } array ? array.GetArrayLength() : 0;
        return Operator switch
        {
            "eq" => count == (int)Value,
            "ne" => count != (int)Value,
            "gt" => count > Value,
            "ge" => count >= Value,
            "lt" => count < Value,
            _ => count <= Value,
        };
    }
}

/// <summary>Comparison of JSON values with literals as Entra ID does it: text without case, times as times.</summary>
internal static class FilterValues
{
    internal static bool AreEqual(JsonElement? element, object? value) => (element?.ValueKind ?? JsonValueKind.Null, value) switch
    {
        (JsonValueKind.Null or JsonValueKind.Undefined, null) => true,
        (JsonValueKind.True, bool flag) => flag,
        (JsonValueKind.False, bool flag) => !flag,
        (JsonValueKind.Number, double number) => element!.Value.GetDouble().Equals(number),
        (JsonValueKind.String, string text) => string.Equals(element!.Value.GetString(), text, StringComparison.OrdinalIgnoreCase) || Compare(element, value) == 0,
        _ => false,
    };

    internal static int? Compare(JsonElement? element, object? value)
    {
        switch (element?.ValueKind, value)
        {
            case (JsonValueKind.Number, double number):
                return element.Value.GetDouble().CompareTo(number);
            case (JsonValueKind.String, string text):
                var own = element.Value.GetString()!;
                return Time(own) is { } left && Time(text) is { } right ? left.CompareTo(right) : string.Compare(own, text, StringComparison.OrdinalIgnoreCase);
            default:
                return null;
        }
    }

    private static DateTimeOffset? Time(string text) =>
        text.Length >= 10 && text[4] == '-' && char.IsAsciiDigit(text[0])
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
