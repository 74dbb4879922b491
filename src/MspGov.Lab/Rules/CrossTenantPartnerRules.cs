using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Rules;

/// <summary>Cross-tenant access of one partner: addressed by the partner's tenant id.</summary>
internal sealed class CrossTenantPartnerRules() : SetRules(Sets.CrossTenantPartners, "crossTenantAccessPolicyConfigurationPartner")
{
    internal override LabResponse Create(LabCall call)
    {
        var body = call.Checked(Type, create: true);
        var tenant = body.RequiredText("tenantId");
        if (call.Directory.Find(Set, tenant) is not null)
        {
            throw new LabError(409, "Conflict", "A configuration for the partner exists already.");
        }

        var node = new JsonObject { ["tenantId"] = tenant, ["isServiceProvider"] = null };
        foreach (var name in GraphSchema.Instance.Type(Type)!.Properties.Values.Where(p => !p.IsNavigation && p.IsReference).Select(p => p.Name))
        {
            node[name] = null;
        }

        Writes.Merge(node, body);
        var item = new LabObject(Set, Type, tenant, null, LabJson.ToBytes(node));
        call.Transaction.Put(item);
        return ReadHandler.Created(call, item);
    }
}
