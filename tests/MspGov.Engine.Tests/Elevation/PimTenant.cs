using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MspGov.Core.Errors;
using MspGov.Engine.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Tests.Elevation;

/// <summary>How a tenant treats writes.</summary>
internal enum WriteManner
{
    /// <summary>Does what it says.</summary>
    Honest,

    /// <summary>Answers 201 and does nothing.</summary>
    FalseSuccess,

    /// <summary>Does it and answers 500.</summary>
    AppliedBut500,

    /// <summary>Does it, and the connection breaks.</summary>
    AppliedButLost,

    /// <summary>Answers 403.</summary>
    Refuses,

    /// <summary>Answers 429.</summary>
    Throttles,
}

/// <summary>Something that a principal holds.</summary>
internal sealed record Held(string Id, string Principal, string Role, DateTimeOffset Start, DateTimeOffset? End, DateTimeOffset VisibleFrom);

/// <summary>A tenant with PIM (or without), whose schedules end by its own clock, and which can lie, lag, fail and kill its caller.</summary>
internal sealed partial class PimTenant(TimeProvider time) : ITenantPort
{
    public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    private readonly List<(DateTimeOffset GoneFrom, Held Item)> _leaving = [];
    private int _ids;

    public bool HasPim { get; init; } = true;

    public List<Held> Schedules { get; } = [];

    public List<Held> Direct { get; } = [];

    /// <summary>Members of role-assignable groups; the role is the group.</summary>
    public List<Held> Members { get; } = [];

    public WriteManner Manner { get; set; }

    /// <summary>How long writes stay invisible.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>Reads answer 503.</summary>
    public bool Unreadable { get; set; }

    /// <summary>How far the tenant's Date header is off.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Called before and after each request; may throw.</summary>
    public Action<GraphRequest, bool>? OnRequest { get; set; }

    public int Requests { get; private set; }

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What the principal really holds now, whatever reads show.</summary>
    public bool Holds(string principal, string role) => Schedules.Concat(Direct).Concat(Members).Any(item => Is(item, principal, role) && (item.End is null || item.End > Now));

    public Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        OnRequest?.Invoke(request, false);
        Requests++;
        GraphResponse response = request.IsWrite ? Write(request) : Unreadable ? Error(request, 503, "ServiceUnavailable") : Read(request);
        OnRequest?.Invoke(request, true);
        return Task.FromResult(response);
    }

    private GraphResponse Read(GraphRequest request)
    {
        string path = request.Path.Split('?')[0];
        string filter = Filter().Match(Uri.UnescapeDataString(request.Path)) is { Success: true } match ? match.Groups[2].Value : string.Empty;
        string[] parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["users", var user] => Ok(request, new JsonObject { ["id"] = user, ["userPrincipalName"] = $"{user[..8]}@contoso.example" }),
            ["users", _, "transitiveMemberOf"] => List(request, []),
            ["roleManagement", "directory", "roleDefinitions"] => List(request, ElevationWorld.Roles
                .Where(role => role.Id == filter || role.Name == filter)
                .Select(role => new JsonObject { ["id"] = role.Id, ["templateId"] = role.Id, ["displayName"] = role.Name })),
            ["groups", ElevationWorld.Group] => Ok(request, new JsonObject { ["id"] = ElevationWorld.Group, ["displayName"] = "Tier 0", ["isAssignableToRole"] = true, ["securityEnabled"] = true }),
            ["groups", _, "members"] => List(request, Visible(Members).Select(item => new JsonObject { ["id"] = item.Principal })),
            ["roleManagement", "directory", "roleAssignments"] => List(request, Visible(Direct).Where(item => item.Principal == filter || item.Role == filter).Select(Assignment)),
            ["roleManagement", "directory", "roleAssignmentScheduleInstances" or "roleAssignmentSchedules"] when !HasPim => Error(request, 400, "AadPremiumLicenseRequired"),
            ["roleManagement", "directory", "roleAssignmentScheduleInstances" or "roleAssignmentSchedules"] => List(request, Visible(Schedules).Where(item => item.Principal == filter).Select(Assignment)),
            ["identityGovernance", ..] => Error(request, 400, "AadPremiumLicenseRequired"),
            _ => Error(request, 404, "Request_ResourceNotFound"),
        };
    }

    private GraphResponse Write(GraphRequest request)
    {
        switch (Manner)
        {
            case WriteManner.Refuses:
                return Error(request, 403, "Authorization_RequestDenied");
            case WriteManner.Throttles:
                return Error(request, 429, "TooManyRequests");
            case WriteManner.FalseSuccess:
                return Ok(request, new JsonObject { ["status"] = "Provisioned" }, 201);
        }

        GraphResponse response = Apply(request);
        return !response.IsSuccess || Manner == WriteManner.Honest ? response
            : Manner == WriteManner.AppliedBut500 ? Error(request, 500, "InternalServerError")
            : throw TenantErrors.OutcomeUnknown.With("The connection broke.");
    }

    private GraphResponse Apply(GraphRequest request)
    {
        string path = request.Path.Split('?')[0];
        JsonObject body = request.Body is { } bytes ? JsonNode.Parse(bytes.Span)!.AsObject() : [];
        string[] parts = path.Trim('/').Split('/');
        switch (parts)
        {
            case ["roleManagement", "directory", "roleAssignmentScheduleRequests"]:
                return Schedule(request, body);
            case ["roleManagement", "directory", "roleAssignments"]:
                Direct.Add(New((string)body["principalId"]!, (string)body["roleDefinitionId"]!, null));
                return Ok(request, [], 201);
            case ["roleManagement", "directory", "roleAssignments", var id]:
                return Leave(Direct, item => item.Id == id) ? Ok(request, [], 204) : Error(request, 404, "Request_ResourceNotFound");
            case ["groups", var group, "members", "$ref"]:
                string target = (string)body["@odata.id"]!;
                Members.Add(New(target[(target.LastIndexOf('/') + 1)..], group, null));
                return Ok(request, [], 204);
            case ["groups", var group, "members", var member, "$ref"]:
                return Leave(Members, item => Is(item, member, group)) ? Ok(request, [], 204) : Error(request, 404, "Request_ResourceNotFound");
            default:
                return Error(request, 404, "Request_ResourceNotFound");
        }
    }

    private GraphResponse Schedule(GraphRequest request, JsonObject body)
    {
        string principal = (string)body["principalId"]!;
        string role = (string)body["roleDefinitionId"]!;
        Held? held = Schedules.FirstOrDefault(item => Is(item, principal, role) && item.End > Now);
        if ((string)body["action"]! == "adminAssign")
        {
            if (held is not null)
            {
                return Error(request, 400, "RoleAssignmentExists");
            }

            Schedules.Add(New(principal, role, DateTimeOffset.Parse((string)body["scheduleInfo"]!["expiration"]!["endDateTime"]!, System.Globalization.CultureInfo.InvariantCulture)));
            return Ok(request, new JsonObject { ["status"] = "Provisioned" }, 201);
        }

        if (held is null)
        {
            return Error(request, 400, "RoleAssignmentDoesNotExist");
        }

        if (Now - held.Start < TimeSpan.FromMinutes(5))
        {
            return Error(request, 400, "ActiveDurationTooShort");
        }

        Leave(Schedules, item => item == held);
        return Ok(request, new JsonObject { ["status"] = "Revoked" }, 201);
    }

    private bool Leave(List<Held> list, Predicate<Held> which)
    {
        Held? item = list.Find(which);
        if (item is null)
        {
            return false;
        }

        list.Remove(item);
        _leaving.Add((Now + Lag, item));
        return true;
    }

    private Held New(string principal, string role, DateTimeOffset? end) => new($"a-{++_ids}", principal, role, Now, end, Now + Lag);

    /// <summary>What reads show: what is there long enough, and what is gone but not long enough.</summary>
    private IEnumerable<Held> Visible(List<Held> list) => list
        .Where(item => item.VisibleFrom <= Now)
        .Concat(_leaving.Where(left => left.GoneFrom > Now && ReferenceEquals(ListOf(left.Item), list)).Select(left => left.Item))
        .Where(item => item.End is null || item.End > Now);

    private List<Held> ListOf(Held item) => item.Role == ElevationWorld.Group ? Members : item.End is null ? Direct : Schedules;

    private static bool Is(Held item, string principal, string role) => item.Principal == principal && item.Role == role;

    private static JsonObject Assignment(Held item) => new()
    {
        ["id"] = item.Id,
        ["principalId"] = item.Principal,
        ["roleDefinitionId"] = item.Role,
        ["directoryScopeId"] = "/",
        ["memberType"] = "Direct",
        ["endDateTime"] = item.End?.UtcDateTime.ToString("o"),
    };

    private GraphResponse List(GraphRequest request, IEnumerable<JsonObject> items) => Ok(request, new JsonObject { ["value"] = new JsonArray([.. items]) });

    private GraphResponse Ok(GraphRequest request, JsonObject body, int status = 200) => Answer(request, status, body.ToJsonString());

    private GraphResponse Error(GraphRequest request, int status, string code) =>
        Answer(request, status, $$$"""{"error":{"code":"{{{code}}}","message":"as scripted"}}""");

    private GraphResponse Answer(GraphRequest request, int status, string body) => new(
        request, ElevationWorld.Premium, "contoso", status,
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["request-id"] = "r-1", ["Date"] = (Now + Skew).ToString("r") },
        Encoding.UTF8.GetBytes(body));

    [GeneratedRegex(@"\$filter=(\w+) eq '([^']*)'")]
    private static partial Regex Filter();
}
