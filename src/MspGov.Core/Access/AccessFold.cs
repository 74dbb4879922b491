using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Access;

/// <summary>The register of snapshots and of identities' owners.</summary>
public sealed class AccessFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [AccessActions.Snapshot, AccessActions.OwnerSet];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        if (entry.Action == AccessActions.Snapshot)
        {
            register.Put(entry.DetailAs<AccessSnapshotDocument>() with { TakenBy = entry.Operator });
            return;
        }

        IdentityOwnerDocument owner = entry.DetailAs<IdentityOwnerDocument>() with { SetAt = entry.At, SetBy = entry.Operator };
        if (owner.IsEmpty)
        {
            register.Remove<IdentityOwnerDocument>(owner.Key);
        }
        else
        {
            register.Put(owner);
        }
    }
}
