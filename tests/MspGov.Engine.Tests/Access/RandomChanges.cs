using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MspGov.Lab.Model;
using MspGov.Testing;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

/// <summary>Changes a lab tenant at random through Graph, in every family; a change that the tenant refuses is none.</summary>
internal sealed class RandomChanges(TestLab lab, int seed)
{
    private const string GraphAddress = "https://graph.microsoft.com/v1.0/directoryObjects/";

    private readonly Random _random = new(seed);
    private readonly HttpClient _client = lab.Client();
    private int _number;

    /// <summary>Kinds of changes that were made, with how many of each.</summary>
    public Dictionary<string, int> Made { get; } = [];

    public async Task MakeAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await OneAsync();
        }
    }

    private Task OneAsync() => _random.Next(22) switch
    {
        0 => SendAsync("rename user", HttpMethod.Patch, $"users/{Any(Sets.Users)}", $$"""{"displayName":"Renamed {{++_number}}"}"""),
        1 => SendAsync("disable user", HttpMethod.Patch, $"users/{Any(Sets.Users)}", """{"accountEnabled":false}"""),
        2 => SendAsync("delete user", HttpMethod.Delete, $"users/{Any(Sets.Users)}"),
        3 => SendAsync("restore", HttpMethod.Post, $"directory/deletedItems/{Any(Sets.Deleted)}/restore"),
        4 => SendAsync("create user", HttpMethod.Post, "users", $$"""{"accountEnabled":true,"displayName":"New {{++_number}}","mailNickname":"new{{_number}}","userPrincipalName":"new{{_number}}.{{seed}}@{{lab.Name}}.onmicrosoft.com","passwordProfile":{"password":"Zq7!random-words"} }"""),
        5 or 6 => SendAsync("add member", HttpMethod.Post, $"groups/{Any(Sets.Groups)}/members/$ref", $$"""{"@odata.id":"{{GraphAddress}}{{Any(_random.Next(4) == 0 ? Sets.Groups : Sets.Users)}}"}"""),
        7 => EdgeAsync("remove member", Relations.Members, "groups", "members"),
        8 => SendAsync("create group", HttpMethod.Post, "groups", $$"""{"displayName":"Group {{++_number}}","mailEnabled":false,"mailNickname":"group{{_number}}","securityEnabled":true,"isAssignableToRole":{{(_random.Next(2) == 0 ? "true" : "false")}} }"""),
        9 => SendAsync("delete group", HttpMethod.Delete, $"groups/{Any(Sets.Groups)}"),
        10 => SendAsync("assign role", HttpMethod.Post, "roleManagement/directory/roleAssignments", $$"""{"principalId":"{{Any(_random.Next(2) == 0 ? Sets.Groups : Sets.Users)}}","roleDefinitionId":"{{Any(Sets.RoleDefinitions)}}","directoryScopeId":"/"}"""),
        11 => SendAsync("remove role", HttpMethod.Delete, $"roleManagement/directory/roleAssignments/{Any(Sets.RoleAssignments)}"),
        12 => SendAsync("add owner", HttpMethod.Post, $"{AnySet(Sets.Applications, Sets.ServicePrincipals, Sets.Groups)}/owners/$ref", $$"""{"@odata.id":"{{GraphAddress}}{{Any(Sets.Users)}}"}"""),
        13 => OwnersAsync(),
        14 => SendAsync("grant permission", HttpMethod.Delete, $"servicePrincipals/{Any(Sets.ServicePrincipals)}/appRoleAssignments/{Any(Sets.AppRoleAssignments)}"),
        15 => SendAsync("change consent", HttpMethod.Patch, $"oauth2PermissionGrants/{Any(Sets.PermissionGrants)}", """{"scope":"User.Read Mail.Send"}"""),
        16 => SendAsync("delete consent", HttpMethod.Delete, $"oauth2PermissionGrants/{Any(Sets.PermissionGrants)}"),
        17 => SendAsync("delete application", HttpMethod.Delete, AnySet(Sets.Applications, Sets.ServicePrincipals)),
        18 => SendAsync("create application", HttpMethod.Post, "applications", $$"""{"displayName":"App {{++_number}}"}"""),
        19 => EligibleAsync(),
        20 => SignInAsync(),
        _ => SendAsync("create unit", HttpMethod.Post, "directory/administrativeUnits", $$"""{"displayName":"Unit {{++_number}}"}"""),
    };

    /// <summary>More owners than an expanded list shows.</summary>
    private Task OwnersAsync()
    {
        string owned = Any(Sets.Applications);
        lab.Change((directory, transaction) =>
        {
            foreach (LabObject user in directory.Users.Take(18 + _random.Next(8)).ToList())
            {
                transaction.Link(Relations.Owners, owned, user.Id);
            }
        });
        Count("many owners");
        return Task.CompletedTask;
    }

    private Task SignInAsync()
    {
        string user = Any(Sets.Users);
        string at = lab.Time.GetUtcNow().AddHours(-_random.Next(20)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string which = _random.Next(2) == 0 ? "lastSignInDateTime" : "lastNonInteractiveSignInDateTime";
        lab.Change((directory, transaction) => transaction.Put(directory.Find(Sets.Users, user)!.With(node => node["signInActivity"] = new JsonObject { [which] = at })));
        Count("sign in");
        return Task.CompletedTask;
    }

    private Task EligibleAsync() => _random.Next(2) == 0
        ? SendAsync("eligible role", HttpMethod.Post, "roleManagement/directory/roleEligibilityScheduleRequests", $$$"""{"action":"adminAssign","principalId":"{{{Any(Sets.Users)}}}","roleDefinitionId":"{{{Any(Sets.RoleDefinitions)}}}","directoryScopeId":"/","justification":"x","scheduleInfo":{"expiration":{"type":"afterDuration","duration":"P30D"} } }""")
        : SendAsync("eligible member", HttpMethod.Post, "identityGovernance/privilegedAccess/group/eligibilityScheduleRequests", $$$"""{"action":"adminAssign","accessId":"member","principalId":"{{{Any(Sets.Users)}}}","groupId":"{{{Any(Sets.Groups)}}}","justification":"x","scheduleInfo":{"expiration":{"type":"afterDuration","duration":"P30D"} } }""");

    private Task EdgeAsync(string kind, string relation, string set, string path)
    {
        (string From, string To)[] edges = lab.Inspect(directory => directory.Edges(relation).All.Where(edge => directory.Find(set, edge.From) is not null).ToArray());
        (string from, string to) = edges[_random.Next(edges.Length)];
        return SendAsync(kind, HttpMethod.Delete, $"{set}/{from}/{path}/{to}/$ref");
    }

    private async Task SendAsync(string kind, HttpMethod method, string url, string? body = null)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Content = body is null ? null : JsonContent.Create(JsonNode.Parse(body));
        using HttpResponseMessage response = await _client.SendAsync(request);
        if (response.IsSuccessStatusCode)
        {
            Count(kind);
        }
    }

    private void Count(string kind) => Made[kind] = Made.GetValueOrDefault(kind) + 1;

    private string AnySet(params string[] sets)
    {
        string set = sets[_random.Next(sets.Length)];
        return $"{set}/{Any(set)}";
    }

    private string Any(string set) => lab.Inspect(directory =>
    {
        LabObject[] all = [.. directory.Set(set).All];
        return all.Length == 0 ? Guid.Empty.ToString() : all[_random.Next(all.Length)].Id;
    });
}
