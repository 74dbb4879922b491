using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Graph.Delta;

namespace MspGov.Graph.Inventory;

/// <summary>What a family reads with: pages and batches of one tenant, parsed outside the inventory's gate and added inside it.</summary>
internal sealed class FamilyContext(InventoryReads reads, InventoryBuilder builder, InventoryFamily wanted, InventoryMirror? mirror = null)
{
    public InventoryBuilder Inventory => builder;

    public ObjectTable Objects => builder.Objects;

    public InventoryFamily Wanted => wanted;

    /// <summary>The tenant's mirror, where what it holds need not be read again; null for a reading that asks for everything.</summary>
    public InventoryMirror? Mirror => mirror;

    public InventoryReads Reads => reads;

    /// <summary>Reads a collection to its end and adds each page.</summary>
    public Task PagesAsync<T>(string path, JsonTypeInfo<ItemPage<T>> type, Action<T> add, CancellationToken cancellationToken, bool again = true) =>
        reads.ReadPagesAsync(path, utf8 => Parse(utf8, type), static page => page.NextLink, page => Add(page, add), again, cancellationToken);

    /// <summary>Reads a list that has a delta query: from its mirror, brought up to date, where there is one, and page by page otherwise.</summary>
    public async Task ListAsync<T>(InventoryFamily family, string path, JsonTypeInfo<ItemPage<T>> type, Action<T> add, CancellationToken cancellationToken)
    {
        if (mirror is not null && await mirror.SyncAsync(family, reads, cancellationToken) is { } items)
        {
            Add(items.Values, path, add);
        }
        else
        {
            await PagesAsync(path, type, add, cancellationToken, again: false);
        }
    }

    /// <summary>Adds mirrored objects as if they had come in pages.</summary>
    public void Add<T>(IEnumerable<DeltaItem> items, string path, Action<T> add)
    {
        var type = (JsonTypeInfo<T>)InventoryJson.Default.GetTypeInfo(typeof(T))!;
        foreach (DeltaItem[] chunk in items.Chunk(1000))
        {
            Add(new ItemPage<T> { Value = [.. chunk.Select(item => Parse(item, type, path))] }, add);
        }
    }

    /// <summary>
    /// Reads one collection for each key, twenty in a request, the further pages of each by their links. Items that fail do not
    /// stop the others; what failed is told afterwards. <paramref name="again"/>: whether the next reading will ask for the same.
    /// </summary>
    public async Task<BatchFaults> BatchAsync<TKey, T>(
        IReadOnlyList<TKey> keys, Func<TKey, string> path, JsonTypeInfo<ItemPage<T>> type, Action<TKey, T> add, CancellationToken cancellationToken, Action<TKey, GovException>? failed = null, bool again = true)
    {
        var faults = new BatchFaults();
        if (keys.Count == 0)
        {
            return faults;
        }

        // Paths are made from the object table, which other families are adding to.
        string[] paths;
        lock (builder.Gate)
        {
            paths = [.. keys.Select(path)];
        }

        IReadOnlyList<GraphResponse> answers;
        try
        {
            answers = await reads.BatchAsync(paths, again, cancellationToken);
        }
        catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
        {
            faults.Add(e);
            foreach (TKey key in failed is null ? [] : keys)
            {
                failed!(key, e);
            }

            return faults;
        }

        for (int i = 0; i < keys.Count; i++)
        {
            TKey key = keys[i];
            try
            {
                ItemPage<T> page = Read(answers[i], type);
                Add(page, item => add(key, item));
                if (page.NextLink is { } next)
                {
                    await PagesAsync(next, type, item => add(key, item), cancellationToken, again: false);
                }

                faults.Answered++;
            }
            catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
            {
                faults.Add(e);
                failed?.Invoke(key, e);
            }
        }

        return faults;
    }

    /// <summary>Asks for objects by id; those of another tenant, or deleted ones, do not come back.</summary>
    public async Task<List<DirectoryItem>> ByIdsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<DirectoryItem>(ids.Count);
        foreach (string[] chunk in ids.Chunk(InventoryReads.IdsPerRequest))
        {
            GraphResponse answer = await reads.ByIdsAsync(chunk, cancellationToken);
            HashSet<string> asked = new(chunk, StringComparer.OrdinalIgnoreCase);
            found.AddRange((Read(answer, InventoryJson.Default.ItemPageDirectoryItem).Value ?? []).Where(item => asked.Contains(item.Id)));
        }

        return found;
    }

    private void Add<T>(ItemPage<T> page, Action<T> add)
    {
        if (page.Value is { } items)
        {
            lock (builder.Gate)
            {
                foreach (T item in items)
                {
                    add(item);
                }
            }
        }
    }

    private T Parse<T>(DeltaItem item, JsonTypeInfo<T> type, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(item.Utf8.Span, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw reads.Unreadable(path, e);
        }
    }

    private ItemPage<T> Read<T>(GraphResponse answer, JsonTypeInfo<ItemPage<T>> type)
    {
        try
        {
            return Parse(answer.EnsureSuccess().Body.Span, type);
        }
        catch (JsonException e)
        {
            throw reads.Unreadable(answer.Request.Path, e);
        }
    }

    /// <summary>A page without "value" is not an empty page: an error body answered with 200 must not look like "nothing there".</summary>
    private static ItemPage<T> Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<ItemPage<T>> type) =>
        JsonSerializer.Deserialize(utf8, type) is { Value: not null } page ? page : throw new JsonException("The answer has no 'value'.");
}
