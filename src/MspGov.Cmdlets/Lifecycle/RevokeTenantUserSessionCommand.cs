using System.Management.Automation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Revokes a user's sessions and refresh tokens.</summary>
[Cmdlet(VerbsSecurity.Revoke, "TenantUserSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(UserOperationResult))]
public sealed class RevokeTenantUserSessionCommand : UserOperationCmdlet
{
    private protected override UserOperation Operation => UserOperation.RevokeSession;

    private protected override string Deed => "Revoke sessions";
}
