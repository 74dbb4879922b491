using MspGov.Core.Errors;
using MspGov.Graph.Throttling;
using MspGov.Graph.Transport;

namespace MspGov.Graph.Batching;

/// <summary>
/// Sends $batch. A 200 for the batch says nothing of its items: each has its own status, throttled ones come back alone, after the
/// longest Retry-After among them, and in smaller batches (FACTS section 2).
/// </summary>
internal sealed class BatchSender(TenantIdentity tenant, RequestSender sender, IThrottleGate gate, RetryPolicy policy, TimeProvider time)
{
    /// <summary>Most items in one batch.</summary>
    public const int MaxItems = 20;

    public async Task<IReadOnlyList<GraphResponse>> SendAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken)
    {
        GraphResponse[] answers = new GraphResponse[requests.Count];
        IEnumerable<Task> chunks = Enumerable.Range(0, requests.Count).Chunk(MaxItems).Select(chunk => SendChunkAsync(requests, chunk, answers, cancellationToken));
        await Task.WhenAll(chunks);
        return answers;
    }

    private async Task SendChunkAsync(IReadOnlyList<GraphRequest> requests, int[] indexes, GraphResponse[] answers, CancellationToken cancellationToken)
    {
        int size = MaxItems;
        List<int> open = [.. indexes];
        TimeSpan waited = TimeSpan.Zero;
        for (int attempt = 1; open.Count > 0; attempt++)
        {
            TimeSpan? longest = null;
            List<int> again = [];
            foreach (int[] part in open.Chunk(size).ToArray())
            {
                await SendOnceAsync(requests, part, answers, cancellationToken);
                foreach (int index in part)
                {
                    if (IsWorthRetrying(answers[index]))
                    {
                        again.Add(index);
                        longest = Longer(longest, RetryAfter(answers[index]));
                    }
                }
            }

            TimeSpan delay = policy.Delay(attempt, longest);
            if (again.Count == 0 || attempt >= policy.MaxAttempts || waited + delay > policy.MaxTotalDelay)
            {
                return;
            }

            size = Math.Max(1, size / 2);
            waited += delay;
            await Task.Delay(delay, time, cancellationToken);
            open = again;
        }
    }

    private async Task SendOnceAsync(IReadOnlyList<GraphRequest> requests, int[] part, GraphResponse[] answers, CancellationToken cancellationToken)
    {
        GraphRequest[] items = [.. part.Select(index => requests[index])];
        BatchRequest batch = new(items);
        Dictionary<int, BatchItem> found = [];
        Answer answer = await sender.SendAsync(batch.Request, items, body => found = BatchItem.ReadAll(body.Span.ToArray()), cancellationToken);
        GraphResponse whole = new(batch.Request, tenant.Id, tenant.Name, answer.Status, answer.Headers, answer.IsSuccess ? ReadOnlyMemory<byte>.Empty : answer.Body.Span.ToArray());
        answer.Body.Return();
        if (answer.Unreadable is { } e)
        {
            throw TenantErrors.Unreachable.With($"Tenant '{tenant.Name}' answered a batch with something that cannot be read: {e.Message}", e).About(tenant.Name, tenant.Id);
        }

        for (int i = 0; i < items.Length; i++)
        {
            answers[part[i]] = found.TryGetValue(i, out BatchItem? item)
                ? new GraphResponse(items[i], tenant.Id, tenant.Name, item.Status, item.Headers, item.Body)
                : Unanswered(items[i], whole);
            gate.Observe(items[i], answers[part[i]].Status, answers[part[i]].Headers, RetryAfter(answers[part[i]]));
        }
    }

    /// <summary>An item that the answer leaves out, or whose batch failed as a whole, is a failed item and never a missing one.</summary>
    private GraphResponse Unanswered(GraphRequest item, GraphResponse whole) =>
        new(item, tenant.Id, tenant.Name, whole.IsSuccess ? 502 : whole.Status, whole.Headers, whole.Body);

    private TimeSpan? RetryAfter(GraphResponse answer) =>
        answer.Headers.TryGetValue("Retry-After", out string? value) ? RetryPolicy.ParseRetryAfter(value, time.GetUtcNow()) : null;

    private static TimeSpan? Longer(TimeSpan? left, TimeSpan? right) => left is null ? right : right is null || left > right ? left : right;

    private static bool IsWorthRetrying(GraphResponse answer) => answer.Status switch
    {
        429 => true,
        409 => answer.Error?.Is("Directory_ConcurrencyViolation") == true,
        500 or 502 or 503 or 504 => !answer.Request.IsWrite,
        _ => false,
    };
}
