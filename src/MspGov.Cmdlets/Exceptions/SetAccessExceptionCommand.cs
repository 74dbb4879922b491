using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Exceptions;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Exceptions;

/// <summary>Changes or approves an exception.</summary>
[Cmdlet(VerbsCommon.Set, "AccessException", DefaultParameterSetName = "Change", SupportsShouldProcess = true)]
[OutputType(typeof(AccessException))]
public sealed class SetAccessExceptionCommand : SessionCmdlet
{
    /// <summary>Exceptions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ExceptionCompleter))]
    public string[] ExceptionId { get; set; } = [];

    /// <summary>Approves.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Approve")]
    public SwitchParameter Approve { get; set; }

    /// <summary>New owner.</summary>
    [Parameter(ParameterSetName = "Change")]
    public string? Owner { get; set; }

    /// <summary>New approver.</summary>
    [Parameter(ParameterSetName = "Change")]
    public string? Approver { get; set; }

    /// <summary>New end, UTC.</summary>
    [Parameter(ParameterSetName = "Change")]
    [UtcTransformation]
    public DateTimeOffset? Expires { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter(ParameterSetName = "Change")]
    public string? Reason { get; set; }

    /// <summary>Gives the exceptions out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string id in ExceptionId)
        {
            if (!ShouldProcess(id, Approve ? "Approve exception" : "Change exception"))
            {
                continue;
            }

            AccessException exception = Approve
                ? Store.Exceptions.Approve(id, Ticket)
                : Store.Exceptions.Change(new ExceptionChange(id, Owner, Expires, Ticket, Reason, Approver));
            if (PassThru)
            {
                WriteObject(exception);
            }
        }
    }
}
