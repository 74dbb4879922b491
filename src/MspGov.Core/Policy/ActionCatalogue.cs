namespace MspGov.Core.Policy;

/// <summary>Every action that an entry may have, by name. One line an area.</summary>
public static class ActionCatalogue
{
    private static readonly Dictionary<string, ActionDefinition> ByName = new IEnumerable<ActionDefinition>[]
    {
        LedgerActions.All,
        Anchoring.AnchorActions.All,
        Retention.RetentionActions.All,
        Operators.OperatorActions.All,
        Tenants.TenantActions.All,
        Access.AccessActions.All,
        Changes.ChangeActions.All,
        Templates.TemplateActions.All,
        Lifecycle.LifecycleActions.All,
        JobRoles.JobRoleActions.All,
        Exceptions.ExceptionActions.All,
        Reviews.ReviewActions.All,
        Elevation.ElevationActions.All,
        BreakGlass.BreakGlassActions.All,
        Reports.ReportActions.All,
    }.SelectMany(area => area).ToDictionary(action => action.Name);

    /// <summary>All actions.</summary>
    public static IReadOnlyCollection<ActionDefinition> All => ByName.Values;

    /// <summary>The action of that name, or null.</summary>
    public static ActionDefinition? Find(string name) => ByName.GetValueOrDefault(name);
}
