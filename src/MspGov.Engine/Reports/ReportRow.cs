using System.Globalization;
using System.Text.Json;
using MspGov.Core.Ledger;

namespace MspGov.Engine.Reports;

/// <summary>An entry as a line of a report or CSV: text only.</summary>
internal sealed record ReportRow
{
    private const int LongestDetail = 600;

    public required string Seq { get; init; }

    public required string At { get; init; }

    public required string Operator { get; init; }

    public required string Action { get; init; }

    public required string Phase { get; init; }

    public required string Outcome { get; init; }

    public required string Subject { get; init; }

    public required string Ticket { get; init; }

    public required string Reason { get; init; }

    public required string Detail { get; init; }

    public required string Correlation { get; init; }

    public required string KeyId { get; init; }

    public static ReportRow Of(EntryView entry) => new()
    {
        Seq = entry.Seq.ToString(CultureInfo.InvariantCulture),
        At = entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Operator = entry.Operator,
        Action = entry.Action,
        Phase = entry.Phase.ToString(),
        Outcome = entry.Outcome?.ToString() ?? string.Empty,
        Subject = entry.Subject is { } subject ? subject.Name is null ? $"{subject.Type} {subject.Id}" : $"{subject.Name} ({subject.Type} {subject.Id})" : string.Empty,
        Ticket = entry.Ticket ?? string.Empty,
        Reason = entry.Reason ?? string.Empty,
        Detail = entry.Detail is { } detail ? InWords(detail.Span) : "(erased by policy)",
        Correlation = entry.Correlation.ToString("D"),
        KeyId = entry.KeyId,
    };

    // The detail's scalars in words; nested parts by their size. The whole detail is in details.jsonl.
    private static string InWords(ReadOnlySpan<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8.ToArray());
        string text = string.Join("; ", document.RootElement.EnumerateObject().Select(property => $"{property.Name}: {InWords(property.Value)}"));
        return text.Length <= LongestDetail ? text : text[..LongestDetail] + " …";
    }

    private static string InWords(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(", ", value.EnumerateObject().Take(6).Select(property => $"{property.Name}: {InWords(property.Value)}")) + "}",
        JsonValueKind.Array when value.GetArrayLength() > 6 => $"{value.GetArrayLength()} items",
        JsonValueKind.Array => "[" + string.Join(", ", value.EnumerateArray().Select(InWords)) + "]",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
