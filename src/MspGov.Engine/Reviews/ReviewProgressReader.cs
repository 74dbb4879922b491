using MspGov.Core.Register;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>Shows campaigns and items as they stand in the register.</summary>
internal static class ReviewProgressReader
{
    /// <summary>Items of one tenant's part, with their decisions.</summary>
    public static IReadOnlyList<ReviewItem> Items(IRegister register, ReviewDocument part)
    {
        Dictionary<string, ReviewDecisionDocument> decided = register.List<ReviewDecisionDocument>(part.Tenant, part.Key).ToDictionary(decision => decision.Item);
        return [.. register.List<ReviewItemDocument>(part.Tenant, part.Key)
            .OrderBy(item => item.Path.PrincipalName ?? item.Path.PrincipalId, StringComparer.OrdinalIgnoreCase).ThenBy(item => item.Path.Role, StringComparer.Ordinal).ThenBy(item => item.Id, StringComparer.Ordinal)
            .Select(item => Of(item, decided.GetValueOrDefault(item.Id), part))];
    }

    /// <summary>One item.</summary>
    public static ReviewItem Of(ReviewItemDocument item, ReviewDecisionDocument? decided, ReviewDocument part) => new()
    {
        Document = item,
        Decided = decided,
        IsDecided = decided?.Final(part.Settings.Stages.Count) is not null,
    };

    /// <summary>How far a part is.</summary>
    public static ReviewProgress Of(IRegister register, ReviewDocument part, DateTimeOffset now) =>
        Of(Items(register, part), part, register.Get<TenantDocument>(part.Tenant), now);

    /// <summary>How far a part with these items is.</summary>
    public static ReviewProgress Of(IReadOnlyList<ReviewItem> items, ReviewDocument part, TenantDocument? tenant, DateTimeOffset now)
    {
        int decided = items.Count(item => item.IsDecided || item.Decided?.Result is { IsFinal: true });
        return new ReviewProgress
        {
            ReviewId = part.Review,
            Name = part.Settings.Name,
            TenantId = part.Tenant,
            Tenant = tenant?.Name ?? part.Tenant,
            Status = part.Status,
            Due = part.Deadline,
            Overdue = part.Status == ReviewStatus.Open && now > part.Deadline && decided < items.Count,
            Items = items.Count,
            Decided = decided,
            Closed = items.Count(item => item.Decided?.Result is { IsFinal: true }),
            Results = items.Where(item => item.Result is not null).GroupBy(item => item.Result!.Value).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count()),
            Pending = part.Status == ReviewStatus.Open ? Pending(items, part, tenant) : new Dictionary<string, int>(),
            Completeness = part.Completeness,
            Cadence = part.Settings.Cadence,
            Next = ReviewSeries.NextAfter(part),
            Opened = part.OpenedAt,
            Ended = part.EndedAt,
        };
    }

    private static Dictionary<string, int> Pending(IReadOnlyList<ReviewItem> items, ReviewDocument part, TenantDocument? tenant)
    {
        var pending = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (ReviewItem item in items.Where(item => !item.IsDecided && item.Decided?.Result is not { IsFinal: true }))
        {
            ReviewStage stage = part.Settings.Stages[Math.Min(item.Decided?.Stages.Count ?? 0, part.Settings.Stages.Count - 1)];
            IReadOnlyList<string> names = ReviewerAuthority.ReviewersOf(stage, tenant, item.Document.Manager);
            foreach (string name in names.Count == 0 ? ["(nobody)"] : names)
            {
                pending[name] = pending.GetValueOrDefault(name) + 1;
            }
        }

        return pending;
    }
}
