using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Access;

/// <summary>The register of snapshots, of identities' owners, and of the ends of credentials.</summary>
public sealed class AccessFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [AccessActions.Snapshot, AccessActions.OwnerSet, AccessActions.CredentialEnds];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case AccessActions.Snapshot:
                register.Put(entry.DetailAs<AccessSnapshotDocument>() with { TakenBy = entry.Operator });
                break;
            case AccessActions.OwnerSet:
                SetOwner(register, entry);
                break;
            case AccessActions.CredentialEnds:
                register.Put(entry.DetailAs<CredentialEndsDocument>());
                break;
        }
    }

    private static void SetOwner(IRegisterWriter register, EntryView entry)
    {
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
