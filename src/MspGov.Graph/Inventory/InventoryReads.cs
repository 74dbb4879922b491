using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>
/// The reads of one inventory: counts them, remembers what was asked for, and answers from what was asked ahead in batches. Asking
/// ahead changes only when and in which envelope a request goes out, never what its answer means.
/// </summary>
internal sealed class InventoryReads(TenantClient client)
{
    /// <summary>Most ids in one getByIds (FACTS section 3).</summary>
    public const int IdsPerRequest = 1000;

    private const int BatchSize = 20;

    /// <summary>In a plan: ids that were asked for together.</summary>
    private const string IdsPrefix = "ids:";

    private readonly ConcurrentDictionary<string, GraphResponse> _ahead = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _plan = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _named = new(StringComparer.OrdinalIgnoreCase);
    private HashSet<string> _askedIds = [];
    private GraphResponse? _byIds;
    private int _requests;

    public TenantClient Client => client;

    /// <summary>HTTP requests sent, a batch as one.</summary>
    public int Requests => _requests;

    /// <summary>What the next reading will ask for as well.</summary>
    public IReadOnlyCollection<string> Plan => _named.IsEmpty || _named.Count > IdsPerRequest ? [.. _plan.Keys] : [.. _plan.Keys, IdsPrefix + string.Join(',', _named.Keys)];

    /// <summary>Says that the next reading will ask for this.</summary>
    public void Remember(string path) => _plan.TryAdd(path, 0);

    /// <summary>Asks for all of these in batches. When that fails as a whole, each is asked for in its own time and fails, or not, by itself.</summary>
    public async Task AheadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
        {
            return;
        }

        try
        {
            IReadOnlyList<GraphResponse> answers = await SendBatchAsync([.. paths.Select(Request)], cancellationToken);
            for (int i = 0; i < paths.Count; i++)
            {
                if (paths[i].StartsWith(IdsPrefix, StringComparison.Ordinal))
                {
                    _askedIds = new(Ids(paths[i]), StringComparer.OrdinalIgnoreCase);
                    _byIds = answers[i].IsSuccess ? answers[i] : null;
                }
                else if (IsFinal(answers[i]))
                {
                    _ahead[paths[i]] = answers[i];
                }
            }
        }
        catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
        {
            _ahead.Clear();
        }
    }

    /// <summary>Asks for objects by their ids, at most <see cref="IdsPerRequest"/>. The answer may have more than was asked for.</summary>
    public async Task<GraphResponse> ByIdsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (string id in ids)
        {
            _named.TryAdd(id, 0);
        }

        if (_byIds is { } known && ids.All(_askedIds.Contains))
        {
            return known;
        }

        Interlocked.Increment(ref _requests);
        return await client.SendAsync(ByIds(ids), cancellationToken);
    }

    /// <summary>Reads a collection to its end; a page is valid until the next.</summary>
    public async IAsyncEnumerable<GraphPage> PagesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken, bool again = true)
    {
        if (again)
        {
            Remember(path);
        }

        if (_ahead.TryRemove(path, out GraphResponse? answer))
        {
            using GraphPage first = GraphPage.Of(answer.EnsureSuccess());
            string? next = first.NextLink;
            yield return first;
            if (next is null)
            {
                yield break;
            }

            path = next;
        }

        await foreach (GraphPage page in client.PagesAsync(path, cancellationToken: cancellationToken))
        {
            Interlocked.Increment(ref _requests);
            yield return page;
        }
    }

    /// <summary>Reads a collection to its end, each page parsed as it comes.</summary>
    public async Task ReadPagesAsync<TPage>(
        string path, PageParser<TPage> parse, Func<TPage, string?> next, Action<TPage> use, bool again, CancellationToken cancellationToken)
    {
        if (again)
        {
            Remember(path);
        }

        string? link = path;
        if (_ahead.TryRemove(path, out GraphResponse? answer))
        {
            TPage page = Parse(answer.EnsureSuccess(), parse);
            use(page);
            link = next(page);
        }

        if (link is not null)
        {
            await client.ReadPagesAsync(link, parse, next, page => Counted(page, use), cancellationToken);
        }
    }

    /// <summary>The error of an answer that is not what it should be.</summary>
    public GovException Unreadable(string path, JsonException e) =>
        TenantErrors.Unreachable.With($"Tenant '{client.TenantName}' answered {path.Split('?')[0]} with something that cannot be read: {e.Message}", e)
            .About(client.TenantName, client.TenantId);

    /// <summary>One answer for each path, in their order.</summary>
    public async Task<IReadOnlyList<GraphResponse>> BatchAsync(IReadOnlyList<string> paths, bool again, CancellationToken cancellationToken)
    {
        GraphResponse?[] answers = new GraphResponse?[paths.Count];
        List<int> open = [];
        for (int i = 0; i < paths.Count; i++)
        {
            if (again)
            {
                Remember(paths[i]);
            }

            if (_ahead.TryRemove(paths[i], out answers[i]) is false)
            {
                open.Add(i);
            }
        }

        IReadOnlyList<GraphResponse> sent = open.Count == 0 ? [] : await SendBatchAsync([.. open.Select(i => GraphRequest.Get(paths[i]))], cancellationToken);
        for (int i = 0; i < open.Count; i++)
        {
            answers[open[i]] = sent[i];
        }

        return answers!;
    }

    private TPage Parse<TPage>(GraphResponse answer, PageParser<TPage> parse)
    {
        try
        {
            return parse(answer.Body.Span);
        }
        catch (JsonException e)
        {
            throw Unreadable(answer.Request.Path, e);
        }
    }

    private void Counted<TPage>(TPage page, Action<TPage> use)
    {
        Interlocked.Increment(ref _requests);
        use(page);
    }

    /// <summary>Throttled and broken items are asked again by themselves: what is final is an answer or a refusal.</summary>
    private static bool IsFinal(GraphResponse answer) => answer.Status is not (408 or 429 or >= 500);

    private static GraphRequest Request(string planned) =>
        planned.StartsWith(IdsPrefix, StringComparison.Ordinal) ? ByIds(Ids(planned)) : GraphRequest.Get(planned);

    private static string[] Ids(string planned) => planned[IdsPrefix.Length..].Split(',');

    private static GraphRequest ByIds(IReadOnlyList<string> ids) => new()
    {
        Method = HttpMethod.Post,
        Path = "/directoryObjects/getByIds",
        Body = JsonSerializer.SerializeToUtf8Bytes(new IdsBody(ids), InventoryJson.Default.IdsBody),
    };

    private Task<IReadOnlyList<GraphResponse>> SendBatchAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _requests, (requests.Count + BatchSize - 1) / BatchSize);
        return client.BatchAsync(requests, cancellationToken);
    }
}
