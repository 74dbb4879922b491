using MspGov.Core.Lifecycle;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>Campaigns that come again.</summary>
internal sealed class ReviewSeries(ReviewContext context)
{
    /// <summary>When the next one is to be opened, UTC; null when it comes no more, or is not a matter of time.</summary>
    public static DateTimeOffset? NextAfter(ReviewDocument part) => part.Status == ReviewStatus.Stopped ? null : part.Settings.Cadence switch
    {
        ReviewCadence.Monthly => part.OpenedAt.AddMonths(1),
        ReviewCadence.Quarterly => part.OpenedAt.AddMonths(3),
        ReviewCadence.Yearly => part.OpenedAt.AddYears(1),
        _ => null,
    };

    /// <summary>Opens the next of a series in a tenant, when its time has come. The id follows from the series, so that two runs at once open one.</summary>
    public async Task OpenNextAsync(TenantDocument tenant, IEnumerable<ReviewDocument> parts, IOutput<ReviewOutcome> output, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, ReviewDocument> series in parts.GroupBy(part => part.Series))
        {
            ReviewDocument last = context.Ledger.Read(register => register.List<ReviewDocument>(tenant.Id)).Where(part => part.Series == series.Key).MaxBy(part => part.Occurrence)!;
            DateTimeOffset now = context.Now;
            ReviewSettings? settings = last.Settings.Cadence == ReviewCadence.OnMover ? ForMovers(last)
                : NextAfter(last) is { } next && now >= next ? last.Settings
                : null;
            if (settings is null)
            {
                continue;
            }

            int occurrence = last.Occurrence + 1;
            ReviewDocument terms = last with
            {
                Review = $"{last.Series}-{occurrence}",
                Settings = settings,
                Occurrence = occurrence,
                Due = now.AddDays(settings.DurationDays),
                EscalatedUntil = null,
                EndedAt = null,
                Status = ReviewStatus.Open,
            };
            OpenedReview opened = await new ReviewOpening(context).OpenAsync(tenant, terms, ticket: null, cancellationToken);
            if (opened.Problem is { } problem)
            {
                await output.ErrorAsync(problem, cancellationToken);
            }

            await output.WriteAsync(
                new ReviewOutcome { ReviewId = terms.Review, TenantId = tenant.Id, Tenant = tenant.Name, Status = "Opened", Words = $"The next campaign of the series is open until {terms.Due:yyyy-MM-dd}." },
                cancellationToken);
        }
    }

    /// <summary>The terms for those who changed job since the last one was opened; null when nobody did.</summary>
    private ReviewSettings? ForMovers(ReviewDocument last)
    {
        string[] movers = last.Status == ReviewStatus.Stopped ? [] : context.Ledger.Read(register => register.List<LifecycleRunDocument>(last.Tenant)
            .Where(run => run.Event.Type == LifecycleType.Mover && run.StartedAt > last.OpenedAt)
            .SelectMany(run => run.Principals)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray());
        return movers.Length == 0 ? null : last.Settings with { Scope = last.Settings.Scope with { Principals = movers } };
    }
}
