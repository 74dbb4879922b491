using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Tests.Changes;

/// <summary>How the tenant misbehaves at writes.</summary>
internal enum Manner
{
    /// <summary>Does what it says.</summary>
    Honest,

    /// <summary>Answers 204 and does nothing.</summary>
    FalseSuccess,

    /// <summary>Does it and answers 500.</summary>
    AppliedBut500,

    /// <summary>Does it and the connection breaks.</summary>
    AppliedButLost,

    /// <summary>Answers 403.</summary>
    Refuses,

    /// <summary>Answers 429.</summary>
    Throttles,
}

/// <summary>A tenant of groups with members and users with a switch, which can lie, lag, fail and kill the caller at any request.</summary>
internal sealed class ScriptedTenant : ITenantPort, ITenantPorts
{
    private readonly List<(int VisibleFrom, Action Apply)> _pending = [];
    private int _requests;

    /// <summary>Members by group.</summary>
    public Dictionary<string, HashSet<string>> Members { get; } = new() { ["g1"] = ["u1"], ["g2"] = [] };

    /// <summary>Enabled by user.</summary>
    public Dictionary<string, bool> Users { get; } = new() { ["u1"] = true, ["u2"] = true };

    public Manner Manner { get; set; }

    /// <summary>How many further requests a write stays invisible.</summary>
    public int Lag { get; set; }

    /// <summary>Requests from this one on answer 503; 0 for never.</summary>
    public int UnreadableFrom { get; set; }

    /// <summary>Called with the number of the request and whether it was carried out; may throw.</summary>
    public Action<int, bool>? OnRequest { get; set; }

    /// <summary>Every request in order.</summary>
    public List<string> Log { get; } = [];

    public ITenantPort Open(TenantDocument tenant) => this;

    public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int number = ++_requests;
        OnRequest?.Invoke(number, false);
        foreach ((int VisibleFrom, Action Apply) due in _pending.Where(write => write.VisibleFrom <= number).ToArray())
        {
            due.Apply();
            _pending.Remove(due);
        }

        Log.Add($"{request.Method} {request.Path}");
        GraphResponse response = UnreadableFrom > 0 && number >= UnreadableFrom ? Answer(request, 503)
            : request.IsWrite ? Write(request, number)
            : Read(request);
        OnRequest?.Invoke(number, true);
        return Task.FromResult(response);
    }

    private GraphResponse Read(GraphRequest request)
    {
        string[] path = request.Path.Split('?')[0].Trim('/').Split('/');
        if (path is ["groups", var group, "members"])
        {
            return Members.TryGetValue(group, out HashSet<string>? members)
                ? Answer(request, 200, new JsonObject { ["value"] = new JsonArray([.. members.Select(id => new JsonObject { ["id"] = id })]) })
                : Answer(request, 404);
        }

        return path is ["users", var user] && Users.TryGetValue(user, out bool enabled)
            ? Answer(request, 200, new JsonObject { ["id"] = user, ["displayName"] = $"User {user}", ["accountEnabled"] = enabled })
            : Answer(request, 404);
    }

    private GraphResponse Write(GraphRequest request, int number)
    {
        switch (Manner)
        {
            case Manner.Refuses:
                return Answer(request, 403);
            case Manner.Throttles:
                return Answer(request, 429);
            case Manner.FalseSuccess:
                return Answer(request, 204);
        }

        _pending.Add((number + 1 + Lag, () => Apply(request)));
        return Manner switch
        {
            Manner.AppliedBut500 => Answer(request, 500),
            Manner.AppliedButLost => throw TenantErrors.OutcomeUnknown.With("The connection broke."),
            _ => Answer(request, 204),
        };
    }

    private void Apply(GraphRequest request)
    {
        string[] path = request.Path.Trim('/').Split('/');
        switch (path)
        {
            case ["groups", var group, "members", "$ref"]:
                string target = JsonNode.Parse(request.Body!.Value.Span)!["@odata.id"]!.GetValue<string>();
                Members[group].Add(target[(target.LastIndexOf('/') + 1)..]);
                break;
            case ["groups", var group, "members", var member, "$ref"]:
                Members[group].Remove(member);
                break;
            case ["users", var user]:
                Users[user] = JsonNode.Parse(request.Body!.Value.Span)!["accountEnabled"]!.GetValue<bool>();
                break;
        }
    }

    private static GraphResponse Answer(GraphRequest request, int status, JsonNode? body = null) =>
        new(request, ChangeWorld.TenantId, "contoso", status, new Dictionary<string, string> { ["request-id"] = "r-1" },
            Encoding.UTF8.GetBytes(body?.ToJsonString() ?? (status >= 400 ? $$$"""{"error":{"code":"Status{{{status}}}","message":"as scripted"}}""" : "")));
}
