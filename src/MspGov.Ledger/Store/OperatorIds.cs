using MspGov.Core.Errors;

namespace MspGov.Ledger.Store;

/// <summary>Form of operator ids: they name files, so they hold nothing that a path could be made of.</summary>
internal static class OperatorIds
{
    private const int Longest = 64;

    /// <exception cref="GovException">InvalidArgument.</exception>
    public static string Check(string id)
    {
        bool good = id.Length is > 0 and <= Longest
            && (char.IsAsciiLetterLower(id[0]) || char.IsAsciiDigit(id[0]))
            && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_' or '@');
        return good ? id : throw PolicyErrors.InvalidArgument.With($"'{id}' is not an operator id: use up to {Longest} lower-case letters, digits, '.', '-', '_' or '@', beginning with a letter or digit.");
    }
}
