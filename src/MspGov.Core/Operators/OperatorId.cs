namespace MspGov.Core.Operators;

/// <summary>What an operator id looks like: short enough to type, safe as a file name, and without case to mistake.</summary>
public static class OperatorId
{
    /// <summary>Most characters of an id.</summary>
    public const int MaximumLength = 64;

    /// <summary>Whether the id is 1 to 64 of a-z, 0-9, dot, hyphen, underscore, at sign, and begins with a letter or digit.</summary>
    public static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= MaximumLength
        && char.IsAsciiLetterOrDigit(id[0])
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_' or '@')
        && !id.Contains("..", StringComparison.Ordinal);

    /// <summary>What is wrong with an id, in words.</summary>
    public static string Explanation(string id) =>
        $"'{id}' is no operator id: use 1 to {MaximumLength} of a-z, 0-9, '.', '-', '_', '@', beginning with a letter or digit.";
}
