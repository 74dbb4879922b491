using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Authentication contexts: <c>c1</c> to <c>c99</c>, the id chosen by the creator.</summary>
internal sealed class AuthenticationContextRules() : SetRules(Sets.AuthenticationContexts, "authenticationContextClassReference")
{
    internal override LabResponse Create(LabCall call)
    {
        var body = call.Checked(Type, create: true);
        var item = Writes.Make(Set, Type, body.RequiredText("id"), new JsonObject { ["displayName"] = null, ["description"] = null, ["isAvailable"] = false }, body);
        call.Transaction.Put(item);
        return ReadHandler.Created(call, item);
    }
}
