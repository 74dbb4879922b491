using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Retention;

namespace MspGov.Cmdlets.Retention;

/// <summary>Lists the retention policies that were set.</summary>
[Cmdlet(VerbsCommon.Get, "RetentionPolicy")]
[OutputType(typeof(RetentionPolicyDocument))]
public sealed class GetRetentionPolicyCommand : OptionalTenantCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        string[] wanted = TenantIds();
        WriteObject(Store.Retention.Get().Where(policy => wanted.Length == 0 || wanted.Contains(policy.Log)), enumerateCollection: true);
    }
}
