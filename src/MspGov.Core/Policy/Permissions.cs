namespace MspGov.Core.Policy;

/// <summary>The permissions as a set.</summary>
public static class Permissions
{
    /// <summary>Every permission there is.</summary>
    public static readonly Permission All = Enum.GetValues<Permission>().Aggregate(Permission.None, (all, one) => all | one);

    /// <summary>The single permissions that a set holds.</summary>
    public static IEnumerable<Permission> Each(this Permission set) =>
        Enum.GetValues<Permission>().Where(one => one != Permission.None && (set & one) == one);
}
