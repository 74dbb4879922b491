using System.Management.Automation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Blocks a user's sign-in and revokes the sessions, and reads back that it is so.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "TenantUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(UserOperationResult))]
public sealed class SuspendTenantUserCommand : UserOperationCmdlet
{
    private protected override UserOperation Operation => UserOperation.Suspend;

    private protected override string Deed => "Block sign-in and revoke sessions";
}
