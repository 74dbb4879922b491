using System.Collections.Concurrent;
using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Engine.Access;

namespace MspGov.Engine.Reviews;

/// <summary>What reading one tenant's access gave: paths, and how far they are all there is.</summary>
internal sealed class AccessReading : IOutput<AccessPath>
{
    private readonly ConcurrentQueue<AccessPath> _paths = [];
    private readonly ConcurrentQueue<TenantInventory> _inventories = [];

    /// <summary>Paths by id; a path that is held twice (two consents of two users, say) has several.</summary>
    public ILookup<string, AccessPath> ById { get; private set; } = Array.Empty<AccessPath>().ToLookup(path => path.PathId);

    /// <summary>Paths.</summary>
    public IReadOnlyCollection<AccessPath> Paths => _paths;

    /// <summary>Complete only when nothing at all was reported.</summary>
    public Completeness Completeness { get; private set; } = Completeness.Complete;

    /// <summary>Why it is not complete.</summary>
    public GovException? Problem { get; private set; }

    /// <summary>Name of an object that was read, or null.</summary>
    public string? NameOf(string id)
    {
        foreach (TenantInventory inventory in _inventories)
        {
            if (inventory.Objects.TryFind(id, out int index) && inventory.Objects[index].Name is { } name)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Reads one tenant.</summary>
    /// <exception cref="GovException">Nothing could be read.</exception>
    public static async Task<AccessReading> OfAsync(IAccessService access, AccessQuery query, CancellationToken cancellationToken)
    {
        var reading = new AccessReading();
        await (access is AccessService own
            ? own.ReadAsync(query, reading, reading._inventories.Enqueue, cancellationToken)
            : access.ReadAsync(query, reading, cancellationToken));
        if (reading.Problem is { } problem && problem.Definition != TenantErrors.ReadIncomplete)
        {
            throw problem;
        }

        reading.ById = reading._paths.ToLookup(path => path.PathId);
        return reading;
    }

    ValueTask IOutput<AccessPath>.WriteAsync(AccessPath item, CancellationToken cancellationToken)
    {
        _paths.Enqueue(item);
        if (item.Completeness != Completeness.Complete)
        {
            Completeness = item.Completeness;
        }

        return ValueTask.CompletedTask;
    }

    ValueTask IOutput<AccessPath>.ErrorAsync(GovException error, CancellationToken cancellationToken)
    {
        Problem ??= error;
        Completeness = _paths.IsEmpty && Completeness == Completeness.Complete ? Completeness.Unknown : Completeness;
        if (Completeness == Completeness.Complete)
        {
            Completeness = Completeness.Partial;
        }

        return ValueTask.CompletedTask;
    }

    ValueTask IOutput<AccessPath>.WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    void IOutput<AccessPath>.Progress(ProgressUpdate update)
    {
    }

    void IOutput<AccessPath>.Verbose(string message)
    {
    }
}
