using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>What happens to items that nobody decided in time.</summary>
internal sealed class ReviewDue(ReviewContext context, TenantDocument tenant, ReviewDocument part, IOutput<ReviewOutcome> output)
{
    private const int PageSize = 250;
    private static readonly TimeSpan Escalation = TimeSpan.FromDays(7);

    /// <summary>Applies the default, or escalates once.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        ReviewDocument now = context.Ledger.Read(register => register.Get<ReviewDocument>(part.Key))!;
        if (context.Now <= now.Deadline)
        {
            return;
        }

        ReviewItem[] undecided = [.. context.Ledger.Read(register => ReviewProgressReader.Items(register, now)).Where(item => !item.IsDecided && item.Decided?.Result is not { IsFinal: true })];
        if (undecided.Length == 0)
        {
            return;
        }

        if (part.Settings.Default == ReviewDefault.Escalate)
        {
            if (now.EscalatedUntil is null)
            {
                DateTimeOffset until = context.Now + Escalation;
                context.Ledger.Append([ReviewEntries.Draft(tenant.Id, ReviewActions.Escalate, part.Review, part.Settings.Name, new ReviewEscalation(part.Review, until))], cancellationToken);
                await WriteAsync("Escalated", $"{undecided.Length} items nobody decided go to {tenant.RiskOwner ?? tenant.ServiceOwner ?? "nobody: the tenant names no risk owner"} until {until:yyyy-MM-dd}.", cancellationToken);
            }

            return;
        }

        ReviewDecisionKind decision = part.Settings.Default == ReviewDefault.Keep ? ReviewDecisionKind.Approve : ReviewDecisionKind.Revoke;
        IEnumerable<ReviewDecisionInput> inputs = undecided.Select(item => new ReviewDecisionInput
        {
            Item = item.ItemId,
            Fingerprint = item.Fingerprint,
            Decision = decision,
            Reason = $"Nobody decided by {now.Deadline:yyyy-MM-dd}.",
        });
        context.Ledger.Append([.. inputs.Chunk(PageSize).Select(page => ReviewEntries.Draft(
            tenant.Id, ReviewActions.Default, part.Review, part.Settings.Name, new ReviewDecisionBatch(part.Review, "default", DecisionChannel.Default, page)))], cancellationToken);
        await WriteAsync("Defaulted", $"{undecided.Length} items nobody decided: {part.Settings.Default}.", cancellationToken);
    }

    private ValueTask WriteAsync(string status, string words, CancellationToken cancellationToken) =>
        output.WriteAsync(new ReviewOutcome { ReviewId = part.Review, TenantId = tenant.Id, Tenant = tenant.Name, Status = status, Words = words }, cancellationToken);
}
