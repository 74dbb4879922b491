using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Graph.Inventory;

namespace MspGov.Graph.Delta;

/// <summary>
/// A local copy of one collection of one tenant that is brought up to date by delta queries, so that reading it again costs what
/// changed. A round counts as a whole: until its deltaLink has come, the copy is as it was before, also on disk.
/// </summary>
public sealed class DeltaMirror
{
    /// <summary>After this time a collection is read whole again: a bound for whatever a delta query of the service might leave out.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    /// <summary>How often the file is renewed when nothing changed: well before the service forgets its link (7 days, FACTS section 4).</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(1);

    private readonly DeltaFile? _file;
    private readonly DeltaCollection _collection;
    private readonly string _tenantId;
    private Dictionary<string, DeltaItem> _items = new(StringComparer.OrdinalIgnoreCase);
    private string? _link;
    private DateTimeOffset _savedAt;

    private DeltaMirror(DeltaFile? file, DeltaCollection collection, string tenantId)
    {
        _file = file;
        _collection = collection;
        _tenantId = tenantId.ToLowerInvariant();
    }

    /// <summary>The objects as of the last round.</summary>
    public IReadOnlyDictionary<string, DeltaItem> Items => _items;

    /// <summary>When the last round ended, UTC; null before the first.</summary>
    public DateTimeOffset? SyncedAt { get; private set; }

    /// <summary>When the collection was last read whole, UTC; null before the first round.</summary>
    public DateTimeOffset? WholeAt { get; private set; }

    /// <summary>Opens a mirror.</summary>
    /// <param name="folder">Folder of mirrors, a file for each tenant and collection; null keeps the mirror in memory.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="key">Key of the store and tenant, under which the file's hash is made.</param>
    public static DeltaMirror Open(string? folder, DeltaCollection collection, string tenantId, byte[] key)
    {
        DeltaFile? file = folder is null ? null : new DeltaFile(Path.Combine(folder, tenantId.ToLowerInvariant(), collection.Name + ".delta"), key);
        DeltaMirror mirror = new(file, collection, tenantId);
        if (file?.Read(mirror._tenantId, collection.Path) is { } saved)
        {
            mirror._items = saved.Items;
            mirror._link = saved.Link;
            mirror.SyncedAt = mirror._savedAt = saved.At;
            mirror.WholeAt = saved.WholeAt;
        }

        return mirror;
    }

    /// <summary>Brings the mirror up to date.</summary>
    /// <exception cref="GovException">The mapped error of the request that failed; the mirror is as it was.</exception>
    public Task<DeltaRound> SyncAsync(TenantClient client, TimeProvider time, CancellationToken cancellationToken) =>
        SyncAsync(new InventoryReads(client), time, cancellationToken);

    /// <summary>What the next round asks for first; a link of the tenant's own host as a path, so that it may go in a batch.</summary>
    internal string NextPath(TenantClient client, TimeProvider time)
    {
        if (_link is null || IsOld(time))
        {
            return _collection.Path;
        }

        string root = client.Endpoint.AbsoluteUri.TrimEnd('/') + "/v1.0";
        return _link.StartsWith(root + "/", StringComparison.OrdinalIgnoreCase) ? _link[root.Length..] : _link;
    }

    internal async Task<DeltaRound> SyncAsync(InventoryReads reads, TimeProvider time, CancellationToken cancellationToken)
    {
        TenantClient client = reads.Client;
        if (client.TenantId != _tenantId)
        {
            throw TenantErrors.WrongTenant.With($"A mirror of tenant {_tenantId} cannot be brought up to date from tenant {client.TenantId}.").About(client.TenantName, client.TenantId);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (_link is not null && !IsOld(time))
        {
            try
            {
                return await RoundAsync(reads, NextPath(client, time), isFull: false, now, cancellationToken);
            }
            catch (GovException e) when (IsStateLost(e))
            {
                // Older than seven days, or the tenant moved: everything is read again.
            }
        }

        return await RoundAsync(reads, _collection.Path, isFull: true, now, cancellationToken);
    }

    private bool IsOld(TimeProvider time) => WholeAt is { } whole && (time.GetUtcNow() - whole).Duration() > MaxAge;

    /// <summary>410, or 40x with a code that says that the state is gone (FACTS section 4).</summary>
    private static bool IsStateLost(GovException error) =>
        error.InnerException is GraphException graph
        && (graph.Status == 410
            || (graph.Status is >= 400 and < 500 && (graph.Error.Is("syncStateNotFound") || graph.Error.Is("resyncRequired") || graph.Error.Is("syncStateInvalid")))
            || (graph.Status == 400 && graph.Error.Message.Contains("deltaToken", StringComparison.OrdinalIgnoreCase)));

    private async Task<DeltaRound> RoundAsync(InventoryReads reads, string path, bool isFull, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DeltaMerge merge = new(isFull ? null : _items);
        string? link = null;
        int requests = 0;
        TenantClient client = reads.Client;
        await foreach (GraphPage page in reads.PagesAsync(path, cancellationToken, again: false))
        {
            requests++;
            link = page.DeltaLink;
            if (Value(page) is not { } items)
            {
                throw Broken(client, "a page of it is no collection");
            }

            foreach (JsonElement item in items.EnumerateArray())
            {
                merge.Apply(item);
            }
        }

        if (link is null)
        {
            throw Broken(client, "it ended without a deltaLink");
        }

        _items = merge.Finish();
        _link = link;
        SyncedAt = now;
        WholeAt = isFull ? now : WholeAt;
        if (isFull || merge.Changed.Count + merge.Removed.Count > 0 || now - _savedAt > Renewal)
        {
            // Only now: a round that was broken off is made again from the link before it.
            _savedAt = now;
            _file?.Write(new DeltaFile.Content(_tenantId, _collection.Path, link, now, WholeAt ?? now, _items));
        }

        return new DeltaRound(isFull, requests, merge.Changed, merge.Removed);
    }

    private static JsonElement? Value(GraphPage page)
    {
        JsonElement root = page.Root;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value : null;
    }

    private GovException Broken(TenantClient client, string why) =>
        TenantErrors.Unreachable.With($"Tenant '{client.TenantName}' did not give a whole delta round of {_collection.Name}: {why}. Try again.").About(client.TenantName, client.TenantId);
}
