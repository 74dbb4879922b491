using MspGov.Core.Lifecycle;
using MspGov.Core.Reviews;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle;

/// <summary>Reviews that runs open.</summary>
internal static class RunReview
{
    /// <summary>The campaign of an event: always the same, so that a run that goes on after a crash opens no second one.</summary>
    public static string IdOf(LifecycleEvent what) => "RV-" + what.Correlation.ToString("N")[..10];

    /// <summary>Who decides where nobody was named: the client if it can, else the service owner, else the risk owner.</summary>
    public static ReviewerKind ReviewerOf(TenantDocument tenant) =>
        tenant.Approvers.Count > 0 ? ReviewerKind.ClientApprover
        : tenant.ServiceOwner is not null || tenant.RiskOwner is null ? ReviewerKind.ServiceOwner
        : ReviewerKind.RiskOwner;
}
