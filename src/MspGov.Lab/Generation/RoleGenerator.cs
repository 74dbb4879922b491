using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>
/// Who holds which role: break-glass, administrators, too many standing assignments, groups, service principals, administrative-unit
/// scope, time-bound and eligible ones, PIM for Groups, and a partner's groups that this tenant cannot resolve.
/// </summary>
internal static class RoleGenerator
{
    private static readonly string[] Delegable =
    [
        RoleCatalogue.UserAdministrator, RoleCatalogue.HelpdeskAdministrator, RoleCatalogue.SecurityReader, RoleCatalogue.GlobalReader,
        RoleCatalogue.SecurityAdministrator, RoleCatalogue.ApplicationAdministrator, RoleCatalogue.CloudApplicationAdministrator,
        RoleCatalogue.ConditionalAccessAdministrator, RoleCatalogue.IntuneAdministrator, RoleCatalogue.ExchangeAdministrator,
        RoleCatalogue.DirectoryReaders,
    ];

    internal static void Generate(GenerationContext context)
    {
        var random = context.Random;
        var custom = AddCustomRole(context);
        foreach (var account in context.BreakGlass)
        {
            Assign(context, account, RoleCatalogue.GlobalAdministrator, "/");
        }

        Assign(context, context.Admins[0], RoleCatalogue.GlobalAdministrator, "/");
        Assign(context, context.Admins[1], RoleCatalogue.PrivilegedRoleAdministrator, "/");
        Assign(context, context.RoleAssignableGroups[0], RoleCatalogue.SecurityAdministrator, "/");
        Assign(context, context.RoleAssignableGroups[1], RoleCatalogue.UserAdministrator, $"/administrativeUnits/{context.Units[0]}");
        Assign(context, random.Pick(context.Members), RoleCatalogue.HelpdeskAdministrator, $"/administrativeUnits/{context.Units[1]}");
        Assign(context, random.Pick(context.Members), custom, "/");
        Assign(context, context.AppPrincipals[0], RoleCatalogue.UserAdministrator, "/");
        Assign(context, context.Admins[2], RoleCatalogue.CloudApplicationAdministrator, "/" + context.AppPrincipals[1]);
        if (context.Guests.Count > 0)
        {
            Assign(context, context.Guests[0], RoleCatalogue.GlobalReader, "/");
        }

        foreach (var member in context.Members.Where(_ => random.Chance(0.02)))
        {
            Assign(context, member, random.Pick(Delegable), "/");
        }

        // A partner's security groups: their ids are assigned here and answer 404 here.
        for (var i = 0; i < GdapGenerator.Roles.Length; i++)
        {
            var unknown = random.Id();
            Assign(context, i < context.Spec.ForeignGroups.Count ? context.Spec.ForeignGroups[i] : unknown, GdapGenerator.Roles[i], "/");
        }

        if (context.Spec.Premium)
        {
            AddPrivilegedAccess(context);
        }

        ActivateRoles(context);
    }

    private static void AddPrivilegedAccess(GenerationContext context)
    {
        var random = context.Random;
        PimWriter.AddAssignment(context, context.Admins[3], RoleCatalogue.ConditionalAccessAdministrator, "/", context.Spec.Epoch.AddDays(-1), context.Spec.Epoch.AddDays(30));
        foreach (var admin in context.Admins)
        {
            PimWriter.AddEligibility(context, admin, random.Pick(Delegable), "/", context.Spec.Epoch.AddDays(-random.Below(200)), random.Chance(0.5) ? null : context.Spec.Epoch.AddDays(30 + random.Below(300)));
        }

        PimWriter.AddEligibility(context, context.Admins[1], RoleCatalogue.GlobalAdministrator, "/", context.Spec.Epoch.AddDays(-90), null);
        PimWriter.AddEligibility(context, context.RoleAssignableGroups[^1], RoleCatalogue.PrivilegedRoleAdministrator, "/", context.Spec.Epoch.AddDays(-30), null);
        PimWriter.AddEligibility(context, random.Pick(context.Members), RoleCatalogue.UserAdministrator, $"/administrativeUnits/{context.Units[2]}", context.Spec.Epoch.AddDays(-10), context.Spec.Epoch.AddDays(180));

        PimWriter.AddGroupEligibility(context, context.RoleAssignableGroups[0], random.Pick(context.Members), "member", context.Spec.Epoch.AddDays(-20), context.Spec.Epoch.AddDays(160));
        PimWriter.AddGroupEligibility(context, context.RoleAssignableGroups[0], context.SecurityGroups[^1], "member", context.Spec.Epoch.AddDays(-20), null);
        PimWriter.AddGroupEligibility(context, context.RoleAssignableGroups[1], random.Pick(context.Members), "owner", context.Spec.Epoch.AddDays(-20), null);
        PimWriter.AddGroupAssignment(context, context.RoleAssignableGroups[1], random.Pick(context.Members), "member", context.Spec.Epoch.AddDays(-1), context.Spec.Epoch.AddDays(14));
    }

    private static string AddCustomRole(GenerationContext context)
    {
        var id = context.Random.Id();
        context.Add(Sets.RoleDefinitions, "unifiedRoleDefinition", id, w =>
        {
            w.WriteString("description", "Updates credentials of applications.");
            w.WriteString("displayName", "Application Credential Operator");
            w.WriteBoolean("isBuiltIn", false);
            w.WriteBoolean("isEnabled", true);
            w.WriteStartArray("resourceScopes");
            w.WriteStringValue("/");
            w.WriteEndArray();
            w.WriteString("templateId", id);
            w.WriteString("version", "1");
            w.WriteStartArray("rolePermissions");
            w.WriteStartObject();
            w.WriteStartArray("allowedResourceActions");
            w.WriteStringValue("microsoft.directory/applications/credentials/update");
            w.WriteEndArray();
            w.WriteNull("condition");
            w.WriteEndObject();
            w.WriteEndArray();
        });
        return id;
    }

    private static void Assign(GenerationContext context, string principal, string role, string scope)
    {
        if (!context.Directory.Set(Sets.RoleAssignments).Where("principalId", principal)
            .Any(a => a["roleDefinitionId"] == role && a["directoryScopeId"] == scope))
        {
            PimWriter.AddAssignment(context, principal, role, scope, start: null, end: null);
        }
    }

    /// <summary>A directory role exists once it was first assigned.</summary>
    private static void ActivateRoles(GenerationContext context)
    {
        var assigned = context.Directory.Set(Sets.RoleAssignments).All.Select(a => a["roleDefinitionId"]!).ToHashSet(StringComparer.Ordinal);
        foreach (var role in RoleCatalogue.All.Where(r => assigned.Contains(r.TemplateId)))
        {
            context.Add(Sets.DirectoryRoles, "directoryRole", context.Random.Id(), w =>
            {
                w.WriteNull("deletedDateTime");
                w.WriteString("description", $"Built-in role {role.DisplayName}.");
                w.WriteString("displayName", role.DisplayName);
                w.WriteString("roleTemplateId", role.TemplateId);
            });
        }
    }
}
