using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Settings of one authentication method.</summary>
internal sealed class MethodConfigurationRules() : SetRules(Sets.MethodConfigurations, "authenticationMethodConfiguration")
{
    internal override LabResponse Create(LabCall call) => throw LabError.MethodNotAllowed();

    /// <summary>Deleting reverts to the default in Graph; here it switches the method off.</summary>
    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        call.Transaction.Put(item.With(n => n["state"] = "disabled"));
        return LabResponse.NoContent;
    }

    protected override void BeforeUpdate(LabCall call, LabObject item, JsonObject body)
    {
        if (body.Text("@odata.type")?.TrimStart('#') is { } type && type != "microsoft.graph." + item.Type)
        {
            throw LabError.BadRequest($"The @odata.type must be #microsoft.graph.{item.Type}.");
        }
    }
}
