using MspGov.Core.Access;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle.Partners;

/// <summary>
/// The run of the partner's own tenant, where the event is about its customers only: memberships of partner groups, and nothing else. It
/// is on record as soon as there is one to be given, taken or refused.
/// </summary>
internal sealed class PartnerRun(LifecycleParts parts, LifecycleEvent what, TenantDocument tenant, bool dryRun) : TenantRun(parts, what, tenant, dryRun)
{
    protected override bool RecordsAtOnce => false;

    protected override LifecycleStart Started => new(Event, OfPartner: true);

    // By name only: the employee number of a client's own employee may be that of somebody of the MSP.
    protected override Task<IReadOnlyList<LocatedUser>> LocateAsync(CancellationToken cancellationToken) =>
        LocatedUser.FindAsync(Port, Tenant, Event.Person, cancellationToken, byEmployeeId: false);

    protected override Task WorkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task<(Completeness Completeness, DateTimeOffset? Next)> ProofAsync(IReadOnlyList<string> everywhere, CancellationToken cancellationToken) =>
        Task.FromResult<(Completeness, DateTimeOffset?)>((Completeness.Complete, null));
}
