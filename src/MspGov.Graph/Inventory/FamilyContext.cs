using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>What a family reads with: pages and batches of one tenant, parsed outside the inventory's gate and added inside it.</summary>
internal sealed class FamilyContext(TenantClient client, InventoryBuilder builder, InventoryFamily wanted)
{
    private int _requests;

    public InventoryBuilder Inventory => builder;

    public ObjectTable Objects => builder.Objects;

    public InventoryFamily Wanted => wanted;

    public int Requests => _requests;

    /// <summary>Reads a collection to its end and adds each page.</summary>
    public Task PagesAsync<T>(string path, JsonTypeInfo<ItemPage<T>> type, Action<T> add, CancellationToken cancellationToken) =>
        client.ReadPagesAsync(
            path,
            utf8 => Parse(utf8, type),
            static page => page.NextLink,
            page =>
            {
                Interlocked.Increment(ref _requests);
                Add(page, add);
            },
            cancellationToken);

    /// <summary>
    /// Reads one collection for each key, twenty in a request, the further pages of each by their links. Items that fail do not
    /// stop the others; what failed is told afterwards.
    /// </summary>
    public async Task<BatchFaults> BatchAsync<TKey, T>(
        IReadOnlyList<TKey> keys, Func<TKey, string> path, JsonTypeInfo<ItemPage<T>> type, Action<TKey, T> add, CancellationToken cancellationToken, Action<TKey, GovException>? failed = null)
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
            answers = await client.BatchAsync([.. paths.Select(each => GraphRequest.Get(each))], cancellationToken);
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

        Interlocked.Add(ref _requests, (keys.Count + 19) / 20);
        for (int i = 0; i < keys.Count; i++)
        {
            TKey key = keys[i];
            try
            {
                ItemPage<T> page = Read(answers[i], type);
                Add(page, item => add(key, item));
                if (page.NextLink is { } next)
                {
                    await PagesAsync(next, type, item => add(key, item), cancellationToken);
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
        foreach (string[] chunk in ids.Chunk(1000))
        {
            GraphResponse answer = await client.SendAsync(
                new GraphRequest
                {
                    Method = HttpMethod.Post,
                    Path = "/directoryObjects/getByIds",
                    Body = JsonSerializer.SerializeToUtf8Bytes(new IdsBody(chunk), InventoryJson.Default.IdsBody),
                },
                cancellationToken);
            Interlocked.Increment(ref _requests);
            found.AddRange(Read(answer, InventoryJson.Default.ItemPageDirectoryItem).Value ?? []);
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

    private ItemPage<T> Read<T>(GraphResponse answer, JsonTypeInfo<ItemPage<T>> type)
    {
        try
        {
            return Parse(answer.EnsureSuccess().Body.Span, type);
        }
        catch (JsonException e)
        {
            throw TenantErrors.Unreachable.With($"Tenant '{client.TenantName}' answered {answer.Request.Path.Split('?')[0]} with something that cannot be read: {e.Message}", e)
                .About(client.TenantName, client.TenantId);
        }
    }

    /// <summary>A page without "value" is not an empty page: an error body answered with 200 must not look like "nothing there".</summary>
    private static ItemPage<T> Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<ItemPage<T>> type) =>
        JsonSerializer.Deserialize(utf8, type) is { Value: not null } page ? page : throw new JsonException("The answer has no 'value'.");
}
