using MspGov.Core.Ledger;

namespace MspGov.Core.Register;

/// <summary>
/// A pure function from entries to register rows: same entries, same rows. It is applied in the transaction that appends,
/// when projections are rebuilt, and by verification. Denied facts and entries whose detail was erased are not folded.
/// </summary>
public interface IFold
{
    /// <summary>The actions it folds.</summary>
    IReadOnlyCollection<string> Actions { get; }

    /// <summary>Applies one entry. Must not throw on any entry that the policy admits.</summary>
    void Apply(IRegisterWriter register, EntryView entry);
}

/// <summary>All folds, by action. One line an area.</summary>
public static class Folds
{
    private static readonly IFold[] All =
    [
        new CarryFold(),
        new Anchoring.AnchorFold(),
        new Operators.OperatorFold(),
        new Retention.RetentionFold(),
        new Tenants.TenantFold(),
        new Access.AccessFold(),
        new Changes.ChangeFold(),
        new Templates.TemplateFold(),
        new Lifecycle.LifecycleFold(),
        new JobRoles.JobRoleFold(),
        new Exceptions.ExceptionFold(),
        new Reviews.ReviewFold(),
        new Elevation.ElevationFold(),
        new BreakGlass.BreakGlassFold(),
    ];

    private static readonly Dictionary<string, IFold[]> ByAction = All
        .SelectMany(fold => fold.Actions.Select(action => (action, fold)))
        .GroupBy(pair => pair.action, pair => pair.fold)
        .ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Whether entries of that action change the register.</summary>
    public static bool Handles(string action) => ByAction.ContainsKey(action);

    /// <summary>Folds one entry into the register.</summary>
    public static void Apply(IRegisterWriter register, EntryView entry)
    {
        if (entry.Outcome == EntryOutcome.Denied || entry.Detail is null || !ByAction.TryGetValue(entry.Action, out IFold[]? folds))
        {
            return;
        }

        foreach (IFold fold in folds)
        {
            fold.Apply(register, entry);
        }
    }
}
