using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>Groups and administrative units: security, Microsoft 365, dynamic, synced and role-assignable; nested, with a cycle.</summary>
internal static class GroupGenerator
{
    private static readonly string[] Areas = ["Finance", "Engineering", "Operations", "Legal", "Marketing", "HR", "IT", "Support", "Projects", "Reporting", "Warehouse", "Field"];
    private static readonly string[] Uses = ["Readers", "Editors", "Owners", "VPN", "Printers", "Share", "Licences", "Pilot", "Approvers", "Team"];

    internal static void Generate(GenerationContext context)
    {
        var count = Math.Max(context.Spec.Groups, 14);
        var roleAssignable = Math.Clamp(count / 20, 3, 40);
        for (var i = 0; i < roleAssignable; i++)
        {
            AddRoleAssignable(context, i);
        }

        var nested = AddNestedChain(context, depth: 4);

        // Today Graph refuses groups inside role-assignable groups; clients must walk them all the same, because PIM for Groups can make
        // one group eligible for another and every other kind of group nests.
        context.Link(Relations.Members, context.RoleAssignableGroups[0], nested);
        for (var i = roleAssignable + 4; i < count; i++)
        {
            AddOrdinary(context, i);
        }

        AddUnits(context);
    }

    private static void AddRoleAssignable(GenerationContext context, int index)
    {
        var id = Add(context, $"RAG {(index == 0 ? "Tier 0 Operators" : $"Administrators {index:00}")}", "assigned", roleAssignable: true);
        context.RoleAssignableGroups.Add(id);
        for (var i = 0; i < 2 + context.Random.Below(3); i++)
        {
            context.Link(Relations.Members, id, context.Random.Chance(0.5) ? context.Random.Pick(context.Admins) : context.Random.Pick(context.Members));
        }

        if (index % 2 == 0)
        {
            context.Link(Relations.Owners, id, context.Random.Pick(context.Members));
        }
    }

    /// <summary>Security groups inside each other; the last contains the first again.</summary>
    private static string AddNestedChain(GenerationContext context, int depth)
    {
        var chain = new List<string>();
        for (var i = 0; i < depth; i++)
        {
            var id = Add(context, $"SG Nested Level {i + 1}", "assigned");
            context.SecurityGroups.Add(id);
            context.Link(Relations.Members, id, context.Random.Pick(context.Members));
            if (i > 0)
            {
                context.Link(Relations.Members, chain[i - 1], id);
            }

            chain.Add(id);
        }

        context.Link(Relations.Members, chain[^1], context.Random.Pick(context.Guests));
        context.Link(Relations.Members, chain[^1], chain[0]);
        return chain[0];
    }

    private static void AddOrdinary(GenerationContext context, int index)
    {
        var random = context.Random;
        var name = $"{Areas[index % Areas.Length]} {Uses[index / Areas.Length % Uses.Length]}";
        var round = index / (Areas.Length * Uses.Length);
        name = round == 0 ? name : $"{name} {round + 1}";
        var kind = index % 7 == 0 ? "dynamic" : index % 5 == 0 ? "unified" : index % 6 == 0 ? "synced" : "assigned";
        var id = Add(context, (kind == "unified" ? "" : "SG ") + name, kind);
        var members = 1 + random.Below(Math.Clamp(context.Spec.Users / 12, 4, 40));
        for (var i = 0; i < members; i++)
        {
            context.Link(Relations.Members, id, random.Chance(0.95) ? random.Pick(context.Members) : random.Pick(context.Guests));
        }

        if (kind == "assigned")
        {
            if (random.Chance(0.2))
            {
                context.Link(Relations.Members, id, random.Pick(context.SecurityGroups));
            }

            context.SecurityGroups.Add(id);
        }

        if (random.Chance(0.6))
        {
            context.Link(Relations.Owners, id, random.Pick(context.Members));
        }
    }

    private static string Add(GenerationContext context, string name, string kind, bool roleAssignable = false)
    {
        var id = context.Random.Id();
        var unified = kind == "unified";
        context.Add(Sets.Groups, "group", id, w =>
        {
            w.WriteNull("deletedDateTime");
            w.WriteNull("classification");
            w.WriteString("createdDateTime", context.At(-context.Random.Below(800) - 1));
            w.WriteString("description", name + ".");
            w.WriteString("displayName", name);
            w.WriteStartArray("groupTypes");
            if (unified)
            {
                w.WriteStringValue("Unified");
            }
            else if (kind == "dynamic")
            {
                w.WriteStringValue("DynamicMembership");
            }

            w.WriteEndArray();
            w.WriteBoolean("isAssignableToRole", roleAssignable);
            var nickname = Slugs.Of(name);
            w.WriteString("mail", unified ? $"{nickname}@{context.Domain}" : null);
            w.WriteBoolean("mailEnabled", unified);
            w.WriteString("mailNickname", nickname);
            w.WriteString("membershipRule", kind == "dynamic" ? "user.department -ne null" : null);
            w.WriteString("membershipRuleProcessingState", kind == "dynamic" ? "On" : null);
            if (kind == "synced")
            {
                w.WriteBoolean("onPremisesSyncEnabled", true);
            }
            else
            {
                w.WriteNull("onPremisesSyncEnabled");
            }

            w.WriteBoolean("securityEnabled", !unified);
            w.WriteString("visibility", unified ? "Private" : null);
        });
        return id;
    }

    private static void AddUnits(GenerationContext context)
    {
        foreach (var name in (string[])["Headquarters", "Branch North", "Contractors"])
        {
            var id = context.Random.Id();
            context.Units.Add(id);
            context.Add(Sets.AdministrativeUnits, "administrativeUnit", id, w =>
            {
                w.WriteNull("deletedDateTime");
                w.WriteString("description", name + ".");
                w.WriteString("displayName", name);
                w.WriteBoolean("isMemberManagementRestricted", false);
                w.WriteNull("membershipRule");
                w.WriteNull("membershipType");
                w.WriteNull("visibility");
            });
            for (var i = 0; i < 5; i++)
            {
                context.Link(Relations.Members, id, context.Random.Pick(context.Members));
            }

            context.Link(Relations.Members, id, context.Random.Pick(context.SecurityGroups));
        }
    }
}
