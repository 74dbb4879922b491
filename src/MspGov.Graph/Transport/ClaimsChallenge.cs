using System.Text;
using System.Text.RegularExpressions;

namespace MspGov.Graph.Transport;

/// <summary>The claims that a refused request must come back with (continuous access evaluation, step-up).</summary>
internal static partial class ClaimsChallenge
{
    /// <summary>Reads the claims of a WWW-Authenticate header; null when it has none.</summary>
    public static string? Read(string? header)
    {
        Match match = Claims().Match(header ?? "");
        if (!match.Success)
        {
            return null;
        }

        string value = match.Groups[1].Value;
        string padded = value.Replace('-', '+').Replace('_', '/').PadRight((value.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out int written) ? Encoding.UTF8.GetString(bytes, 0, written) : value;
    }

    [GeneratedRegex("claims=\"([^\"]+)\"", RegexOptions.IgnoreCase)]
    private static partial Regex Claims();
}
