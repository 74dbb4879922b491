using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Json;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Access;

/// <summary>Actions on snapshots of access and on the register of identities; each in the tenant's own log.</summary>
public static class AccessActions
{
    /// <summary>A snapshot was taken; detail <see cref="AccessSnapshotDocument"/>.</summary>
    public const string Snapshot = "access.snapshot";

    /// <summary>An identity was given an owner, a purpose and a review date, or lost them; detail <see cref="IdentityOwnerDocument"/>.</summary>
    public const string OwnerSet = "identity.owner";

    /// <summary>When the credentials of the tenant's applications end, as read; detail <see cref="CredentialEndsDocument"/>.</summary>
    public const string CredentialEnds = "identity.credentials";

    /// <summary>What an identity could reach was measured; detail: the identity and the score.</summary>
    public const string Measured = "access.measure";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Snapshot, Permission.Read, SnapshotOfItsTenant),
        new(OwnerSet, Permission.ManageUsers, OwnerInItsTenant),
        new(CredentialEnds, Permission.Read, CredentialsOfItsTenant),
        new(Measured, Permission.Read, TenantActions.ActiveTenant),
    ];

    private static Ruling SnapshotOfItsTenant(RuleContext context)
    {
        AccessSnapshotDocument detail = CoreJson.FromBytes<AccessSnapshotDocument>(context.Entry.Detail.Span);
        return detail.Tenant != context.Entry.Log ? Ruling.Deny("A snapshot is recorded in the log of its tenant.")
            : context.Register.Get<AccessSnapshotDocument>(detail.Id) is not null ? Ruling.Conflict($"Snapshot {detail.Id} is recorded already.")
            : TenantActions.ActiveTenant(context);
    }

    private static Ruling CredentialsOfItsTenant(RuleContext context) =>
        CoreJson.FromBytes<CredentialEndsDocument>(context.Entry.Detail.Span).Tenant != context.Entry.Log
            ? Ruling.Deny("Credentials are recorded in the log of their tenant.")
            : TenantActions.ActiveTenant(context);

    private static Ruling OwnerInItsTenant(RuleContext context)
    {
        IdentityOwnerDocument detail = CoreJson.FromBytes<IdentityOwnerDocument>(context.Entry.Detail.Span);
        return detail.Tenant != context.Entry.Log
            ? Ruling.Deny("An identity's owner is recorded in the log of its tenant.")
            : TenantActions.ActiveTenant(context);
    }
}
