using System.Security.Cryptography;
using MspGov.Core.Errors;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>Access reviews over the ledger and the tenants.</summary>
internal sealed class ReviewService(ReviewContext context) : IReviewService
{
    private readonly ReviewDeciding _deciding = new(context);
    private readonly ReviewPacks _packs = new(context);

    /// <inheritdoc/>
    public async Task OpenAsync(OpenReviewRequest request, IOutput<ReviewProgress> output, CancellationToken cancellationToken)
    {
        DateTimeOffset now = context.Now;
        string review = request.Review ?? NewId();
        var terms = new ReviewDocument
        {
            Review = review,
            Series = review,
            Tenant = "",
            Settings = request.Settings,
            Due = request.Due ?? now.AddDays(request.Settings.DurationDays),
            SnapshotHash = "",
        };
        if (terms.Due <= now)
        {
            throw PolicyErrors.InvalidArgument.With($"The due date {terms.Due:u} is past.");
        }

        var opening = new ReviewOpening(context);
        int done = 0;
        await Parallel.ForEachAsync(request.TenantIds, Side(request.ThrottleLimit, cancellationToken), async (tenantId, token) =>
        {
            await OneTenantAsync(tenantId, output, async tenant =>
            {
                ReviewProgress progress;
                if (context.Ledger.Read(register => register.Get<ReviewDocument>(ReviewDocument.KeyOf(review, tenantId))) is { } known)
                {
                    progress = context.Ledger.Read(register => ReviewProgressReader.Of(register, known, context.Now));
                }
                else
                {
                    OpenedReview opened = await opening.OpenAsync(tenant, terms, request.Ticket, token);
                    progress = ReviewProgressReader.Of([.. opened.Items.Select(item => ReviewProgressReader.Of(item, null, opened.Part))], opened.Part, tenant, now);
                    if (opened.Problem is { } problem)
                    {
                        await output.ErrorAsync(problem, token);
                    }
                }

                await output.WriteAsync(progress, token);
            }, token);
            output.Progress(new("Opening access review", review, Interlocked.Increment(ref done), request.TenantIds.Count));
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReviewProgress> Get(IReadOnlyList<string> tenantIds, string? review = null) => context.Ledger.Read(register =>
        Parts(register, tenantIds)
            .Where(part => review is null || Core.Access.AccessFilter.Fits(review, part.Review) || Core.Access.AccessFilter.Fits(review, part.Settings.Name))
            .Where(part => MayRead(register, part.Tenant))
            .Select(part => ReviewProgressReader.Of(register, part, context.Now))
            .OrderBy(progress => progress.Opened).ThenBy(progress => progress.Tenant, StringComparer.OrdinalIgnoreCase)
            .ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<ReviewDocument> List() => context.Ledger.Read(register => Parts(register, []).Where(part => MayRead(register, part.Tenant)).ToArray());

    /// <inheritdoc/>
    public IEnumerable<ReviewItem> Items(string review, IReadOnlyList<string> tenantIds)
    {
        string[] parts = context.Ledger.Read(register => Parts(register, tenantIds)
            .Where(part => Same(part.Review, review) && MayRead(register, part.Tenant))
            .Select(part => part.Key).ToArray());
        if (parts.Length == 0)
        {
            throw NotFound(review);
        }

        foreach (string key in parts)
        {
            IReadOnlyList<ReviewItem> items = context.Ledger.Read(register => ReviewProgressReader.Items(register, register.Get<ReviewDocument>(key)!));
            foreach (ReviewItem item in items)
            {
                yield return item;
            }
        }
    }

    /// <inheritdoc/>
    public Task DecideAsync(IReadOnlyList<DecideReviewItem> decisions, IOutput<ReviewItem> output, CancellationToken cancellationToken, bool show = true) =>
        _deciding.DecideAsync(decisions, show, output, cancellationToken);

    /// <inheritdoc/>
    public async Task InvokeAsync(InvokeReviewRequest request, IOutput<ReviewOutcome> output, CancellationToken cancellationToken)
    {
        ReviewDocument[] parts = context.Ledger.Read(register => Parts(register, request.TenantIds)
            .Where(part => Same(part.Review, request.Review) || Same(part.Series, request.Review)).ToArray());
        if (parts.Length == 0)
        {
            throw NotFound(request.Review);
        }

        var failures = new FailureBudget(request.StopAfterFailures);
        int done = 0;
        string[] tenants = [.. parts.Select(part => part.Tenant).Distinct()];
        await Parallel.ForEachAsync(tenants, Side(request.ThrottleLimit, cancellationToken), async (tenantId, token) =>
        {
            await OneTenantAsync(tenantId, output, async tenant =>
            {
                foreach (ReviewDocument part in parts.Where(part => part.Tenant == tenantId && part.Status == ReviewStatus.Open).OrderBy(part => part.Occurrence))
                {
                    await new ReviewRun(context, tenant, part, request.DryRun, failures, output).RunAsync(token);
                }

                if (!request.DryRun)
                {
                    context.Exceptions.Wake([tenantId]);
                    await new ReviewSeries(context).OpenNextAsync(tenant, parts.Where(part => part.Tenant == tenantId), output, token);
                }
            }, token);
            output.Progress(new("Running access review", tenantId, Interlocked.Increment(ref done), tenants.Length));
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReviewProgress> Stop(string review, IReadOnlyList<string> tenantIds, string? ticket, string? reason)
    {
        ReviewDocument[] parts = context.Ledger.Read(register => Parts(register, tenantIds).Where(part => Same(part.Review, review)).ToArray());
        if (parts.Length == 0)
        {
            throw NotFound(review);
        }

        foreach (ReviewDocument part in parts.Where(part => part.Status == ReviewStatus.Open))
        {
            context.Ledger.Append([ReviewEntries.Draft(part.Tenant, ReviewActions.Stop, part.Review, part.Settings.Name, new ReviewReference(part.Review), ticket, reason)]);
        }

        return Get([.. parts.Select(part => part.Tenant)], parts[0].Review);
    }

    /// <inheritdoc/>
    public ReviewPack Export(ExportReviewRequest request) => _packs.Export(request);

    /// <inheritdoc/>
    public Task ImportAsync(ImportReviewRequest request, IOutput<ReviewItem> output, CancellationToken cancellationToken) =>
        new ReviewImport(context, _deciding).ImportAsync(request, output, cancellationToken);

    /// <inheritdoc/>
    public async Task ReadNativeAsync(IReadOnlyList<string> tenantIds, IOutput<NativeReview> output, CancellationToken cancellationToken)
    {
        var reader = new NativeReviewReader(context);
        await Parallel.ForEachAsync(tenantIds, Side(8, cancellationToken), (tenantId, token) =>
            OneTenantAsync(tenantId, output, tenant => reader.ReadAsync(tenant, output, token), token));
    }

    /// <summary>A new campaign id.</summary>
    public static string NewId() => "RV-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(5)).ToLowerInvariant();

    private async ValueTask OneTenantAsync<T>(string tenantId, IOutput<T> output, Func<TenantDocument, Task> deed, CancellationToken cancellationToken)
    {
        TenantDocument? tenant = context.Ledger.Read(register => register.Get<TenantDocument>(tenantId));
        try
        {
            await deed(tenant ?? throw TenantErrors.NotFound.With($"Tenant {tenantId} is not registered."));
        }
        catch (GovException e)
        {
            // One tenant's failure is its own; the others go on.
            await output.ErrorAsync(e.About(tenant?.Name ?? tenantId, tenantId), cancellationToken);
        }
    }

    private bool MayRead(IRegister register, string tenantId) =>
        GovernancePolicy.DecideRead(register, context.Ledger.Operator, tenantId, context.Now).Kind == RulingKind.Permit;

    private static IEnumerable<ReviewDocument> Parts(IRegister register, IReadOnlyList<string> tenantIds) =>
        tenantIds.Count == 0 ? register.List<ReviewDocument>() : tenantIds.Distinct().SelectMany(tenant => register.List<ReviewDocument>(tenant));

    private static GovException NotFound(string review) =>
        ReviewErrors.NotFound.With($"There is no access review '{review}' in these tenants. Get-AccessReview lists them.").About(review);

    private static ParallelOptions Side(int throttleLimit, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Math.Max(1, throttleLimit), CancellationToken = cancellationToken };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
