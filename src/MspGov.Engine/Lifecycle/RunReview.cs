using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle;

/// <summary>Reviews that runs open.</summary>
internal sealed class RunReview(ILedger ledger, IReviewService reviews)
{
    /// <summary>The campaign of an event: always the same, so that a run that goes on after a crash opens no second one.</summary>
    public static string IdOf(LifecycleEvent what) => "RV-" + what.Correlation.ToString("N")[..10];

    /// <summary>
    /// Opens the review of what a mover keeps and nobody decided about: exceptions, ownerships. Where the tenant has a series for movers,
    /// that one is opened by the next <c>Invoke-AccessReview</c>, and this run opens none.
    /// </summary>
    /// <returns>What people must do.</returns>
    public async Task<IReadOnlyList<string>> OfMoverAsync(LifecycleEvent what, TenantDocument tenant, IReadOnlyList<string> principals, CancellationToken cancellationToken)
    {
        if (ledger.Read(register => register.List<ReviewDocument>(tenant.Id)).FirstOrDefault(part => part.Settings.Cadence == ReviewCadence.OnMover && part.Status != ReviewStatus.Stopped) is { } series)
        {
            return [$"Invoke-AccessReview {series.Series} opens the review of what {what.Person.DisplayName} keeps."];
        }

        var opened = new Gathered<ReviewProgress>();
        await reviews.OpenAsync(
            new OpenReviewRequest
            {
                Review = IdOf(what),
                TenantIds = [tenant.Id],
                Settings = new ReviewSettings
                {
                    Name = "Mover review",
                    Scope = new ReviewScope { Principals = principals },
                    Stages = [new ReviewStage { Reviewer = ReviewerOf(tenant) }],
                },
                Ticket = what.Ticket,
            },
            opened,
            cancellationToken);
        return opened.Errors.IsEmpty
            ? [$"Access review {IdOf(what)} is open for what {what.Person.DisplayName} keeps."]
            : [.. opened.Errors.Select(error => $"The review of what {what.Person.DisplayName} keeps: {error.Message}")];
    }

    /// <summary>Who decides where nobody was named: the client if it can, else the service owner, else the risk owner.</summary>
    public static ReviewerKind ReviewerOf(TenantDocument tenant) =>
        tenant.Approvers.Count > 0 ? ReviewerKind.ClientApprover
        : tenant.ServiceOwner is not null || tenant.RiskOwner is null ? ReviewerKind.ServiceOwner
        : ReviewerKind.RiskOwner;
}
