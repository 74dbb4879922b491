using System.Text.Json.Nodes;
using MspGov.Lab.Model;
using MspGov.Lab.Storage;

namespace MspGov.Lab.Rules;

/// <summary>Directory roles come into being when they are activated or first assigned.</summary>
internal static class RoleActivation
{
    /// <summary>The activated role of a template; null when there is no such template (a custom role).</summary>
    internal static LabObject? Activate(LabDirectory directory, LabTransaction transaction, string template)
    {
        if (directory.Set(Sets.DirectoryRoles).Where("roleTemplateId", template) is [var existing, ..])
        {
            return existing;
        }

        if (directory.Find(Sets.RoleTemplates, template) is not { } source)
        {
            return null;
        }

        var role = Writes.Make(
            Sets.DirectoryRoles,
            "directoryRole",
            Writes.NewId(),
            new JsonObject
            {
                ["deletedDateTime"] = null,
                ["description"] = source["description"],
                ["displayName"] = source["displayName"],
                ["roleTemplateId"] = template,
            },
            []);
        transaction.Put(role);
        return role;
    }
}
