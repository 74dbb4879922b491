using System.Management.Automation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Sets a random password, or creates a Temporary Access Pass; shown once, recorded nowhere.</summary>
[Cmdlet(VerbsCommon.Reset, "TenantUserPassword", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(UserOperationResult))]
public sealed class ResetTenantUserPasswordCommand : UserOperationCmdlet
{
    /// <summary>A Temporary Access Pass instead of a password.</summary>
    [Parameter]
    public SwitchParameter TemporaryAccessPass { get; set; }

    /// <summary>How many minutes the pass can be used.</summary>
    [Parameter]
    [ValidateRange(10, 43200)]
    public int LifetimeMinutes { get; set; } = 60;

    private protected override UserOperation Operation => UserOperation.ResetPassword;

    private protected override string Deed => TemporaryAccessPass ? "Create a Temporary Access Pass" : "Set a random password";

    private protected override UserOperationRequest Request(string tenantId) =>
        base.Request(tenantId) with { AccessPassMinutes = TemporaryAccessPass ? LifetimeMinutes : null };
}
