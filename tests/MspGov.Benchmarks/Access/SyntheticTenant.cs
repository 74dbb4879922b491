using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MspGov.Benchmarks.Access;

/// <summary>
/// A tenant of any size that exists only as answers: pages are made when they are asked for, so that the memory measured is the
/// client's. Groups are nested under role-assignable ones in two levels, so that every membership is on a path.
/// </summary>
internal sealed class SyntheticTenant(int users) : HttpMessageHandler
{
    private readonly int _groups = users / 5;
    private readonly int _principals = users / 20;
    private readonly int _holders = Math.Max(10, users / 500);
    private long _bytes;

    public int Groups => _groups;

    public int Principals => _principals;

    public int Memberships => (users * 2) + _groups - _holders;

    public long Bytes => Interlocked.Read(ref _bytes);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.PathAndQuery["/v1.0".Length..];
        byte[] body = Encoding.UTF8.GetBytes(path.StartsWith("/$batch", StringComparison.Ordinal)
            ? Batch(await request.Content!.ReadAsStringAsync(cancellationToken))
            : Answer(path));
        Interlocked.Add(ref _bytes, body.Length);
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
    }

    private string Batch(string body)
    {
        var text = new StringBuilder("{\"responses\":[");
        foreach (JsonNode? item in JsonNode.Parse(body)!["requests"]!.AsArray())
        {
            text.Append(text[^1] == '[' ? "" : ",").Append("{\"id\":\"").Append(item!["id"]!.GetValue<string>()).Append("\",\"status\":200,\"body\":").Append(Answer(item["url"]!.GetValue<string>())).Append('}');
        }

        return text.Append("]}").ToString();
    }

    private string Answer(string path)
    {
        string[] parts = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        int skip = path.IndexOf("$skiptoken=", StringComparison.Ordinal) is var at and > 0 ? int.Parse(path.AsSpan(at + 11), CultureInfo.InvariantCulture) : 0;
        return parts switch
        {
            ["users"] => Page("users", users, skip, i => $$"""{"id":"{{Id('a', i)}}","displayName":"Person {{i}}","userPrincipalName":"person{{i}}@contoso.example","userType":"Member","accountEnabled":true,"createdDateTime":"2024-01-01T00:00:00Z","signInActivity":{"lastSignInDateTime":"2026-01-01T00:00:00Z"} }"""),
            ["groups"] => Page("groups", _groups, skip, i => $$"""{"id":"{{Id('b', i)}}","displayName":"Group {{i}}","isAssignableToRole":{{(i < _holders ? "true" : "false")}},"groupTypes":[]}"""),
            ["servicePrincipals"] => Page("servicePrincipals", _principals, skip, i => $$"""{"id":"{{Id('c', i)}}","appId":"{{Id('d', i)}}","displayName":"App {{i}}","servicePrincipalType":"Application","accountEnabled":true,"appRoles":[]}"""),
            ["groups", var id, "members"] => Members(int.Parse(id.AsSpan(24), CultureInfo.InvariantCulture)),
            ["roleManagement", "directory", "roleDefinitions"] => Value("""{"id":"62e90394-69f5-4237-9190-012177145e10","templateId":"62e90394-69f5-4237-9190-012177145e10","displayName":"Global Administrator","isBuiltIn":true}"""),
            ["roleManagement", "directory", "roleAssignments"] => Page(path.Split('?')[0][1..], _holders, skip, i => $$"""{"id":"{{Id('e', i)}}","principalId":"{{Id('b', i)}}","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/"}"""),
            _ => """{"value":[]}""",
        };
    }

    /// <summary>The first groups hold the others in equal parts; the others hold the users, each twice.</summary>
    private string Members(int group)
    {
        IEnumerable<string> members = group < _holders
            ? Range(_holders, _groups - _holders, group, _holders).Select(i => $$"""{"@odata.type":"#microsoft.graph.group","id":"{{Id('b', i)}}"}""")
            : Range(0, users * 2, group - _holders, _groups - _holders).Select(i => $$"""{"@odata.type":"#microsoft.graph.user","id":"{{Id('a', i % users)}}"}""");
        return $$"""{"value":[{{string.Join(',', members)}}]}""";
    }

    private static IEnumerable<int> Range(int first, int count, int part, int parts)
    {
        for (int i = part; i < count; i += parts)
        {
            yield return first + i;
        }
    }

    private static string Page(string path, int count, int skip, Func<int, string> item)
    {
        int end = Math.Min(count, skip + 999);
        string next = end < count ? $"\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/{path}?$skiptoken={end}\"," : "";
        return $$"""{ {{next}}"value":[{{string.Join(',', Enumerable.Range(skip, end - skip).Select(item))}}]}""";
    }

    private static string Value(string item) => $$"""{"value":[{{item}}]}""";

    private static string Id(char kind, int number) => $"{new string(kind, 8)}-0000-4000-8000-{number:D12}";
}
