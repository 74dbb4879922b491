using System.Globalization;
using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>Users: break-glass accounts, administrators, staff, guests; some disabled, some never used, some synced from on-premises.</summary>
internal static class PeopleGenerator
{
    private static readonly string[] Departments = ["Sales", "Finance", "Engineering", "Operations", "Legal", "Marketing", "Human Resources", "IT", "Support", "Procurement"];
    private static readonly string[] Titles = ["Specialist", "Manager", "Analyst", "Lead", "Associate", "Coordinator", "Director", "Engineer"];
    private static readonly string[] Offices = ["London", "Berlin", "Lisbon", "Toronto", "Oslo", "Istanbul", "Chicago", "Milan"];
    private static readonly string[] GuestDomains = ["partner.example", "supplier.example", "auditors.example", "consult.example"];

    internal static void Generate(GenerationContext context)
    {
        var names = new PersonNames(context.Random);
        var count = Math.Max(context.Spec.Users, 8);
        var admins = Math.Clamp(count / 50, 4, 40);
        for (var i = 0; i < count; i++)
        {
            if (i < 2)
            {
                AddBreakGlass(context, i + 1);
            }
            else if (i < 2 + admins)
            {
                AddAdmin(context, names.At(i));
            }
            else if (context.Random.Chance(0.08) || i == 2 + admins)
            {
                AddGuest(context, names.At(i));
            }
            else
            {
                AddMember(context, names.At(i), i);
            }
        }

        // Somebody has to be the manager: each tenth reports to nobody, the others to a member before them.
        for (var i = 1; i < context.Members.Count; i++)
        {
            if (i % 10 != 0)
            {
                context.Link(Relations.Manager, context.Members[i], context.Members[i / 10 * 10]);
            }
        }

        foreach (var guest in context.Guests.Where((_, i) => i % 3 != 0))
        {
            context.Link(Relations.Sponsors, guest, context.Random.Pick(context.Members));
        }
    }

    private static void AddBreakGlass(GenerationContext context, int number) =>
        context.BreakGlass.Add(Add(context, new Person(
            "Emergency", $"Access {number:00}", $"Emergency Access {number:00}", $"emergency{number:00}@{context.InitialDomain}", "Member")
        { LastSignInDays = number == 1 ? -40 : null, CreatedDays = -800, Licensed = false }));

    private static void AddAdmin(GenerationContext context, (string First, string Last, string Suffix) name) =>
        context.Admins.Add(Add(context, new Person(
            name.First, name.Last, $"{name.First} {name.Last} (Admin)", $"adm-{Local(name)}@{context.InitialDomain}", "Member")
        { LastSignInDays = -context.Random.Below(60), CreatedDays = -700, Licensed = false, Department = "IT" }));

    private static void AddGuest(GenerationContext context, (string First, string Last, string Suffix) name)
    {
        var mail = $"{Local(name)}@{context.Random.Pick(GuestDomains)}";
        var accepted = context.Random.Chance(0.8);
        context.Guests.Add(Add(context, new Person(
            name.First, name.Last, Display(name), $"{mail.Replace('@', '_')}#EXT#@{context.InitialDomain}", "Guest")
        {
            Mail = mail,
            ExternalState = accepted ? "Accepted" : "PendingAcceptance",
            LastSignInDays = accepted && context.Random.Chance(0.7) ? -context.Random.Below(400) : null,
            CreatedDays = -context.Random.Below(600) - 1,
            Licensed = false,
            Enabled = !context.Random.Chance(0.05),
        }));
    }

    private static void AddMember(GenerationContext context, (string First, string Last, string Suffix) name, int index)
    {
        var enabled = !context.Random.Chance(0.06);
        context.Members.Add(Add(context, new Person(name.First, name.Last, Display(name), $"{Local(name)}@{context.Domain}", "Member")
        {
            Enabled = enabled,
            LastSignInDays = context.Random.Chance(0.1) ? null : enabled ? -context.Random.Below(45) : -90 - context.Random.Below(300),
            CreatedDays = -context.Random.Below(850) - 1,
            Department = context.Random.Pick(Departments),
            Synced = index % 3 == 0,
            EmployeeId = (10_000 + index).ToString(CultureInfo.InvariantCulture),
        }));
    }

    private static string Local((string First, string Last, string Suffix) name) => $"{name.First}.{name.Last}{name.Suffix}".ToLowerInvariant();

    private static string Display((string First, string Last, string Suffix) name) =>
        name.Suffix.Length == 0 ? $"{name.First} {name.Last}" : $"{name.First} {name.Last} {name.Suffix}";

    private static string Add(GenerationContext context, Person person)
    {
        var random = context.Random;
        var id = random.Id();
        var created = context.At(person.CreatedDays);
        context.Add(Sets.Users, "user", id, w =>
        {
            w.WriteNull("deletedDateTime");
            w.WriteBoolean("accountEnabled", person.Enabled);
            w.WriteStartArray("businessPhones");
            w.WriteEndArray();
            w.WriteString("createdDateTime", created);
            w.WriteString("creationType", person.ExternalState is null ? null : "Invitation");
            w.WriteString("displayName", person.DisplayName);
            w.WriteString("givenName", person.First);
            w.WriteString("surname", person.Last);
            w.WriteString("userPrincipalName", person.PrincipalName);
            w.WriteString("mail", person.Mail ?? (person.Licensed ? person.PrincipalName : null));
            w.WriteString("mailNickname", person.PrincipalName[..person.PrincipalName.IndexOf('@', StringComparison.Ordinal)].Replace("#EXT#", "", StringComparison.Ordinal));
            w.WriteString("jobTitle", person.Department is null ? null : $"{person.Department} {random.Pick(Titles)}");
            w.WriteString("department", person.Department);
            w.WriteString("employeeId", person.EmployeeId);
            w.WriteString("officeLocation", person.Department is null ? null : random.Pick(Offices));
            w.WriteNull("mobilePhone");
            w.WriteString("preferredLanguage", "en-US");
            w.WriteString("usageLocation", "US");
            w.WriteString("userType", person.UserType);
            w.WriteString("externalUserState", person.ExternalState);
            if (person.Synced)
            {
                w.WriteBoolean("onPremisesSyncEnabled", true);
                w.WriteString("onPremisesImmutableId", Convert.ToBase64String(random.Guid().ToByteArray()));
                w.WriteString("onPremisesLastSyncDateTime", context.At(-0.02));
            }
            else
            {
                w.WriteNull("onPremisesSyncEnabled");
            }

            w.WriteString("lastPasswordChangeDateTime", created);
            w.WriteString("signInSessionsValidFromDateTime", created);
            w.WriteStartArray("assignedLicenses");
            if (person.Licensed)
            {
                w.WriteStartObject();
                w.WriteStartArray("disabledPlans");
                w.WriteEndArray();
                w.WriteString("skuId", context.Spec.Premium ? TenancyGenerator.E5Sku : TenancyGenerator.BusinessSku);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            if (person.LastSignInDays is { } days)
            {
                var last = context.At(days - 0.3);
                w.WriteStartObject("signInActivity");
                w.WriteString("lastSignInDateTime", last);
                w.WriteString("lastNonInteractiveSignInDateTime", last);
                w.WriteString("lastSuccessfulSignInDateTime", last);
                w.WriteEndObject();
            }
        });
        return id;
    }

    private sealed record Person(string First, string Last, string DisplayName, string PrincipalName, string UserType)
    {
        internal string? Mail { get; init; }

        internal bool Enabled { get; init; } = true;

        internal int? LastSignInDays { get; init; }

        internal int CreatedDays { get; init; }

        internal bool Licensed { get; init; } = true;

        internal string? Department { get; init; }

        internal string? ExternalState { get; init; }

        internal bool Synced { get; init; }

        internal string? EmployeeId { get; init; }
    }
}
