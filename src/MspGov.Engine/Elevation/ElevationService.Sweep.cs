using System.Collections.Concurrent;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Engine.Health;

namespace MspGov.Engine.Elevation;

/// <summary>The sweep: what a scheduler runs. It asks the tenants only about the grants that are due.</summary>
internal sealed partial class ElevationService
{
    private static readonly GrantState[] OpenStates =
        [GrantState.Requested, GrantState.Approved, GrantState.Scheduled, GrantState.Activating, GrantState.Active, GrantState.Ending, GrantState.InDoubt];

    /// <inheritdoc/>
    public async Task<ElevationSweepSummary> SweepAsync(ElevationSweepOptions options, IOutput<ElevationSweepItem> output, CancellationToken cancellationToken)
    {
        DateTimeOffset started = _time.GetUtcNow();
        (List<ElevationGrantDocument> open, List<ElevationGrantDocument> unreviewed) = Candidates(options, started);
        ElevationGrantDocument[] due = [.. open.Where(grant => Needs(grant, started))];
        var items = new ConcurrentBag<ElevationSweepItem>();
        int done = 0;
        var side = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due.GroupBy(grant => grant.Request.Tenant), side, async (tenant, token) =>
        {
            foreach (ElevationGrantDocument grant in tenant)
            {
                ElevationSweepItem item = options.Plan ? Item(grant, SweepAction.Planned, Plan(grant, started)) : await SweepAsync(grant, token);
                items.Add(item);
                await output.WriteAsync(item, token);
                await WarnAsync(item, output, token);
                output.Progress(new ProgressUpdate("Sweeping elevations", item.Grant.Tenant, Interlocked.Increment(ref done), due.Length));
            }
        });
        foreach (ElevationGrantDocument grant in unreviewed)
        {
            ElevationSweepItem item = Item(grant, SweepAction.ReviewOverdue, $"The break-glass use by '{grant.Request.Requester}' should have been reviewed by {grant.ReviewDueAt:u}.");
            items.Add(item);
            await output.WriteAsync(item, cancellationToken);
            await WarnAsync(item, output, cancellationToken);
        }

        if (options is { Plan: false, TenantIds: null })
        {
            _heartbeat?.Beat(FileHeartbeat.Sweep, _time.GetUtcNow());
        }

        return Summary(started, open.Count, due.Length, [.. items.OrderBy(item => item.Grant.Tenant, StringComparer.Ordinal).ThenBy(item => item.Grant.GrantId, StringComparer.Ordinal)]);
    }

    private (List<ElevationGrantDocument> Open, List<ElevationGrantDocument> Unreviewed) Candidates(ElevationSweepOptions options, DateTimeOffset at) => _ledger.Read(register =>
    {
        bool Asked(ElevationGrantDocument grant) => options.TenantIds is null || options.TenantIds.Contains(grant.Request.Tenant);
        List<ElevationGrantDocument> open = [.. OpenStates
            .SelectMany(state => register.List<ElevationGrantDocument>(state: ElevationGrantDocument.StateOf(state)))
            .Where(Asked)];
        List<ElevationGrantDocument> unreviewed = [.. register.List<ElevationGrantDocument>()
            .Where(grant => grant.AwaitsReview && grant.ReviewDueAt < at && Asked(grant))];
        return (open, unreviewed);
    });

    private static bool Needs(ElevationGrantDocument grant, DateTimeOffset at) =>
        grant.IsDue(at)
        || grant.GrantState is GrantState.Activating or GrantState.InDoubt
        || (grant.GrantState is GrantState.Requested or GrantState.Approved or GrantState.Scheduled && grant.ExpiresAt <= at)
        || (grant.GrantState is GrantState.Approved or GrantState.Scheduled && (grant.Request.Start is null || grant.Request.Start <= at));

    private static string Plan(ElevationGrantDocument grant, DateTimeOffset at) =>
        grant.IsDue(at) ? "would be ended"
        : grant.GrantState is GrantState.Activating or GrantState.InDoubt ? "would be settled"
        : grant.ExpiresAt <= at ? "would expire"
        : "would be given";

    private async Task<ElevationSweepItem> SweepAsync(ElevationGrantDocument grant, CancellationToken cancellationToken)
    {
        using IDisposable? held = _locks.TryTake(grant.Request.Grant);
        if (held is null)
        {
            return Item(grant, SweepAction.Busy, "Another process works on it.");
        }

        try
        {
            return await SweepHeldAsync(_keeper.Find(grant.Request.Grant), cancellationToken);
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            // One grant's trouble (a right that is missing, a tenant that was off-boarded) leaves the others to be swept.
            return Item(_keeper.Find(grant.Request.Grant), grant.GrantState.MayBeHeld() ? SweepAction.NotEnded : SweepAction.NotActivated, e.Message);
        }
    }

    private async Task<ElevationSweepItem> SweepHeldAsync(ElevationGrantDocument grant, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!Needs(grant, now))
        {
            return Item(grant, SweepAction.Settled, "Another process has dealt with it.");
        }

        bool wasInDoubt = grant.GrantState is GrantState.Activating or GrantState.InDoubt;
        grant = await _keeper.SettleAsync(grant, cancellationToken);
        if (grant.IsDue(now))
        {
            grant = await _keeper.EndAsync(grant, cancellationToken);
            await _notifier.TellAsync(ElevationGrantDocument.StateOf(grant.GrantState), grant, null, cancellationToken);
            return grant.GrantState == GrantState.Ended
                ? Item(grant, SweepAction.Ended, grant.Evidence ?? "Ended.")
                : Item(grant, SweepAction.NotEnded, grant.Evidence ?? "Not ended.");
        }

        if (wasInDoubt)
        {
            return Item(grant, grant.GrantState == GrantState.InDoubt ? SweepAction.InDoubt : SweepAction.Settled, grant.Evidence ?? "Settled.");
        }

        if (grant.ExpiresAt <= now)
        {
            _ledger.Append([GrantDrafts.Named(grant, ElevationActions.Expire)], cancellationToken);
            return Item(_keeper.Find(grant.Request.Grant), SweepAction.Expired, "The time for approval and activation ran out.");
        }

        grant = await _keeper.ActivateAsync(grant, cancellationToken);
        await _notifier.TellAsync(ElevationGrantDocument.StateOf(grant.GrantState), grant, null, cancellationToken);
        return Item(grant, grant.GrantState == GrantState.Active ? SweepAction.Activated : SweepAction.NotActivated, grant.Evidence ?? string.Empty);
    }

    private static async ValueTask WarnAsync(ElevationSweepItem item, IOutput<ElevationSweepItem> output, CancellationToken cancellationToken)
    {
        if (item.Action is SweepAction.NotEnded or SweepAction.InDoubt or SweepAction.NotActivated or SweepAction.ReviewOverdue)
        {
            await output.WarningAsync($"{item.Grant.Tenant}: {item.Grant.Role} of {item.Grant.Principal ?? item.Grant.PrincipalId} (grant {item.Grant.GrantId}): {item.Action}. {item.Message}", cancellationToken);
        }
    }

    private ElevationSweepItem Item(ElevationGrantDocument grant, SweepAction action, string message) => new() { Grant = View(grant), Action = action, Message = message };

    private ElevationSweepSummary Summary(DateTimeOffset started, int open, int due, IReadOnlyList<ElevationSweepItem> items)
    {
        int Count(SweepAction action) => items.Count(item => item.Action == action);
        return new ElevationSweepSummary
        {
            StartedAt = started,
            Took = _time.GetUtcNow() - started,
            Open = open,
            Due = due,
            Ended = Count(SweepAction.Ended),
            NotEnded = Count(SweepAction.NotEnded),
            Activated = Count(SweepAction.Activated),
            Settled = Count(SweepAction.Settled),
            InDoubt = Count(SweepAction.InDoubt),
            Expired = Count(SweepAction.Expired),
            Busy = Count(SweepAction.Busy),
            NotActivated = Count(SweepAction.NotActivated),
            ReviewsOverdue = Count(SweepAction.ReviewOverdue),
            Items = items,
        };
    }
}
