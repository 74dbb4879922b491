using System.Text.Json.Nodes;
using System.Xml;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Checks a request against the PIM policy of its role or group.</summary>
internal static class PimPolicyCheck
{
    /// <summary>Throws with the names of the rules that failed (FACTS section 6).</summary>
    internal static void Require(LabCall call, PimKind kind, PimEntry entry, JsonObject body)
    {
        var level = kind.Eligible ? "Eligibility" : "Assignment";
        var rules = kind.Group
            ? RolePolicies.RulesFor(call.Directory, entry.Target, entry.Qualifier.ToLowerInvariant())
            : RolePolicies.RulesFor(call.Directory, "/", entry.Target);
        var failed = new List<string>();
        foreach (var rule in rules)
        {
            var id = rule["id"];
            if (id == "Expiration_Admin_" + level && !Fits(rule, entry))
            {
                failed.Add("ExpirationRule");
            }
            else if (id == "Enablement_Admin_" + level)
            {
                var enabled = (rule.ToNode()["enabledRules"] as JsonArray ?? []).Select(r => r!.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
                if (enabled.Contains("Justification") && string.IsNullOrWhiteSpace(body.Text("justification")))
                {
                    failed.Add("JustificationRule");
                }

                if (enabled.Contains("Ticketing") && (body["ticketInfo"] as JsonObject)?.Text("ticketNumber") is null)
                {
                    failed.Add("TicketingRule");
                }
            }
        }

        if (failed.Count > 0)
        {
            throw new LabError(400, "RoleAssignmentRequestPolicyValidationFailed", $"The following policy rules failed: [{string.Join(",", failed.Select(f => $"\"{f}\""))}]");
        }
    }

    private static bool Fits(LabObject rule, PimEntry entry)
    {
        if (entry.End is not { } end)
        {
            return rule.Flag("isExpirationRequired") != true;
        }

        return rule["maximumDuration"] is not { } maximum || end - entry.Start <= XmlConvert.ToTimeSpan(maximum) + TimeSpan.FromSeconds(1);
    }
}
