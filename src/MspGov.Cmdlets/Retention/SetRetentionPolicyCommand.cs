using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Retention;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Retention;

/// <summary>Sets how long details of the ledger are kept, everywhere or in some tenants.</summary>
[Cmdlet(VerbsCommon.Set, "RetentionPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(RetentionPolicyDocument))]
public sealed class SetRetentionPolicyCommand : OptionalTenantCmdlet
{
    /// <summary>Age at which details may be erased.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? KeepFor { get; set; }

    /// <summary>Time after off-boarding at which all details of a tenant may be erased.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? KeepAfterOffBoarding { get; set; }

    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Tenant.Length == 0)
        {
            Set(RetentionPolicyDocument.Everywhere, "every log without a policy of its own");
            return;
        }

        foreach (TenantDocument tenant in Store.Tenants.Resolve(Tenant))
        {
            Set(tenant.Id, tenant.Name);
        }
    }

    private void Set(string log, string target)
    {
        if (ShouldProcess(target, "Set retention policy"))
        {
            var policy = new RetentionPolicyDocument { Log = log, KeepFor = KeepFor, KeepAfterOffBoarding = KeepAfterOffBoarding };
            WriteObject(Store.Retention.Set(policy, Ticket, Reason));
        }
    }
}
