using MspGov.Core.Changes;

namespace MspGov.Core.Reviews;

/// <summary>What to do in the tenant so that one path ends, or why that cannot be done from here and who can do what.</summary>
/// <param name="Changes">Changes in order; empty when it cannot be done from here.</param>
/// <param name="Words">What is cut, or what somebody must do.</param>
public sealed record EdgeCut(IReadOnlyList<ITenantChange> Changes, string Words)
{
    /// <summary>Whether it can be done from here.</summary>
    public bool Possible => Changes.Count > 0;

    /// <summary>Can be done.</summary>
    public static EdgeCut Of(string words, params ITenantChange[] changes) => new(changes, words);

    /// <summary>Cannot be done from here.</summary>
    public static EdgeCut Cannot(string words) => new([], words);
}
