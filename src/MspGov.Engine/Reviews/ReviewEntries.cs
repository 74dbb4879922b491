using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Json;
using MspGov.Core.Ledger;

namespace MspGov.Engine.Reviews;

/// <summary>How entries of campaigns look.</summary>
internal static class ReviewEntries
{
    /// <summary>The correlation of a campaign or of one of its items: the same in every process, so that whoever resumes finds what was begun.</summary>
    public static Guid Correlation(string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes("mspgov.review:" + id)).AsSpan(0, 16));

    /// <summary>An entry of a campaign.</summary>
    public static EntryDraft Draft<T>(string tenant, string action, string review, string? name, T detail, string? ticket = null, string? reason = null) => new()
    {
        Log = tenant,
        Action = action,
        Correlation = Correlation(review),
        Subject = new EntrySubject("review", review, name),
        Ticket = ticket,
        Reason = reason,
        Detail = CoreJson.ToBytes(detail),
    };
}
