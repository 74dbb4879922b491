using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Query;

/// <summary>A user's authentication methods: <c>methods</c> gives all, the others those of one type.</summary>
internal static class AuthenticationReads
{
    internal static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["methods"] = "authenticationMethod",
        ["passwordMethods"] = "passwordAuthenticationMethod",
        ["phoneMethods"] = "phoneAuthenticationMethod",
        ["emailMethods"] = "emailAuthenticationMethod",
        ["fido2Methods"] = "fido2AuthenticationMethod",
        ["microsoftAuthenticatorMethods"] = "microsoftAuthenticatorAuthenticationMethod",
        ["softwareOathMethods"] = "softwareOathAuthenticationMethod",
        ["temporaryAccessPassMethods"] = "temporaryAccessPassAuthenticationMethod",
        ["windowsHelloForBusinessMethods"] = "windowsHelloForBusinessAuthenticationMethod",
        ["platformCredentialMethods"] = "platformCredentialAuthenticationMethod",
        ["externalAuthenticationMethods"] = "externalAuthenticationMethod",
    };

    internal static LabResponse Get(LabCall call, LabObject user, IReadOnlyList<string> path, int at, int pageCap)
    {
        if (at >= path.Count || !Types.TryGetValue(path[at], out var type))
        {
            throw call.NoSegment();
        }

        var methods = Of(call.Directory, user.Id, type);
        if (at + 1 < path.Count)
        {
            return ReadHandler.Entity(call, methods.FirstOrDefault(m => m["id"] == path[at + 1]) ?? throw LabError.NotFound(path[at + 1]));
        }

        return CollectionReader.Read(
            call,
            new CollectionSource
            {
                Set = new EntitySet(path[at], path[at], type),
                After = _ => methods,
                Type = type,
                Polymorphic = type == "authenticationMethod",
                Context = $"users('{user.Id}')/authentication/{path[at]}",
            },
            pageCap);
    }

    internal static IEnumerable<LabObject> Of(LabDirectory directory, string user, string type) =>
        directory.ChildrenOf(user, Sets.AuthenticationMethods).Where(m => GraphSchema.Instance.IsA(m.Type, type));
}
