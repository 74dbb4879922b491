using MspGov.Core.Access;
using MspGov.Core.BreakGlass;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle.Clients;

/// <summary>A client tenant comes on board.</summary>
internal sealed class OnboardingRun(LifecycleParts parts, LifecycleServices services, LifecycleEvent what, TenantDocument tenant, LifecycleRequestOptions options)
    : ClientRun(parts, services, what, tenant, options)
{
    /// <summary>Microsoft advises two, so that one that fails does not lock everybody out.</summary>
    private const int AdvisedBreakGlassAccounts = 2;

    protected override async Task<string> DoAsync(string step, CancellationToken cancellationToken) => step switch
    {
        ClientSteps.Registered => $"Registered on {Tenant.RegisteredAt:yyyy-MM-dd} as tier {Tenant.Tier}.",
        ClientSteps.Permissions => await PermissionsAsync(cancellationToken),
        ClientSteps.Baseline => await BaselineAsync(cancellationToken),
        ClientSteps.BreakGlass => await BreakGlassAsync(cancellationToken),
        ClientSteps.Trust => Trust(),
        _ => await ReviewAsync(cancellationToken),
    };

    private async Task<string> PermissionsAsync(CancellationToken cancellationToken)
    {
        TenantTestResult test = await Services.Tenants.TestAsync(Tenant.Id, cancellationToken);
        return test.Ready ? $"{test.Checks.Count} checks passed." : throw NotDone(test.Checks.Where(check => !check.Passed).Select(check => $"{check.Name}: {check.Message}"));
    }

    private async Task<string> BaselineAsync(CancellationToken cancellationToken)
    {
        var read = new Gathered<AccessPath>();
        await Services.Access.ReadAsync(new AccessQuery { TenantIds = [Tenant.Id], SaveSnapshot = true }, read, cancellationToken);
        return read.Errors.IsEmpty
            ? $"{read.Items.Count} paths, {read.Items.Count(path => path.Privileged)} privileged, {read.Items.Count(path => path.Privileged && path.Standing)} of them standing; saved as snapshot."
            : throw NotDone(read.Errors.Select(error => error.Message));
    }

    private async Task<string> BreakGlassAsync(CancellationToken cancellationToken)
    {
        var failed = new List<string>();
        foreach (string account in Event.Client.BreakGlassAccounts.Where(account => !Accounts().Any(known => Is(known, account))))
        {
            try
            {
                await Services.BreakGlass.RegisterAsync(Tenant.Id, account, Event.Client.Custody, Event.Ticket, Event.Reason ?? $"Onboarding {Event.EventId}", cancellationToken);
            }
            catch (GovException e) when (!e.IsOfTheStore)
            {
                failed.Add(e.Message);
            }
        }

        IReadOnlyList<BreakGlassAccountDocument> accounts = Accounts();
        if (accounts.Count == 0)
        {
            failed.Add("No emergency account is registered: name them (-BreakGlassAccount), or register them with Register-BreakGlassAccount.");
        }

        if (failed.Count > 0)
        {
            throw NotDone(failed);
        }

        if (accounts.Count < AdvisedBreakGlassAccounts)
        {
            ToDo.Add("There is one emergency account; Microsoft advises two.");
        }

        ToDo.AddRange(accounts.SelectMany(account => account.Checks.Where(check => check.Passed != true).Select(check => $"Emergency account {account.PrincipalName}, {check.Name}: {check.Message}")));
        return $"Registered: {string.Join(", ", accounts.Select(account => account.PrincipalName))}.";
    }

    private string Trust()
    {
        string hash = Services.ExportTrust(Tenant.Id, FileFor(".trust.json"));
        ToDo.Add("Hand the trust anchor to the client, and tell its SHA-256 by another way.");
        return $"SHA-256 {hash}.";
    }

    private async Task<string> ReviewAsync(CancellationToken cancellationToken)
    {
        if (Parts.Ledger.Read(register => register.List<ReviewDocument>(Tenant.Id)) is [var first, ..])
        {
            return $"Review {first.Review} is there.";
        }

        var opened = new Gathered<ReviewProgress>();
        await Services.Reviews.OpenAsync(
            new OpenReviewRequest
            {
                Review = RunReview.IdOf(Event),
                TenantIds = [Tenant.Id],
                Settings = new ReviewSettings
                {
                    Name = "First review",
                    Scope = new ReviewScope { PrivilegedOnly = true },
                    Stages = [new ReviewStage { Reviewer = Event.Client.Reviewer ?? RunReview.ReviewerOf(Tenant) }],
                    Cadence = ReviewCadence.Quarterly,
                },
                Ticket = Event.Ticket,
            },
            opened,
            cancellationToken);
        return opened.Items.TryPeek(out ReviewProgress? review) && opened.Errors.IsEmpty
            ? $"Review {review.ReviewId} is open with {review.Items} items until {review.Due:yyyy-MM-dd}."
            : throw NotDone(opened.Errors.Select(error => error.Message));
    }

    private IReadOnlyList<BreakGlassAccountDocument> Accounts() => Parts.Ledger.Read(register => register.List<BreakGlassAccountDocument>(Tenant.Id));

    private static bool Is(BreakGlassAccountDocument known, string account) =>
        string.Equals(known.PrincipalId, account, StringComparison.OrdinalIgnoreCase) || string.Equals(known.PrincipalName, account, StringComparison.OrdinalIgnoreCase);
}
