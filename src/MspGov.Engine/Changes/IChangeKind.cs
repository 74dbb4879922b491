using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes;

/// <summary>What reading a tenant says about a wanted change.</summary>
internal enum Shown
{
    /// <summary>The tenant is as wanted.</summary>
    AsWanted,

    /// <summary>The tenant is not as wanted.</summary>
    NotAsWanted,

    /// <summary>The change cannot be made: what it needs is not there, or something else holds its place.</summary>
    Impossible,
}

/// <summary>One reading.</summary>
/// <param name="Shown">What it says.</param>
/// <param name="Words">What was seen, as a sentence for the record.</param>
internal sealed record ChangeReading(Shown Shown, string Words)
{
    /// <summary>State before, as JSON text: what undoing needs, and what later readings are compared with.</summary>
    public string? Before { get; init; }

    /// <summary>Object id of what is created or found.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Name of the subject.</summary>
    public string? Name { get; init; }
}

/// <summary>What a write was answered.</summary>
/// <param name="Response">The last answer.</param>
internal sealed record ChangeWrite(GraphResponse Response)
{
    /// <summary>What the body says beyond the status (a PIM request's state, say).</summary>
    public string? Words { get; init; }

    /// <summary>True when a 2xx answer says that it will not happen.</summary>
    public bool Rejected { get; init; }

    /// <summary>Where the tenant says how a change goes on that it only accepted (202 with a Location); null where the answer says all.</summary>
    public string? Operation { get; init; }

    /// <summary>False when an operation failed or has not ended: then what reading shows is no proof of it.</summary>
    public bool Ended { get; init; } = true;

    /// <summary>A password or pass: given to the caller once, never recorded.</summary>
    public string? Secret { get; init; }
}

/// <summary>The code of one kind of change. Stateless; every method only talks to the tenant.</summary>
internal interface IChangeKind
{
    /// <summary>Name, as in <see cref="ITenantChange.Kind"/>.</summary>
    string Name { get; }

    /// <summary>Reads the tenant. Throws when it cannot be read.</summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="change">What is wanted.</param>
    /// <param name="before">Null before the change; afterwards what the reading before gave.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ChangeReading> ReadAsync(ITenantPort tenant, ITenantChange change, string? before, CancellationToken cancellationToken);

    /// <summary>Sends the change.</summary>
    Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ITenantChange change, ChangeReading before, CancellationToken cancellationToken);

    /// <summary>The opposite change, or null when there is none.</summary>
    ITenantChange? Undo(ITenantChange change, string? before);
}

/// <summary>Base of the kinds: the change as its own type.</summary>
internal abstract class ChangeKind<T> : IChangeKind
    where T : class, ITenantChange
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    Task<ChangeReading> IChangeKind.ReadAsync(ITenantPort tenant, ITenantChange change, string? before, CancellationToken cancellationToken) =>
        ReadAsync(tenant, (T)change, before, cancellationToken);

    Task<ChangeWrite> IChangeKind.ApplyAsync(ITenantPort tenant, ITenantChange change, ChangeReading before, CancellationToken cancellationToken) =>
        ApplyAsync(tenant, (T)change, before, cancellationToken);

    ITenantChange? IChangeKind.Undo(ITenantChange change, string? before) => Undo((T)change, before);

    protected abstract Task<ChangeReading> ReadAsync(ITenantPort tenant, T change, string? before, CancellationToken cancellationToken);

    protected abstract Task<ChangeWrite> ApplyAsync(ITenantPort tenant, T change, ChangeReading before, CancellationToken cancellationToken);

    protected virtual ITenantChange? Undo(T change, string? before) => null;

    /// <summary>Sends one request whose status says all.</summary>
    protected static async Task<ChangeWrite> SendAsync(ITenantPort tenant, GraphRequest request, CancellationToken cancellationToken) =>
        new(await tenant.SendAsync(request, cancellationToken));

    /// <summary>A reading of something that is there or is not.</summary>
    protected static ChangeReading Presence(bool there, bool wanted, string present, string absent) =>
        new(there == wanted ? Shown.AsWanted : Shown.NotAsWanted, there ? present : absent);
}
