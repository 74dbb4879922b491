using System.Text.Json;
using MspGov.Testing.Lab;

namespace MspGov.Testing.Contract;

/// <summary>
/// Checks requests and answers against the official contract: the path exists, its query options are permitted, a body has only known
/// and writable properties, an answer has the promised shape.
/// </summary>
public sealed class ContractChecker(GraphContract contract)
{
    /// <summary>Permitted everywhere: they come from the service's own links, or are of the protocol.</summary>
    private static readonly HashSet<string> Always = new(StringComparer.OrdinalIgnoreCase) { "$skiptoken", "$deltatoken", "$format" };

    /// <summary>What is wrong with a request; empty when nothing is. <c>$batch</c> itself is not in the contract: its items are to be checked.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="pathAndQuery">Path and query after the version.</param>
    /// <param name="body">Body, or null.</param>
    public IReadOnlyList<string> Check(string method, string pathAndQuery, string? body)
    {
        var parts = pathAndQuery.Split('?', 2);
        if (parts[0] == "/$batch")
        {
            return [];
        }

        if (contract.Find(method, parts[0]) is not { } operation)
        {
            return [$"{method} {parts[0]}: not in the contract"];
        }

        var mistakes = parts.Length > 1 ? CheckQuery(operation, parts[1]) : [];
        if (!string.IsNullOrEmpty(body) && BodySchema(operation.Definition) is { } schema)
        {
            using var document = JsonDocument.Parse(body);
            var check = new ContractSchemaCheck(contract, isRequest: true, isCreate: method == "POST");
            check.Check(document.RootElement, schema, "body");
            mistakes.AddRange(check.Mistakes);
        }

        return [.. mistakes.Select(m => $"{method} {operation.Template}: {m}")];
    }

    /// <summary>What is wrong with a request in flight.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        var path = request.RequestUri!.PathAndQuery;
        var at = path.IndexOf("/v1.0/", StringComparison.OrdinalIgnoreCase);
        return at < 0
            ? [$"{request.RequestUri}: not an address of v1.0"]
            : Check(request.Method.Method, path[(at + 5)..], request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>What is wrong with the successful answers and with all requests of a log.</summary>
    public IReadOnlyList<string> Check(RequestLog log, bool answers = false) =>
    [
        .. log.All.SelectMany(r => Check(r.Method, r.PathAndQuery, r.Body).Concat(answers && r.Answer is not null ? CheckAnswer(r.Method, r.PathAndQuery, r.Status, r.Answer) : []))
            .Distinct(),
    ];

    /// <summary>What is wrong with an answer.</summary>
    public IReadOnlyList<string> CheckAnswer(string method, string pathAndQuery, int status, string answer)
    {
        var path = pathAndQuery.Split('?')[0];
        if (path == "/$batch" || path.EndsWith("/$count", StringComparison.Ordinal) || contract.Find(method, path) is not { } operation)
        {
            return [];
        }

        var responses = operation.Definition.GetProperty("responses");
        var name = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!responses.TryGetProperty(name, out var response) && !responses.TryGetProperty(name[0] + "XX", out response))
        {
            return [$"{method} {operation.Template}: status {status} is not promised"];
        }

        if (!contract.Resolve(response).TryGetProperty("content", out var content))
        {
            return [];
        }

        using var document = JsonDocument.Parse(answer);
        var check = new ContractSchemaCheck(contract, isRequest: false, isCreate: false);
        check.Check(document.RootElement, content.EnumerateObject().First().Value.GetProperty("schema"), status + "");
        return [.. check.Mistakes.Distinct().Select(m => $"{method} {operation.Template}: {m}")];
    }

    private List<string> CheckQuery(ContractOperation operation, string query)
    {
        var permitted = operation.Definition.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(contract.Resolve).Where(p => p.GetProperty("in").ValueEquals("query")).Select(p => p.GetProperty("name").GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        var names = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(o => Uri.UnescapeDataString(o.Split('=')[0]));
        return [.. names.Where(n => !Always.Contains(n) && !permitted.Contains(n)).Select(n => $"query option {n} is not permitted")];
    }

    private JsonElement? BodySchema(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out var body) && contract.Resolve(body).TryGetProperty("content", out var content)
            ? content.EnumerateObject().First().Value.GetProperty("schema")
            : null;
}
