using System.Management.Automation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Allows a user to sign in again; restores a softly deleted one first.</summary>
[Cmdlet(VerbsData.Restore, "TenantUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(UserOperationResult))]
public sealed class RestoreTenantUserCommand : UserOperationCmdlet
{
    private protected override UserOperation Operation => UserOperation.Restore;

    private protected override string Deed => "Allow sign-in again";
}
