using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Exceptions;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Exceptions;

/// <summary>Lists exceptions with their status now.</summary>
[Cmdlet(VerbsCommon.Get, "AccessException")]
[OutputType(typeof(AccessException))]
public sealed class GetAccessExceptionCommand : OptionalTenantCmdlet
{
    /// <summary>Ids; wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ExceptionCompleter))]
    [SupportsWildcards]
    public string[] ExceptionId { get; set; } = ["*"];

    /// <summary>Only those in one of these states.</summary>
    [Parameter]
    public ExceptionStatus[] Status { get; set; } = [];

    /// <summary>Only those in force that end within this time, and those that have ended.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? ExpiringIn { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string[] tenants = TenantIds();
        foreach (string id in ExceptionId)
        {
            WriteObject(
                Store.Exceptions.Get(tenants, id).Where(exception =>
                    (Status.Length == 0 || Status.Contains(exception.Status))
                    && (ExpiringIn is not { } within || (exception.Status is ExceptionStatus.Active or ExceptionStatus.Expiring or ExceptionStatus.Expired && exception.DaysLeft < within.TotalDays))),
                enumerateCollection: true);
        }
    }
}
