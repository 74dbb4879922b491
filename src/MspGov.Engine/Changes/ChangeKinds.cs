using MspGov.Core.Changes;
using MspGov.Engine.Changes.Kinds;

namespace MspGov.Engine.Changes;

/// <summary>The code of every kind of change, by name. One line a kind.</summary>
internal static class ChangeKinds
{
    private static readonly Dictionary<string, IChangeKind> ByName = new IChangeKind[]
    {
        new ReferenceKind(),
        new RoleAssignmentKind(),
        new ScopedRoleKind(),
        new RoleScheduleKind(),
        new GroupScheduleKind(),
        new AppRoleKind(),
        new ConsentKind(),
        new ConsentGrantKind(),
        new CredentialRemovalKind(),
        new ApplicationDeletionKind(),
        new UserCreationKind(),
        new GuestInvitationKind(),
        new UserEnabledKind(),
        new UserDeletionKind(),
        new UserRestorationKind(),
        new ManagerKind(),
        new LicenceKind(),
        new SessionRevocationKind(),
        new MethodRemovalKind(),
        new AccessPassCreationKind(),
        new PasswordResetKind(),
        new DeviceEnabledKind(),
        new ManagedDeviceRemovalKind(),
        new GdapAssignmentKind(),
        new GdapTerminationKind(),
        new Templates.Running.TemplateObjectKind(),
    }.ToDictionary(kind => kind.Name);

    /// <summary>The code of a change.</summary>
    public static IChangeKind Of(ITenantChange change) => ByName[change.Kind];
}
