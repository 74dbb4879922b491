using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>Opens a campaign in one tenant: reads, snapshots, and records all in one commit, so that a campaign is never half open.</summary>
internal sealed class ReviewOpening(ReviewContext context)
{
    private const int PageSize = 100;

    /// <summary>Opens, unless it is open there already.</summary>
    public async Task<OpenedReview> OpenAsync(TenantDocument tenant, ReviewDocument terms, string? ticket, CancellationToken cancellationToken)
    {
        Ruling reviewers = context.Ledger.Read(register => ReviewRules.HasReviewers(register, terms.Settings, tenant));
        if (reviewers.Kind != RulingKind.Permit)
        {
            throw reviewers.ToException();
        }

        AccessReading reading = await AccessReading.OfAsync(context.Access, Query(tenant.Id, terms.Settings.Scope), cancellationToken);
        ReviewItemBuilder builder = context.Ledger.Read(register => new ReviewItemBuilder(register, terms.Review, terms.Settings, tenant, context.Now));
        AccessPath[] wanted = [.. reading.ById.Select(same => same.First()).Where(builder.Wants)];
        bool managers = terms.Settings.Stages.Any(stage => stage.Reviewer == ReviewerKind.Manager);
        TenantNames names = await TenantNames.OfAsync(context.Tenants.Open(tenant), reading, wanted, managers, cancellationToken);
        ReviewItemDocument[] items = [.. wanted.Select(path => builder.Build(path, names, revision: 0)).OrderBy(item => item.Id, StringComparer.Ordinal)];
        ReviewDocument part = terms with
        {
            Tenant = tenant.Id,
            Items = items.Length,
            SnapshotHash = ReviewItemId.SnapshotHash(items),
            Completeness = reading.Completeness,
        };
        IReadOnlyList<EntryView> entries = context.Ledger.Append(
            [
                ReviewEntries.Draft(part.Tenant, ReviewActions.Open, part.Review, part.Settings.Name, part, ticket),
                .. items.Chunk(PageSize).Select(page => ReviewEntries.Draft(part.Tenant, ReviewActions.Items, part.Review, part.Settings.Name, new ReviewItemPage(part.Review, page), ticket)),
            ],
            cancellationToken);
        GovException? incomplete = reading.Problem is not { } problem ? null : TenantErrors.ReadIncomplete
            .With($"Campaign {part.Review} is open in '{tenant.Name}' with the {items.Length} items that could be read. {problem.Message}", problem)
            .About(tenant.Name, tenant.Id);
        return new OpenedReview(part with { OpenedAt = entries[0].At, OpenedBy = entries[0].Operator }, items, incomplete);
    }

    /// <summary>The reading that a campaign's scope needs.</summary>
    public static AccessQuery Query(string tenantId, ReviewScope scope) => new()
    {
        TenantIds = [tenantId],
        Privileged = scope.PrivilegedOnly,
        Principals = scope.Principals,
        Roles = scope.Roles,
        ThrottleLimit = 1,
    };
}

/// <summary>A campaign that was opened in a tenant.</summary>
/// <param name="Part">As it was recorded.</param>
/// <param name="Items">Its items.</param>
/// <param name="Problem">Why they are not all there are; null when they are.</param>
internal sealed record OpenedReview(ReviewDocument Part, IReadOnlyList<ReviewItemDocument> Items, GovException? Problem);
