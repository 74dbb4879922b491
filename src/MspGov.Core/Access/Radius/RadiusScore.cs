using MspGov.Core.Tenants;

namespace MspGov.Core.Access.Radius;

/// <summary>
/// The score of a blast radius. Each tenant gives the weight of its worst reach and a twentieth of each further privileged one;
/// tenants of high regulation count one and a half times. Weights: Global Administrator or a permission that leads to it 100, another
/// privileged role or tier-0 permission 40, anything else 5; what must be activated first counts 0.6, what needs a take-over 0.5.
/// </summary>
internal static class RadiusScore
{
    public static IReadOnlyList<RadiusPoints> Of(IEnumerable<RadiusReach> reach, Func<string, TenantTier> tierOf)
    {
        var lines = new List<RadiusPoints>();
        foreach (IGrouping<string, RadiusReach> tenant in reach.GroupBy(item => item.TenantId))
        {
            double factor = tierOf(tenant.Key) == TenantTier.HighRegulation ? 1.5 : 1;
            string regulated = factor > 1 ? ", tenant of high regulation × 1.5" : "";
            RadiusReach worst = tenant.MaxBy(Weight)!;
            lines.Add(new(worst.Tenant, Round(Weight(worst) * factor), $"worst: {worst.Role} ({Words(worst.Means)}){regulated}"));
            RadiusReach[] further = [.. tenant.Where(item => item.Privileged && item != worst)];
            if (further.Length > 0)
            {
                lines.Add(new(worst.Tenant, Round(further.Sum(Weight) / 20 * factor), $"{further.Length} further privileged roles or permissions, a twentieth each{regulated}"));
            }
        }

        return lines;
    }

    private static double Weight(RadiusReach item)
    {
        double weight = string.Equals(item.Role, "Global Administrator", StringComparison.Ordinal)
            || TakeOverRules.CanGrantItself(new("", item.Role, item.Scope, item.Privileged)) ? 100
            : item.Privileged ? 40
            : 5;
        return weight * (item.Means switch { ReachMeans.Standing => 1, ReachMeans.Elevation => 0.6, _ => 0.5 });
    }

    private static string Words(ReachMeans means) => means switch
    {
        ReachMeans.Standing => "usable now",
        ReachMeans.Elevation => "after activation",
        _ => "by a take-over",
    };

    private static double Round(double points) => Math.Round(points, 1);
}
