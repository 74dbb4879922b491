using System.Text;

namespace MspGov.Lab.Generation;

/// <summary>Names as they appear in domains and addresses: ASCII letters, digits and hyphens.</summary>
internal static class Slugs
{
    internal static string Of(string name)
    {
        var builder = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            builder.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-');
        }

        return builder.Length == 0 ? "lab" : builder.ToString().Trim('-', '.');
    }
}
