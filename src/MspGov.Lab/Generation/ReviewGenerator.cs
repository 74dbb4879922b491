using MspGov.Lab.Model;
using MspGov.Lab.Rules;

namespace MspGov.Lab.Generation;

/// <summary>A native access review of a role-assignable group, some decisions made.</summary>
internal static class ReviewGenerator
{
    internal static void Generate(GenerationContext context)
    {
        if (!context.Spec.Premium || context.Spec.Empty || context.Directory.Groups.FirstOrDefault(g => g.Flag("isAssignableToRole") == true) is not { } group)
        {
            return;
        }

        var objects = ReviewObjects.Build(context.Directory, context.Random.Id, "Quarterly review of " + group["displayName"], group, context.Spec.Epoch.AddDays(-20), 14, "Applied").ToList();
        foreach (var (item, index) in objects.Select((o, i) => (o, i)))
        {
            var decided = item.Set == Sets.ReviewDecisions && index % 2 == 0;
            context.Directory.Set(item.Set).Put(decided ? ReviewObjects.Decide(item, "Approve", "Still needed", context.Spec.Epoch.AddDays(-10)) : item);
        }
    }
}
