using MspGov.Core.Tenants;

namespace MspGov.Core.JobRoles;

/// <summary>
/// The ready-made catalogue: a starting point of least privilege that an MSP adopts, changes and approves. Role ids are Microsoft's
/// template ids, the same in every tenant. In highly regulated tenants nobody stands with anything that can change data.
/// </summary>
public static class ReadyJobRoles
{
    private static readonly (string Name, string Id) HelpdeskAdministrator = ("Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8");
    private static readonly (string Name, string Id) ServiceSupportAdministrator = ("Service Support Administrator", "f023fd81-a637-4b56-95fd-791ac0226033");
    private static readonly (string Name, string Id) DirectoryReaders = ("Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b");
    private static readonly (string Name, string Id) GlobalReader = ("Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451");
    private static readonly (string Name, string Id) UserAdministrator = ("User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1");
    private static readonly (string Name, string Id) GroupsAdministrator = ("Groups Administrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c");
    private static readonly (string Name, string Id) LicenseAdministrator = ("License Administrator", "4d6ac14f-3453-41d0-bef9-a3e0c569773a");
    private static readonly (string Name, string Id) ExchangeAdministrator = ("Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de");
    private static readonly (string Name, string Id) IntuneAdministrator = ("Intune Administrator", "3a2c62db-5318-420d-8d74-23affee5d9d5");
    private static readonly (string Name, string Id) AuthenticationAdministrator = ("Authentication Administrator", "c4e39bd9-1100-46d3-8c65-fb160da0071f");
    private static readonly (string Name, string Id) SecurityReader = ("Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509");
    private static readonly (string Name, string Id) SecurityOperator = ("Security Operator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f");
    private static readonly (string Name, string Id) SecurityAdministrator = ("Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d");
    private static readonly (string Name, string Id) ConditionalAccessAdministrator = ("Conditional Access Administrator", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9");
    private static readonly (string Name, string Id) CloudApplicationAdministrator = ("Cloud Application Administrator", "158c047a-c907-4556-b7ef-446551a6b5f7");
    private static readonly (string Name, string Id) SharePointAdministrator = ("SharePoint Administrator", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c");
    private static readonly (string Name, string Id) TeamsAdministrator = ("Teams Administrator", "69091246-20e8-4a56-aa4d-066075b2a7a8");
    private static readonly (string Name, string Id) ReportsReader = ("Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf");
    private static readonly (string Name, string Id) MessageCenterReader = ("Message Center Reader", "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b");

    /// <summary>The six job roles, version 0.</summary>
    public static readonly IReadOnlyList<JobRoleDocument> All =
    [
        Role("FirstLineSupport", "Answers the phone: unlocks accounts, resets passwords, opens cases with Microsoft.",
            "Reads the directory, resets credentials of people without privileged roles. Standing only for reading and cases.",
            Standing(DirectoryReaders), Standing(ServiceSupportAdministrator), JustInTime(HelpdeskAdministrator)),
        Role("SeniorEngineer", "Runs the client's environment from day to day: users, groups, licences, mail, devices.",
            "Reads everything; writes just in time, by workload. No role that can assign roles.",
            Standing(GlobalReader, TenantTier.Standard), JustInTime(GlobalReader, TenantTier.HighRegulation), Standing(ServiceSupportAdministrator),
            JustInTime(UserAdministrator), JustInTime(GroupsAdministrator), JustInTime(LicenseAdministrator), JustInTime(ExchangeAdministrator),
            JustInTime(IntuneAdministrator), JustInTime(AuthenticationAdministrator)),
        Role("SecurityAnalyst", "Watches for attacks, investigates and contains them.",
            "Reads security data; contains incidents and changes security settings just in time.",
            Standing(SecurityReader), Standing(GlobalReader, TenantTier.Standard), JustInTime(SecurityOperator), JustInTime(SecurityAdministrator),
            JustInTime(ConditionalAccessAdministrator, TenantTier.Standard)),
        Role("ProjectEngineer", "Builds and migrates within a project, for as long as the project lasts.",
            "Just-in-time administration of the workloads of a project; assign it with an end.",
            JustInTime(UserAdministrator), JustInTime(GroupsAdministrator), JustInTime(ExchangeAdministrator), JustInTime(SharePointAdministrator),
            JustInTime(TeamsAdministrator), JustInTime(IntuneAdministrator), JustInTime(CloudApplicationAdministrator, TenantTier.Standard)),
        Role("AccountManager", "Looks after the contract: usage, service health, licences.",
            "Reads reports and announcements. Changes nothing.",
            Standing(ReportsReader, TenantTier.Standard), JustInTime(ReportsReader, TenantTier.HighRegulation), Standing(MessageCenterReader)),
        Role("DutyManager", "Decides in an incident out of hours, and approves what others may do.",
            "Reads everything; contains just in time. Approves elevation at the MSP rather than holding roles.",
            Standing(GlobalReader, TenantTier.Standard), JustInTime(GlobalReader, TenantTier.HighRegulation), JustInTime(SecurityOperator), JustInTime(HelpdeskAdministrator)),
    ];

    private static JobRoleDocument Role(string name, string description, string technical, params JobRoleEntitlement[][] entitlements) => new()
    {
        Name = name,
        Version = 0,
        Description = description,
        TechnicalDescription = technical,
        Entitlements = [.. entitlements.SelectMany(pair => pair)],
    };

    private static JobRoleEntitlement[] Standing((string Name, string Id) role, TenantTier? tier = null) => Both(role, EntitlementHolding.Standing, tier);

    private static JobRoleEntitlement[] JustInTime((string Name, string Id) role, TenantTier? tier = null) => Both(role, EntitlementHolding.JustInTime, tier);

    // A technician reaches the same role either with an account in the tenant or through GDAP.
    private static JobRoleEntitlement[] Both((string Name, string Id) role, EntitlementHolding holding, TenantTier? tier) =>
    [
        new() { Kind = EntitlementKind.EntraRole, Id = role.Id, Name = role.Name, Holding = holding, Tier = tier },
        new() { Kind = EntitlementKind.GdapRole, Id = role.Id, Name = role.Name, Holding = holding, Tier = tier },
    ];
}
