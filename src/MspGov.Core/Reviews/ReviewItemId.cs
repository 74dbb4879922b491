using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Access;

namespace MspGov.Core.Reviews;

/// <summary>Ids and fingerprints of items. The review pack computes the same fingerprint from what it shows.</summary>
public static class ReviewItemId
{
    /// <summary>
    /// Id of the item for a path in a campaign: <c>i</c> and the hex of the first 10 bytes of SHA-256 over both, each ended by LF.
    /// The letter keeps spreadsheets from taking it for a number.
    /// </summary>
    public static string Of(string review, string pathId) =>
        "i" + Hex(SHA256.HashData(Encoding.UTF8.GetBytes(review + "\n" + pathId + "\n")).AsSpan(0, 10));

    /// <summary>
    /// Hash of what a reviewer is shown and what would change the meaning of a decision: SHA-256, hex, over <see cref="Shown"/>, each ended by LF.
    /// Last sign-in is left out: it moves every day and changes nothing about the access.
    /// </summary>
    public static string Fingerprint(AccessPath path, string? scopeWords)
    {
        var text = new StringBuilder();
        foreach (string part in Shown(path, scopeWords))
        {
            text.Append(part).Append('\n');
        }

        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The parts of an item that its fingerprint covers, in order.</summary>
    public static IReadOnlyList<string> Shown(AccessPath path, string? scopeWords) =>
    [
        path.PathId,
        path.TenantId,
        path.PrincipalId,
        path.PrincipalName ?? "",
        path.PrincipalType.ToString(),
        path.Role,
        path.RoleId,
        path.Scope,
        path.Assignment.ToString(),
        path.Start?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        path.End?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        path.Standing ? "standing" : "bounded",
        path.Privileged ? "privileged" : "ordinary",
        path.PrincipalEnabled switch { true => "enabled", false => "disabled", null => "unknown" },
        scopeWords ?? "",
    ];

    /// <summary>Hash over the fingerprints of a snapshot in order of item id.</summary>
    public static string SnapshotHash(IEnumerable<ReviewItemDocument> items)
    {
        var text = new StringBuilder();
        foreach (ReviewItemDocument item in items.OrderBy(item => item.Id, StringComparer.Ordinal))
        {
            text.Append(item.Id).Append(' ').Append(item.Fingerprint).Append('\n');
        }

        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
}
