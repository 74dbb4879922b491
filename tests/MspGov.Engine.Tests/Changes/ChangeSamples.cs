using MspGov.Core.Changes;

namespace MspGov.Engine.Tests.Changes;

/// <summary>A change of every kind, both ways where there are two.</summary>
internal static class ChangeSamples
{
    private static readonly DateTimeOffset End = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<ITenantChange> All { get; } =
    [
        .. Enum.GetValues<Relation>().SelectMany(relation => new[] { true, false }.Select(present => new ReferenceChange(relation, "o1", "t1", present))),
        .. Both(present => new RoleAssignmentChange("p1", "r1", "/", present)),
        .. Both(present => new ScopedRoleChange("a1", "r1", "p1", present)),
        .. Schedules((schedule, present) => new RoleScheduleChange { Schedule = schedule, Principal = "p1", Role = "r1", Present = present, End = present ? End : null, TicketNumber = "T-1" }),
        .. Schedules((schedule, present) => new GroupScheduleChange { Schedule = schedule, Principal = "p1", Group = "g1", Present = present, End = present ? End : null }),
        .. Enum.GetValues<AppRoleHolder>().SelectMany(holder => Both(present => new AppRoleChange(holder, "p1", "s1", "a1", present))),
        new ConsentChange("c1", "User.Read"),
        new ConsentChange("c1", null),
        new ConsentGrant("s1", "s2", "p1", "User.Read"),
        .. Both(certificate => new CredentialRemoval(false, "o1", certificate, "k1")),
        .. Both(certificate => new CredentialRemoval(true, "o1", certificate, "k1")),
        .. Both(servicePrincipal => new ApplicationDeletion(servicePrincipal, "o1")),
        new UserCreation { UserPrincipalName = "a@b.example", DisplayName = "A", MailNickname = "a", EmployeeId = "7" },
        new GuestInvitation("a@b.example", "https://myapps.microsoft.com"),
        .. Both(enabled => new UserEnabledChange("u1", enabled)),
        new UserDeletion("u1"),
        new UserRestoration("u1"),
        new ManagerChange("u1", "u2"),
        new ManagerChange("u1", null),
        .. Both(assigned => new LicenceChange("u1", "k1", assigned)),
        new SessionRevocation("u1"),
        new MethodRemoval("u1", "phoneMethods", "m1"),
        new AccessPassCreation("u1", 60, true),
        new PasswordReset("u1"),
        new PasswordReset("u1", Delegated: true),
        .. Both(enabled => new DeviceEnabledChange("d1", enabled)),
        .. Both(wipe => new ManagedDeviceRemoval("d1", wipe)),
        .. Both(present => new GdapAssignmentChange("g1", "x1", ["r1"], present)),
        new GdapTermination("g1"),
    ];

    private static IEnumerable<ITenantChange> Both(Func<bool, ITenantChange> make) => [make(true), make(false)];

    private static IEnumerable<ITenantChange> Schedules(Func<ScheduleKind, bool, ITenantChange> make) =>
        Enum.GetValues<ScheduleKind>().SelectMany(schedule => Both(present => make(schedule, present)));
}
