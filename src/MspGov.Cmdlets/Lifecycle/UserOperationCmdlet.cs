using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Base of the help desk's operations on one user of one tenant.</summary>
public abstract class UserOperationCmdlet : TenantCmdlet
{
    /// <summary>Sign-in name, address or object id.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId", "UserPrincipalName")]
    [ValidateNotNullOrEmpty]
    public string User { get; set; } = string.Empty;

    /// <summary>Ticket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Reason { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected abstract UserOperation Operation { get; }

    private protected abstract string Deed { get; }

    private protected virtual UserOperationRequest Request(string tenantId) => new() { TenantId = tenantId, User = User, Operation = Operation, Ticket = Ticket, Reason = Reason };

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        bool go = this.Confirmed(Force, $"{User} in {tenant.Name}", Deed);
        if (go || MyInvocation.BoundParameters.ContainsKey("WhatIf"))
        {
            UserOperationRequest request = Request(tenant.Id) with { DryRun = !go };
            Pump<UserOperationResult>((output, token) => Store.Lifecycle.OperateAsync(request, output, token));
        }
    }
}
