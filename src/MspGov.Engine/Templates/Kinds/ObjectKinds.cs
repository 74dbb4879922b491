using MspGov.Core.Errors;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>The kinds of objects that templates hold. A new kind is one class and one line here.</summary>
internal static class ObjectKinds
{
    /// <summary>All, in the order of applying.</summary>
    public static readonly IReadOnlyList<ObjectKind> All = new ObjectKind[]
    {
        new TenantSettingsKind(),
        new NamedLocationKind(),
        new AuthenticationStrengthKind(),
        new GroupKind(),
        new AdministrativeUnitKind(),
        new RoleDefinitionKind(),
        new ApplicationKind(),
        new GdapRelationshipKind(),
        new GdapAccessKind(),
        new AuthorizationPolicyKind(),
        new CrossTenantAccessDefaultKind(),
        new AuthenticationMethodsPolicyKind(),
        new AuthenticationMethodKind(),
        new RolePolicyKind(),
        new SecurityDefaultsKind(),
        new ConditionalAccessPolicyKind(),
    }.OrderBy(kind => kind.Order).ToArray();

    private static readonly Dictionary<string, ObjectKind> ByName = All.ToDictionary(kind => kind.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of that name; null when there is none.</summary>
    public static ObjectKind? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The kind of that name.</summary>
    /// <exception cref="GovException">TemplateKindNotKnown.</exception>
    public static ObjectKind Get(string name) => Find(name)
        ?? throw TemplateErrors.KindNotKnown.With($"'{name}' is no kind of object that templates hold; they hold {string.Join(", ", All.Select(kind => kind.Name))}.");
}
