using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Exceptions;

/// <summary>Closes an exception before its end.</summary>
[Cmdlet(VerbsCommon.Close, "AccessException", SupportsShouldProcess = true)]
[OutputType(typeof(AccessException))]
public sealed class CloseAccessExceptionCommand : SessionCmdlet
{
    /// <summary>Exceptions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ExceptionCompleter))]
    public string[] ExceptionId { get; set; } = [];

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Gives the exceptions out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string id in ExceptionId)
        {
            if (ShouldProcess(id, "Close exception"))
            {
                AccessException exception = Store.Exceptions.Close(id, Ticket, Reason);
                if (PassThru)
                {
                    WriteObject(exception);
                }
            }
        }
    }
}
