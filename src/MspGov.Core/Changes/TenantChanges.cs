using System.Text;
using MspGov.Core.Json;

namespace MspGov.Core.Changes;

/// <summary>Every kind of change by the name that the ledger knows it by. One line a kind.</summary>
public static class TenantChanges
{
    private static readonly Dictionary<string, Func<byte[], ITenantChange>> Readers = new(StringComparer.Ordinal)
    {
        [ReferenceChange.KindName] = Of<ReferenceChange>,
        [RoleAssignmentChange.KindName] = Of<RoleAssignmentChange>,
        [ScopedRoleChange.KindName] = Of<ScopedRoleChange>,
        [RoleScheduleChange.KindName] = Of<RoleScheduleChange>,
        [GroupScheduleChange.KindName] = Of<GroupScheduleChange>,
        [AppRoleChange.KindName] = Of<AppRoleChange>,
        [ConsentChange.KindName] = Of<ConsentChange>,
        [ConsentGrant.KindName] = Of<ConsentGrant>,
        [CredentialRemoval.KindName] = Of<CredentialRemoval>,
        [ApplicationDeletion.KindName] = Of<ApplicationDeletion>,
        [UserCreation.KindName] = Of<UserCreation>,
        [GuestInvitation.KindName] = Of<GuestInvitation>,
        [UserEnabledChange.KindName] = Of<UserEnabledChange>,
        [UserDeletion.KindName] = Of<UserDeletion>,
        [UserRestoration.KindName] = Of<UserRestoration>,
        [ManagerChange.KindName] = Of<ManagerChange>,
        [LicenceChange.KindName] = Of<LicenceChange>,
        [SessionRevocation.KindName] = Of<SessionRevocation>,
        [MethodRemoval.KindName] = Of<MethodRemoval>,
        [AccessPassCreation.KindName] = Of<AccessPassCreation>,
        [PasswordReset.KindName] = Of<PasswordReset>,
        [DeviceEnabledChange.KindName] = Of<DeviceEnabledChange>,
        [ManagedDeviceRemoval.KindName] = Of<ManagedDeviceRemoval>,
        [GdapAssignmentChange.KindName] = Of<GdapAssignmentChange>,
        [GdapTermination.KindName] = Of<GdapTermination>,
        [Templates.TemplateObjectChange.KindName] = Of<Templates.TemplateObjectChange>,
    };

    /// <summary>Names of all kinds.</summary>
    public static IReadOnlyCollection<string> Kinds => Readers.Keys;

    /// <summary>Reads a change from its kind and its arguments.</summary>
    /// <exception cref="FormatException">The kind is not known, or the arguments are not of that kind.</exception>
    public static ITenantChange Read(string kind, string arguments) =>
        Readers.TryGetValue(kind, out Func<byte[], ITenantChange>? read)
            ? read(Encoding.UTF8.GetBytes(arguments))
            : throw new FormatException($"The kind of change '{kind}' is not known to this version.");

    /// <summary>The arguments of a change as JSON text.</summary>
    public static string Write(ITenantChange change) => Encoding.UTF8.GetString(CoreJson.ToBytes(change, change.GetType()));

    private static ITenantChange Of<T>(byte[] arguments)
        where T : class, ITenantChange => CoreJson.FromBytes<T>(arguments);
}
