namespace MspGov.Lab.Generation;

/// <summary>A built-in role of Entra ID.</summary>
internal sealed record BuiltInRole(string TemplateId, bool Privileged, string DisplayName);

/// <summary>The built-in roles, from shipped data.</summary>
internal static class RoleCatalogue
{
    internal const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
    internal const string PrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814";
    internal const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    internal const string HelpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    internal const string SecurityAdministrator = "194ae4cb-b126-40b2-bd5b-6091b380977d";
    internal const string SecurityReader = "5d6b6bb7-de71-4623-b4af-96380a352509";
    internal const string GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    internal const string ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
    internal const string CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7";
    internal const string ConditionalAccessAdministrator = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
    internal const string IntuneAdministrator = "3a2c62db-5318-420d-8d74-23affee5d9d5";
    internal const string DirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    internal const string ExchangeAdministrator = "29232cdf-9323-42fd-ade2-1d097af3e4de";

    private static readonly Lazy<IReadOnlyList<BuiltInRole>> Roles = new(() =>
        [.. LabData.Lines("entra-roles.txt").Select(l => new BuiltInRole(l[..36], l[37] == 'p', l[39..]))]);

    internal static IReadOnlyList<BuiltInRole> All => Roles.Value;
}
