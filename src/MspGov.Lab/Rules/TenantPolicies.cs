using System.Text.Json.Nodes;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Rules;

/// <summary>Updates of the policies of which a tenant has one, and of the rules of PIM policies.</summary>
internal static class TenantPolicies
{
    internal const string SecurityDefaults = "policies/identitySecurityDefaultsEnforcementPolicy";

    internal static LabResponse? TryHandle(LabCall call)
    {
        if ((call.Method, call.Segments) is ("POST", ["policies", "crossTenantAccessPolicy", "default", "resetToSystemDefault" or "microsoft.graph.resetToSystemDefault"]))
        {
            var item = call.Directory.Find(Sets.Singletons, "policies/crossTenantAccessPolicy/default")!;
            call.Transaction.Put(item.With(JsonNode.Parse(TenantPolicyGenerator.DefaultCrossTenant)!));
            return LabResponse.NoContent;
        }

        if (call.Method != "PATCH" || SingletonReads.Find(call) is not { } found || found.Length != call.Segments.Length)
        {
            return null;
        }

        var body = call.Checked(found.Item.Type, create: false);
        if (found.Item.Id == SecurityDefaults && body.Flag("isEnabled") == true
            && call.Directory.Set(Sets.ConditionalPolicies).All.Any(p => p["state"] == "enabled"))
        {
            throw new LabError(400, "BadRequest", "Your organization has Conditional Access policies enabled, which prevents you from enabling Security defaults.");
        }

        call.Transaction.Put(found.Item.With(n =>
        {
            Writes.Merge(n, body);
            if (n.ContainsKey("isServiceDefault"))
            {
                n["isServiceDefault"] = false;
            }

            if (n.ContainsKey("lastModifiedDateTime"))
            {
                n["lastModifiedDateTime"] = call.Time();
            }
        }));
        return LabResponse.NoContent;
    }

    /// <summary>Rules are fixed; only their settings change.</summary>
    internal static LabResponse? TryRule(LabCall call, LabObject policy, string[] rest)
    {
        if ((call.Method, rest) is not ("PATCH", ["rules", var id]))
        {
            return null;
        }

        var rule = call.Directory.ChildrenOf(policy.Id, Sets.RolePolicyRules).FirstOrDefault(r => r["id"] == id) ?? throw LabError.NotFound(id);
        if (call.Body.Text("@odata.type")?.TrimStart('#') != "microsoft.graph." + rule.Type)
        {
            throw LabError.BadRequest($"The @odata.type of rule '{id}' is #microsoft.graph.{rule.Type}.");
        }

        var body = call.Checked(rule.Type, create: false);
        if (body.Text("id") is { } given && given != id)
        {
            throw LabError.BadRequest("The id of a rule cannot be changed.");
        }

        call.Transaction.Put(Writes.Merge(rule, body));
        call.Transaction.Put(policy.With(n => n["lastModifiedDateTime"] = call.Time()));
        return LabResponse.NoContent;
    }
}

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
