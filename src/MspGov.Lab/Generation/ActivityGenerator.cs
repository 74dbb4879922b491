using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>Recent sign-ins, and who assigned the roles.</summary>
internal static class ActivityGenerator
{
    private const int Limit = 300;

    internal static void Generate(GenerationContext context)
    {
        var random = context.Random;
        foreach (var user in context.Directory.Users.Where(u => u.ToNode().ContainsKey("signInActivity")).Take(Limit).ToList())
        {
            AddSignIn(context, user, failed: random.Chance(0.05));
        }

        var admin = context.Directory.Users.FirstOrDefault(u => u["userPrincipalName"]!.StartsWith("adm-", StringComparison.Ordinal));
        foreach (var assignment in context.Directory.Set(Sets.RoleAssignments).All.Take(Limit).ToList())
        {
            AddAudit(context, assignment, admin);
        }
    }

    private static void AddSignIn(GenerationContext context, LabObject user, bool failed)
    {
        var id = context.Random.Id();
        context.Add(Sets.SignIns, "signIn", id, w =>
        {
            w.WriteString("createdDateTime", context.At(-context.Random.Below(7) - 0.4));
            w.WriteString("userDisplayName", user["displayName"]);
            w.WriteString("userPrincipalName", user["userPrincipalName"]);
            w.WriteString("userId", user.Id);
            w.WriteString("appId", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c");
            w.WriteString("appDisplayName", "Azure Portal");
            w.WriteString("ipAddress", "203.0.113." + (context.Random.Below(200) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
            w.WriteString("clientAppUsed", "Browser");
            w.WriteString("correlationId", context.Random.Id());
            w.WriteString("conditionalAccessStatus", failed ? "failure" : "success");
            w.WriteBoolean("isInteractive", true);
            w.WriteString("resourceDisplayName", "Windows Azure Service Management API");
            w.WriteStartObject("status");
            w.WriteNumber("errorCode", failed ? 50126 : 0);
            w.WriteString("failureReason", failed ? "Error validating credentials due to invalid username or password." : "Other.");
            w.WriteNull("additionalDetails");
            w.WriteEndObject();
        });
    }

    private static void AddAudit(GenerationContext context, LabObject assignment, LabObject? admin)
    {
        var role = context.Directory.Find(Sets.RoleDefinitions, assignment["roleDefinitionId"]!);
        var principal = context.Directory.FindDirectoryObject(assignment["principalId"]!);
        context.Add(Sets.DirectoryAudits, "directoryAudit", "Directory_" + context.Random.Id(), w =>
        {
            w.WriteString("category", "RoleManagement");
            w.WriteString("correlationId", context.Random.Id());
            w.WriteString("result", "success");
            w.WriteString("resultReason", "");
            w.WriteString("activityDisplayName", "Add member to role");
            w.WriteString("activityDateTime", context.At(-context.Random.Below(30) - 1));
            w.WriteString("loggedByService", "Core Directory");
            w.WriteString("operationType", "Assign");
            w.WriteStartObject("initiatedBy");
            w.WriteNull("app");
            w.WriteStartObject("user");
            w.WriteString("id", admin?.Id);
            w.WriteString("displayName", admin?["displayName"]);
            w.WriteString("userPrincipalName", admin?["userPrincipalName"]);
            w.WriteNull("ipAddress");
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteStartArray("targetResources");
            foreach (var (id, name, type) in new[] { (assignment["principalId"], principal?["displayName"], "User"), (assignment["roleDefinitionId"], role?["displayName"], "Role") })
            {
                w.WriteStartObject();
                w.WriteString("id", id);
                w.WriteString("displayName", name);
                w.WriteString("type", type);
                w.WriteStartArray("modifiedProperties");
                w.WriteEndArray();
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteStartArray("additionalDetails");
            w.WriteEndArray();
        });
    }
}
