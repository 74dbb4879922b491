using System.Text.Json;
using MspGov.Testing;
using MspGov.Testing.Contract;

namespace MspGov.Lab.Tests;

/// <summary>The checker itself: it takes what Microsoft's own examples send, and finds planted mistakes.</summary>
public class ContractCheckerTests
{
    /// <summary>Requests of the official examples that are themselves wrong: placeholders, typing errors, properties of other versions.</summary>
    private static readonly string[] Wrong =
    [
        "device-update.02", "directoryobject-validateproperties.01", "fido2authenticationmethodconfiguration-update.01", "gm.get.directoryObjects_delta.03",
        "gm.get.roleManagement_directory_roleAssignments.02", "gm.get.users.03", "gm.patch.identity_conditionalAccess_authenticationContextClassReferences",
        "gm.patch.policies_authenticationMethodsPolicy_authenticationMethodConfigurations", "gm.post.directoryObjects_validateProperties.01",
        "microsoftauthenticatorauthenticationmethodconfiguration-update.01", "rbacapplication-list-roleassignments.02", "user-update.04",
    ];

    [SkippableFact]
    public void Official_example_requests_pass_but_for_those_that_are_wrong_themselves()
    {
        Skip.If(GraphContract.Instance is null, Repository.NoGraphContract);
        var checker = new ContractChecker(GraphContract.Instance);
        var (passed, mistakes) = (0, new List<string>());
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.GraphContract!, "examples"), "*.json"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            using var example = JsonDocument.Parse(File.ReadAllBytes(file));
            if (Request(example.RootElement) is not { } request || Wrong.Any(name.StartsWith) || name.Contains(".beta.", StringComparison.Ordinal))
            {
                continue;
            }

            passed++;
            mistakes.AddRange(checker.Check(request.Method, request.Path, request.Body).Select(m => $"{name}: {m}"));
        }

        Assert.True(mistakes.Count == 0, string.Join(Environment.NewLine, mistakes));
        Assert.InRange(passed, 400, int.MaxValue);
    }

    [SkippableTheory]
    [InlineData("GET", "/userz", null, "not in the contract")]
    [InlineData("GET", "/users?$nonsense=1", null, "query option $nonsense")]
    [InlineData("GET", "/users/1/memberOf/2/3", null, "not in the contract")]
    [InlineData("POST", "/groups", """{"displayNam":"x"}""", "displayNam: not a property of group")]
    [InlineData("POST", "/groups", """{"createdDateTime":"2026-01-01T00:00:00Z"}""", "createdDateTime: read-only")]
    [InlineData("PATCH", "/groups/1", """{"isAssignableToRole":true}""", "isAssignableToRole: read-only")]
    [InlineData("PATCH", "/users/1", """{"accountEnabled":"no"}""", "is not a Boolean")]
    [InlineData("POST", "/identity/conditionalAccess/policies", """{"state":"on"}""", "is not a member of the enum")]
    [InlineData("POST", "/identity/conditionalAccess/policies", """{"conditions":{"users":{"includeUser":["All"]}}}""", "includeUser: not a property of conditionalAccessUsers")]
    public void A_planted_mistake_is_found(string method, string path, string? body, string words)
    {
        Skip.If(GraphContract.Instance is null, Repository.NoGraphContract);
        Assert.Contains(words, Assert.Single(new ContractChecker(GraphContract.Instance).Check(method, path, body)), StringComparison.Ordinal);
    }

    /// <summary>The request of an example of v1.0; null for others, and for those of a signed-in user, which the extract leaves out.</summary>
    private static (string Method, string Path, string? Body)? Request(JsonElement example)
    {
        if (example.ValueKind != JsonValueKind.Object || !example.TryGetProperty("request", out var request) || request.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var url = request.GetProperty("url").GetString()!;
        var at = url.IndexOf("/v1.0/", StringComparison.Ordinal);
        if (at < 0 || url[(at + 5)..].StartsWith("/me/", StringComparison.Ordinal))
        {
            return null;
        }

        var body = request.TryGetProperty("body", out var element) && element.ValueKind == JsonValueKind.Object ? element.GetRawText() : null;
        return (request.GetProperty("method").GetString()!, url[(at + 5)..], body);
    }
}
