using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>Built-in role definitions and role templates: their ids are the same in every tenant.</summary>
internal static class RoleCatalogueGenerator
{
    internal static void Generate(GenerationContext context)
    {
        foreach (var role in RoleCatalogue.All)
        {
            context.Add(Sets.RoleDefinitions, "unifiedRoleDefinition", role.TemplateId, w =>
            {
                w.WriteString("description", $"Built-in role {role.DisplayName}.");
                w.WriteString("displayName", role.DisplayName);
                w.WriteBoolean("isBuiltIn", true);
                w.WriteBoolean("isEnabled", true);
                w.WriteStartArray("resourceScopes");
                w.WriteStringValue("/");
                w.WriteEndArray();
                w.WriteString("templateId", role.TemplateId);
                w.WriteString("version", "1");
                w.WriteStartArray("rolePermissions");
                w.WriteStartObject();
                w.WriteStartArray("allowedResourceActions");
                w.WriteStringValue("microsoft.directory/users/standard/read");
                w.WriteEndArray();
                w.WriteNull("condition");
                w.WriteEndObject();
                w.WriteEndArray();
            });
            context.Add(Sets.RoleTemplates, "directoryRoleTemplate", role.TemplateId, w =>
            {
                w.WriteNull("deletedDateTime");
                w.WriteString("description", $"Built-in role {role.DisplayName}.");
                w.WriteString("displayName", role.DisplayName);
            });
        }
    }
}
