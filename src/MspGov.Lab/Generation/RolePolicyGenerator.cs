using MspGov.Lab.Model;
using MspGov.Lab.Rules;

namespace MspGov.Lab.Generation;

/// <summary>PIM policies of every role and of the role-assignable groups; privileged roles forbid permanent eligibility.</summary>
internal static class RolePolicyGenerator
{
    internal static void Generate(GenerationContext context)
    {
        if (!context.Spec.Premium)
        {
            return;
        }

        var privileged = RoleCatalogue.All.Where(r => r.Privileged).Select(r => r.TemplateId).ToHashSet(StringComparer.Ordinal);
        foreach (var role in context.Directory.Set(Sets.RoleDefinitions).All.ToList())
        {
            Put(context, RolePolicies.Build($"DirectoryRole_{context.Spec.TenantId}_{context.Random.Id()}", "/", "DirectoryRole", role.Id, privileged.Contains(role.Id)));
        }

        foreach (var group in context.Directory.Groups.Where(g => g.Flag("isAssignableToRole") == true).ToList())
        {
            foreach (var access in (string[])["member", "owner"])
            {
                Put(context, RolePolicies.Build($"Group_{group.Id}_{context.Random.Id()}", group.Id, "Group", access, strict: false));
            }
        }
    }

    private static void Put(GenerationContext context, IEnumerable<LabObject> objects)
    {
        foreach (var item in objects)
        {
            context.Directory.Set(item.Set).Put(item);
        }
    }
}
