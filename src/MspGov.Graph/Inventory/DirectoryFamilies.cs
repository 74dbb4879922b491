using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;

namespace MspGov.Graph.Inventory;

/// <summary>The families that are one list each.</summary>
internal static class DirectoryFamilies
{
    public static Task GroupsAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.ListAsync(
            InventoryFamily.Groups,
            "/groups?$select=id,displayName,isAssignableToRole,groupTypes,onPremisesSyncEnabled&$top=999",
            InventoryJson.Default.ItemPageGroupItem,
            item =>
            {
                ref DirectoryObject group = ref context.Objects[context.Objects.Intern(item.Id)];
                group.Kind = ObjectKind.Group;
                group.Name = item.DisplayName;
                group.RoleAssignable = item.IsAssignableToRole == true;

                // Groups with rules and groups synchronised from on-premises cannot be brought under PIM.
                group.NotForPim = item.OnPremisesSyncEnabled == true || item.GroupTypes?.Contains("DynamicMembership") == true;
            },
            cancellationToken);

    public static Task AdministrativeUnitsAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.ListAsync(
            InventoryFamily.AdministrativeUnits,
            "/directory/administrativeUnits?$select=id,displayName",
            InventoryJson.Default.ItemPageNamedItem,
            item =>
            {
                ref DirectoryObject unit = ref context.Objects[context.Objects.Intern(item.Id)];
                unit.Kind = ObjectKind.AdministrativeUnit;
                unit.Name = item.DisplayName;
            },
            cancellationToken);

    public static Task ServicePrincipalsAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.ListAsync(
            InventoryFamily.ServicePrincipals,
            "/servicePrincipals?$select=id,appId,displayName,servicePrincipalType,accountEnabled,appOwnerOrganizationId,appRoles"
                + (context.Wanted.HasFlag(InventoryFamily.Credentials) ? ",passwordCredentials,keyCredentials" : "") + "&$top=999",
            InventoryJson.Default.ItemPageServicePrincipalItem,
            item => AddServicePrincipal(context, item),
            cancellationToken);

    public static Task ApplicationsAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.ListAsync(
            InventoryFamily.Applications,
            "/applications?$select=id,appId,displayName,createdDateTime"
                + (context.Wanted.HasFlag(InventoryFamily.Credentials) ? ",passwordCredentials,keyCredentials" : "") + "&$top=999",
            InventoryJson.Default.ItemPageApplicationItem,
            item =>
            {
                int index = context.Objects.Intern(item.Id);
                ref DirectoryObject application = ref context.Objects[index];
                application.Kind = ObjectKind.Application;
                application.Name = item.DisplayName;
                application.AppId = item.AppId ?? Guid.Empty;
                application.Created = item.CreatedDateTime?.UtcTicks ?? 0;
                AddCredentials(context, index, item);
            },
            cancellationToken);

    public static Task DelegatedGrantsAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.ListAsync(
            InventoryFamily.DelegatedGrants,
            "/oauth2PermissionGrants?$top=999",
            InventoryJson.Default.ItemPageGrantItem,
            item => context.Inventory.DelegatedGrants.Add(new(
                context.Objects.Intern(item.ClientId),
                context.Objects.Intern(item.ResourceId),
                string.Equals(item.ConsentType, "AllPrincipals", StringComparison.OrdinalIgnoreCase) || item.PrincipalId is null
                    ? -1
                    : context.Objects.Intern(item.PrincipalId),
                item.Scope ?? "",
                item.Id)),
            cancellationToken);

    public static Task RoleDefinitionsAsync(FamilyContext context, CancellationToken cancellationToken) =>
        context.PagesAsync(
            "/roleManagement/directory/roleDefinitions?$select=id,templateId,displayName,isBuiltIn,rolePermissions",
            InventoryJson.Default.ItemPageRoleDefinitionItem,
            item =>
            {
                bool builtIn = item.IsBuiltIn ?? EntraReference.Roles.ContainsKey(item.Id);
                string template = builtIn ? item.TemplateId ?? item.Id : item.Id;
                bool privileged = EntraReference.Roles.TryGetValue(template, out BuiltInDirectoryRole? known)
                    ? known.Privileged
                    : item.RolePermissions?.Any(permission => permission.AllowedResourceActions?.Any(EntraReference.IsPrivilegedAction) == true) == true;
                context.Inventory.Roles[item.Id] = new(item.Id, template, item.DisplayName ?? known?.Name ?? item.Id, builtIn, privileged);
            },
            cancellationToken);

    private static void AddServicePrincipal(FamilyContext context, ServicePrincipalItem item)
    {
        int index = context.Objects.Intern(item.Id);
        ref DirectoryObject principal = ref context.Objects[index];
        principal.Kind = KindOf(item.ServicePrincipalType);
        principal.Name = item.DisplayName;
        principal.AppId = item.AppId ?? Guid.Empty;
        principal.Enabled = item.AccountEnabled;
        principal.HomeTenant = item.AppOwnerOrganizationId ?? Guid.Empty;
        foreach (AppRoleItem role in item.AppRoles ?? [])
        {
            // What only users and groups can hold is an assignment to an application, not a permission.
            if (role.AllowedMemberTypes?.Contains("Application", StringComparer.OrdinalIgnoreCase) != false)
            {
                context.Inventory.AppRoleValues[(index, role.Id)] = role.Value ?? role.Id.ToString();
            }
        }

        AddCredentials(context, index, item);
    }

    public static ObjectKind KindOf(string? servicePrincipalType) =>
        string.Equals(servicePrincipalType, "ManagedIdentity", StringComparison.OrdinalIgnoreCase)
            ? ObjectKind.ManagedIdentity
            : ObjectKind.ServicePrincipal;

    private static void AddCredentials(FamilyContext context, int holder, ApplicationItem item)
    {
        if (!context.Wanted.HasFlag(InventoryFamily.Credentials))
        {
            // A mirror has them for those who want them.
            return;
        }

        Add(item.PasswordCredentials, CredentialKind.Secret);
        Add(item.KeyCredentials, CredentialKind.Certificate);

        void Add(List<CredentialItem>? credentials, CredentialKind kind)
        {
            foreach (CredentialItem credential in credentials ?? [])
            {
                context.Inventory.Credentials.Add(
                    new(holder, kind, credential.KeyId ?? "", credential.DisplayName, Window.Of(credential.StartDateTime, credential.EndDateTime)));
            }
        }
    }
}
