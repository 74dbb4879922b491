using System.Management.Automation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Removes a user's authentication methods, so that they are registered anew, and revokes the sessions.</summary>
[Cmdlet(VerbsCommon.Reset, "TenantUserMfa", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(UserOperationResult))]
public sealed class ResetTenantUserMfaCommand : UserOperationCmdlet
{
    private protected override UserOperation Operation => UserOperation.ResetMfa;

    private protected override string Deed => "Remove authentication methods and revoke sessions";
}
