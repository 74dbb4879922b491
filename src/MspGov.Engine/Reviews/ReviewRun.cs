using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Reviews;

/// <summary>
/// Runs or resumes one campaign in one tenant. Every step can be repeated: a change reads before it writes and settles before it is
/// tried again, an item has one result, and all state is in the ledger. So a killed process loses nothing and does nothing twice.
/// </summary>
internal sealed class ReviewRun(ReviewContext context, TenantDocument tenant, ReviewDocument part, bool dryRun, FailureBudget failures, IOutput<ReviewOutcome> output)
{
    private const int PageSize = 100;

    private readonly ITenantPort _port = context.Tenants.Open(tenant);
    private readonly Dictionary<string, (ReviewItem Item, StageDecision Decision, List<string> Changes)> _cut = [];
    private readonly List<(ReviewItem Item, ReviewResult Result)> _results = [];

    /// <summary>Runs.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!dryRun)
        {
            await context.Changes.SettleAsync(tenant.Id, null, cancellationToken);
            await new ReviewDue(context, tenant, part, output).ApplyAsync(cancellationToken);
        }

        AccessReading before = await ReadAsync(cancellationToken);
        HashSet<string> changed = await RefreshAsync(before, cancellationToken);
        IReadOnlyList<ReviewItem> items = Items();
        foreach (ReviewItem item in items.Where(item => item.Decided?.Result is not { IsFinal: true } && !changed.Contains(item.ItemId)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ItemAsync(item, before, cancellationToken);
        }

        if (dryRun)
        {
            return;
        }

        if (_cut.Count > 0)
        {
            await ReadBackAsync(cancellationToken);
        }

        await FinishAsync(cancellationToken);
    }

    private async Task<AccessReading> ReadAsync(CancellationToken cancellationToken)
    {
        AccessReading reading = await AccessReading.OfAsync(context.Access, ReviewOpening.Query(tenant.Id, part.Settings.Scope), cancellationToken);
        if (reading.Problem is { } problem)
        {
            await output.ErrorAsync(problem.About(tenant.Name, tenant.Id), cancellationToken);
        }

        return reading;
    }

    /// <summary>Puts items whose access changed since before their reviewer again. Whose path is gone is closed further on.</summary>
    private async Task<HashSet<string>> RefreshAsync(AccessReading reading, CancellationToken cancellationToken)
    {
        ReviewItem[] open = [.. Items().Where(item => item.Decided?.Result is not { IsFinal: true } && reading.ById.Contains(item.Document.Path.PathId))];
        ReviewItemBuilder builder = context.Ledger.Read(register => new ReviewItemBuilder(register, part.Review, part.Settings, tenant, context.Now));
        (ReviewItem Item, AccessPath Path)[] moved = [.. open
            .Select(item => (item, Path: reading.ById[item.Document.Path.PathId].First()))
            .Where(pair => ReviewItemId.Fingerprint(pair.Path, pair.item.Document.Scope.Words) != pair.item.Fingerprint)];
        if (moved.Length == 0)
        {
            return [];
        }

        TenantNames names = await TenantNames.OfAsync(_port, reading, moved.Select(pair => pair.Path), part.Settings.Stages.Any(stage => stage.Reviewer == ReviewerKind.Manager), cancellationToken);
        ReviewItemDocument[] again = [.. moved.Select(pair => builder.Build(pair.Path, names, pair.Item.Document.Revision + 1))];
        if (!dryRun)
        {
            context.Ledger.Append([.. again.Chunk(PageSize).Select(page =>
                ReviewEntries.Draft(tenant.Id, ReviewActions.Items, part.Review, part.Settings.Name, new ReviewItemPage(part.Review, page), reason: "The access changed since it was shown."))], cancellationToken);
        }

        foreach ((ReviewItem item, AccessPath _) in moved)
        {
            await WriteAsync(item, "Changed", "The access changed since it was shown; it is put before the reviewer again.", cancellationToken);
        }

        return [.. again.Select(item => item.Id)];
    }

    private async Task ItemAsync(ReviewItem item, AccessReading reading, CancellationToken cancellationToken)
    {
        AccessPath[] paths = [.. reading.ById[item.Document.Path.PathId]];
        StageDecision? decision = item.Decided?.Final(part.Settings.Stages.Count);
        if (paths.Length == 0)
        {
            await AbsentAsync(item, decision, reading, cancellationToken);
        }
        else if (decision is null)
        {
            await WriteAsync(item, "Undecided", "Nobody has decided yet.", cancellationToken);
        }
        else if (decision.Decision == ReviewDecisionKind.Approve)
        {
            await ResultAsync(item, ReviewResultKind.Kept, $"Kept, as {decision.By} decided.", cancellationToken);
        }
        else if (decision.Decision == ReviewDecisionKind.Exception)
        {
            await ExceptAsync(item, decision, cancellationToken);
        }
        else
        {
            await CutAsync(item, decision, paths, cancellationToken);
        }
    }

    private async Task AbsentAsync(ReviewItem item, StageDecision? decision, AccessReading reading, CancellationToken cancellationToken)
    {
        if (reading.Completeness != Completeness.Complete)
        {
            await ResultAsync(item, ReviewResultKind.Unverified, "The path is not among what could be read of the tenant; nobody knows whether it is gone.", cancellationToken);
            return;
        }

        string[] changes = ChangesOf(item);
        if (changes.Length > 0 && decision is not null && decision.Decision is not (ReviewDecisionKind.Approve or ReviewDecisionKind.Exception))
        {
            // An earlier run cut it and did not live to say so, or the tenant showed it late.
            _cut[item.ItemId] = (item, decision, [.. changes]);
            return;
        }

        await ResultAsync(item, ReviewResultKind.Gone, "The path is gone; nothing was done from here.", cancellationToken);
    }

    private async Task ExceptAsync(ReviewItem item, StageDecision decision, CancellationToken cancellationToken)
    {
        if (dryRun)
        {
            await WriteAsync(item, "Planned", $"Record an exception owned by {decision.Owner} until {decision.Until:yyyy-MM-dd}.", cancellationToken);
            return;
        }

        (ReviewResultKind kind, string words) = new ReviewExceptions(context).Record(item, decision);
        await ResultAsync(item, kind, words, cancellationToken);
    }

    private async Task CutAsync(ReviewItem item, StageDecision decision, AccessPath[] paths, CancellationToken cancellationToken)
    {
        if (failures.IsSpent)
        {
            await WriteAsync(item, "NotStarted", "Not started: too many failures before.", cancellationToken);
            return;
        }

        string[] doubtful = InDoubt(item);
        if (doubtful.Length > 0)
        {
            await ResultAsync(item, ReviewResultKind.Unverified, "A change of an earlier run is still in doubt, and nothing is sent twice. Run it again in ten minutes.", cancellationToken, doubtful);
            return;
        }

        var changes = new List<string>();
        foreach (AccessPath path in paths)
        {
            EdgeCut cut = EdgeCutPlanner.Plan(path, decision.Decision, await new EdgeFactsReader(_port).ReadAsync(path, decision.Owner, cancellationToken), decision.Ticket, context.Now);
            if (!cut.Possible)
            {
                failures.Count();
                await ResultAsync(item, ReviewResultKind.CannotFromHere, cut.Words, cancellationToken, [.. changes]);
                return;
            }

            if (dryRun)
            {
                await WriteAsync(item, "Planned", cut.Words, cancellationToken);
                continue;
            }

            foreach (ITenantChange change in cut.Changes)
            {
                ChangeResult result = await context.Changes.RunAsync(Request(item, decision, change), cancellationToken);
                if (result.ChangeId is { } id)
                {
                    changes.Add(id);
                }

                if (!result.Proven)
                {
                    failures.Count();
                    await ResultAsync(item, KindOf(result), $"{cut.Words} {result.Evidence}", cancellationToken, [.. changes]);
                    return;
                }
            }
        }

        if (!dryRun)
        {
            _cut[item.ItemId] = (item, decision, changes);
        }
    }

    private ChangeRequest Request(ReviewItem item, StageDecision decision, ITenantChange change) => new()
    {
        TenantId = tenant.Id,
        Change = change,
        Correlation = ReviewEntries.Correlation(item.ItemId),
        Ticket = decision.Ticket,
        Reason = $"Access review {part.Review}, item {item.ItemId}: {decision.Decision} by {decision.By}. {decision.Reason}".Trim(),
        DryRun = dryRun,
    };

    private static ReviewResultKind KindOf(ChangeResult result) => result.Status switch
    {
        ChangeStatus.Unknown => ReviewResultKind.Unverified,
        ChangeStatus.Refused => ReviewResultKind.CannotFromHere,
        _ => ReviewResultKind.Failed,
    };

    /// <summary>Reads the tenant's access anew: an item is closed only when its path is not there any more, and what else leads to the same is named.</summary>
    private async Task ReadBackAsync(CancellationToken cancellationToken)
    {
        AccessReading after = await AccessReading.OfAsync(context.Access, new AccessQuery { TenantIds = [tenant.Id], ThrottleLimit = 1 }, cancellationToken);
        foreach ((ReviewItem item, StageDecision decision, List<string> changes) in _cut.Values)
        {
            (ReviewResultKind kind, string words, string[] left) = ReadBack.Of(item.Document.Path, decision.Decision, after);
            if (kind is ReviewResultKind.Failed or ReviewResultKind.Unverified)
            {
                failures.Count();
            }

            await ResultAsync(item, kind, words, cancellationToken, [.. changes], left);
        }
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_results.Count > 0)
        {
            context.Ledger.Append([.. _results.Chunk(PageSize).Select(page => ReviewEntries.Draft(
                tenant.Id, ReviewActions.Result, part.Review, part.Settings.Name, new ReviewResultPage(part.Review, [.. page.Select(one => new ItemResult(one.Item.ItemId, one.Result))])))], CancellationToken.None);
        }

        if (Items().All(item => item.Decided?.Result is { IsFinal: true }))
        {
            context.Ledger.Append([ReviewEntries.Draft(tenant.Id, ReviewActions.Complete, part.Review, part.Settings.Name, new ReviewReference(part.Review))], cancellationToken);
            await output.WriteAsync(new ReviewOutcome { ReviewId = part.Review, TenantId = tenant.Id, Tenant = tenant.Name, Status = "Completed", Words = "Every item is closed." }, cancellationToken);
        }
    }

    private IReadOnlyList<ReviewItem> Items() => context.Ledger.Read(register => ReviewProgressReader.Items(register, part));

    private string[] ChangesOf(ReviewItem item) => Changes(item, change => change.Outcome == Core.Ledger.EntryOutcome.Succeeded);

    private string[] InDoubt(ReviewItem item) => Changes(item, change => change.State == ChangeDocument.InDoubt);

    private string[] Changes(ReviewItem item, Func<ChangeDocument, bool> wanted)
    {
        Guid correlation = ReviewEntries.Correlation(item.ItemId);
        return context.Ledger.Read(register => register.List<ChangeDocument>(tenant.Id).Where(change => change.Correlation == correlation && wanted(change)).Select(change => change.Id).ToArray());
    }

    private async Task ResultAsync(ReviewItem item, ReviewResultKind kind, string words, CancellationToken cancellationToken, string[]? changes = null, string[]? left = null)
    {
        var result = new ReviewResult(kind, words, changes ?? [], left ?? []);
        if (!dryRun && (item.Decided?.Result is not { } known || known.Kind != kind || known.Words != words))
        {
            _results.Add((item, result));
        }

        await WriteAsync(item, dryRun ? "Planned" : kind.ToString(), words, cancellationToken, result);
    }

    private ValueTask WriteAsync(ReviewItem item, string status, string words, CancellationToken cancellationToken, ReviewResult? result = null) => output.WriteAsync(
        new ReviewOutcome
        {
            ReviewId = part.Review,
            TenantId = tenant.Id,
            Tenant = tenant.Name,
            ItemId = item.ItemId,
            Principal = item.Principal,
            Role = item.Role,
            Decision = item.Decision,
            Status = status,
            Words = words,
            Changes = result?.Changes ?? [],
            RemainingPaths = result?.RemainingPaths ?? [],
        },
        cancellationToken);
}
