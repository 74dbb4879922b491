using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Services;
using MspGov.Lab.Generation;
using MspGov.Lab.Model;
using MspGov.Lab.Query;
using MspGov.Lab.Storage;

namespace MspGov.Lab.Http;

/// <summary>One request being answered: its parsed address, options and body, and the directory it reads or changes.</summary>
internal sealed class LabCall
{
    private static readonly HashSet<string> Keyed =
        ["users", "groups", "applications", "servicePrincipals", "devices", "directoryRoles", "federatedIdentityCredentials"];

    private JsonObject? _body;

    internal LabCall(LabRequest request, LabSpec spec, LabDirectory directory, LabTransaction? transaction, DateTimeOffset now, LabBehaviour? behaviour = null, string appId = "")
    {
        Request = request;
        Spec = spec;
        Directory = directory;
        Transaction = transaction!;
        Now = now;
        Behaviour = behaviour ?? new LabBehaviour();
        AppId = appId;
        Segments = Split(request.Path);
        Query = ODataQuery.Parse(request.QueryString);
    }

    internal LabRequest Request { get; }

    internal LabSpec Spec { get; }

    internal LabDirectory Directory { get; }

    /// <summary>Changes of this request; only there for writes.</summary>
    internal LabTransaction Transaction { get; }

    internal DateTimeOffset Now { get; }

    internal LabBehaviour Behaviour { get; }

    /// <summary>The application that asks.</summary>
    internal string AppId { get; }

    /// <summary>Decoded segments; a key in parentheses is a segment of its own: <c>users</c>, <c>(userPrincipalName='x')</c>.</summary>
    internal string[] Segments { get; }

    internal ODataQuery Query { get; }

    internal string Method => Request.Method;

    internal string VersionRoot => Request.Root + "/v1.0";

    internal bool IsEventual => string.Equals(Request.Header("ConsistencyLevel"), "eventual", StringComparison.OrdinalIgnoreCase);

    /// <summary>The body as an object; an empty one when there is none.</summary>
    internal JsonObject Body => _body ??= ParseBody();

    internal LabError NoSegment() => LabError.NoSegment(Segments.Length == 0 ? "" : Segments[^1]);

    /// <summary>Splits a path; a key in parentheses becomes a segment, functions (<c>delta()</c>) stay whole.</summary>
    internal static string[] Split(string path)
    {
        var segments = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var segment = Uri.UnescapeDataString(part);
            var open = segment.IndexOf('(', StringComparison.Ordinal);
            if (open > 0 && Keyed.Contains(segment[..open]))
            {
                segments.Add(segment[..open]);
                segments.Add(segment[open..]);
            }
            else
            {
                segments.Add(segment);
            }
        }

        return [.. segments];
    }

    private JsonObject ParseBody()
    {
        if (Request.Body is not { Length: > 0 } bytes)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(bytes) as JsonObject ?? throw LabError.BadRequest("The request body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw LabError.BadRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        }
    }
}
