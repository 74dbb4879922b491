using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>The non-human identities of one tenant: every service principal and managed identity that is not Microsoft's own, and registrations without one.</summary>
internal static class NonHumanRegister
{
    private static readonly Guid Microsoft = Guid.Parse(NonHumanRules.MicrosoftTenant);

    /// <summary>Lines without findings, which need all tenants.</summary>
    public static IEnumerable<NonHumanIdentity> Lines(TenantDocument tenant, TenantInventory inventory, TenantPaths paths, IdentityRegister register)
    {
        ObjectTable objects = inventory.Objects;
        ILookup<string, AccessPath> held = paths.Find(AccessFilter.All).Where(path => path.Assignment != AssignmentKind.Owner).ToLookup(path => path.PrincipalId);
        ILookup<int, Ownership> owners = inventory.Ownerships.ToLookup(row => row.Owned);
        Dictionary<Guid, int> applications = objects.OfKind(ObjectKind.Application)
            .GroupBy(index => objects[index].AppId).ToDictionary(group => group.Key, group => group.First());
        var seen = new HashSet<Guid>();
        foreach (int index in objects.OfKind(ObjectKind.ServicePrincipal, ObjectKind.ManagedIdentity))
        {
            DirectoryObject principal = objects[index];
            seen.Add(principal.AppId);
            if (principal.HomeTenant != Microsoft)
            {
                yield return Line(index, applications.TryGetValue(principal.AppId, out int application) ? application : -1);
            }
        }

        foreach ((Guid app, int application) in applications.Where(pair => !seen.Contains(pair.Key)))
        {
            yield return Line(application, application);
        }

        NonHumanIdentity Line(int index, int application)
        {
            DirectoryObject known = objects[index];
            string id = objects.Text(index);
            AccessPath[] mine = [.. held[id]];
            CredentialInfo[] credentials = [.. IdentityRegister.CredentialsOf(inventory, id).Select(row => new CredentialInfo(row.Kind, row.Id, row.Name, row.Window.StartTime, row.Window.EndTime))];
            DateTimeOffset? created = application >= 0 && objects[application].Created != 0 ? new DateTimeOffset(objects[application].Created, TimeSpan.Zero) : null;
            return new()
            {
                TenantId = tenant.Id,
                Tenant = tenant.Name,
                PrincipalId = id,
                PrincipalName = known.Name,
                PrincipalType = known.Kind == ObjectKind.ManagedIdentity ? PrincipalType.ManagedIdentity : PrincipalType.ServicePrincipal,
                AppId = known.AppId == Guid.Empty ? null : known.AppId.ToString(),
                ApplicationId = application >= 0 ? objects.Text(application) : null,
                HomeTenantId = known.HomeTenant != Guid.Empty ? known.HomeTenant.ToString() : application >= 0 ? tenant.Id : null,
                Enabled = known.Enabled,
                Permissions = [.. mine.OrderByDescending(path => path.Privileged).Select(path => path.Role).Distinct()],
                PrivilegedPermissions = [.. mine.Where(path => path.Privileged).Select(path => path.Role).Distinct()],
                Credentials = credentials,
                NextExpiry = credentials.Where(credential => credential.End > inventory.ReadAt).Min(credential => credential.End),
                DirectoryOwners = [.. owners[index].Concat(application >= 0 && application != index ? owners[application] : [])
                    .Select(row => objects[row.Owner].Login ?? objects[row.Owner].Name ?? objects.Text(row.Owner)).Distinct()],
                Owner = register.OwnerOf(id)?.Owner,
                NeverUsedSince = credentials.Length == 0 && mine.Length == 0 && known.Kind == ObjectKind.ServicePrincipal && application >= 0 ? created : null,
                Completeness = paths.Completeness,
            };
        }
    }
}
