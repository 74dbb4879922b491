using System.Text.Json.Nodes;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

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
