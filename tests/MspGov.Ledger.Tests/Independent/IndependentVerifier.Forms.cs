using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MspGov.Ledger.Tests.Independent;

/// <summary>The first paragraph of the text: encodings, and which names and paths there are.</summary>
internal sealed partial class IndependentVerifier
{
    private static readonly string[] Always =
    [
        "entries.jsonl", "details.jsonl", "range.proof", "head", "head.proof", "keys.entries.jsonl", "keys.details.jsonl", "keys.head", "keys.head.proof", "epoch", "epoch.tlog-proof",
    ];

    private static bool InTable(string path) =>
        Always.Contains(path) || path is "consistency.json" or "report.html"
        || Regex.IsMatch(path, @"\A([A-Za-z0-9_][A-Za-z0-9._-]*\.csv|erasures/(0|[1-9][0-9]*)\.json|rotation-(0|[1-9][0-9]*)/(keys\.head|epoch|keys\.head\.proof|epoch\.tlog-proof)|timestamps/[A-Za-z0-9_][A-Za-z0-9._-]*\.tsr)\z");

    private static byte[] NoCr(byte[] bytes)
    {
        Demand(!bytes.Contains((byte)'\r'), "0 CR never occurs");
        return bytes;
    }

    private static byte[] Base64(string text)
    {
        byte[] bytes = Convert.FromBase64String(text);
        Demand(Convert.ToBase64String(bytes) == text, "0 canonical base64");
        return bytes;
    }

    private static long Num(string text)
    {
        Demand(Regex.IsMatch(text, @"\A(0|[1-9][0-9]{0,15})\z"), "0 integer " + text);
        long value = long.Parse(text, CultureInfo.InvariantCulture);
        Demand(value <= 9007199254740991, "0 integer above 2^53-1");
        return value;
    }

    private static bool IsUuid(string text) => Regex.IsMatch(text, @"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z");

    private static bool IsSignatureLine(string line) => Regex.IsMatch(line, @"\A\u2014 [^\s+]+ [A-Za-z0-9+/]+={0,2}\z") && Base64(line.Split(' ')[2]).Length > 4;

    private static JsonElement Strict(string text) => Strict(Encoding.UTF8.GetBytes(text));

    // JSON without names twice, lone surrogates or bytes that are not UTF-8: reading every string is what shows the last two.
    private static JsonElement Strict(byte[] utf8)
    {
        JsonElement element = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement;
        _ = Compact(element);
        return element;
    }

    private static JsonElement Names(JsonElement element, params string[] names)
    {
        Demand(element.EnumerateObject().All(member => names.Contains(member.Name)), "0 unknown name");
        return element;
    }

    // What a line of a .jsonl file or a statement must look like.
    private static string Compact(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(member => Quoted(member.Name) + ":" + Compact(member.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Compact)) + "]",
        JsonValueKind.String => Quoted(element.GetString()!),
        _ => element.GetRawText(),
    };

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + "\"";

    // Section 2, the table.
    private static void Forms(JsonElement statement, long seq)
    {
        Demand(IsUuid(Text(statement, "incarnation")) && IsUuid(Text(statement, "correlation")) && IsUuid(Text(statement, "id")), $"2 ids {seq}");
        Demand(Text(statement, "id")[14] == '7' && "89ab".Contains(Text(statement, "id")[19], StringComparison.Ordinal), $"2 version of id {seq}");
        Demand(Regex.IsMatch(Text(statement, "action"), @"\A[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+\z"), $"2 action {seq}");
        Demand(Regex.IsMatch(Text(statement, "detail"), @"\A[0-9a-f]{64}\z") && Text(statement, "operator").Length > 0, $"2 detail {seq}");
        foreach (string name in new[] { "ticket", "reason" })
        {
            Demand(!statement.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.String, $"2 {name} {seq}");
        }

        if (statement.TryGetProperty("subject", out JsonElement subject))
        {
            Demand(new[] { "type", "id", "name" }.All(name => !subject.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.String), $"2 subject {seq}");
        }
    }

    private static byte[][] Hashes(JsonElement array) => [.. array.EnumerateArray().Select(hash => Base64(hash.GetString()!)).Select(hash => hash.Length == 32 ? hash : throw new InvalidDataException("0 a hash has 32 bytes"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw new InvalidDataException("0 not text: " + name);

    private static long Number(JsonElement element, string name) => element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? Num(number.GetRawText()) : throw new InvalidDataException("0 not a number: " + name);

    private static DateTimeOffset Time(string text)
    {
        Demand(Regex.IsMatch(text, @"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z"), "0 time " + text);
        return DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
