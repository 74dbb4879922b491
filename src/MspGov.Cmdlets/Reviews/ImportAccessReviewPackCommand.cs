using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Takes in decisions from the file that a pack saved, or from a table.</summary>
[Cmdlet(VerbsData.Import, "AccessReviewPack", SupportsShouldProcess = true)]
[OutputType(typeof(ReviewItem))]
public sealed class ImportAccessReviewPackCommand : SessionCmdlet
{
    /// <summary>Files: decision files, or tables (<c>.csv</c>).</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Detached signature of the body, in DER.</summary>
    [Parameter]
    public string? SignaturePath { get; set; }

    /// <summary>Who decided, for a table; the connected operator by default.</summary>
    [Parameter]
    public string? Reviewer { get; set; }

    /// <summary>Ticket by which the decisions came.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Gives the decided items out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string path in Path)
        {
            string full = FullPath(path);
            if (ShouldProcess(full, "Take in access review decisions"))
            {
                var request = new ImportReviewRequest { Path = full, SignaturePath = SignaturePath is null ? null : FullPath(SignaturePath), By = Reviewer, Ticket = Ticket, Show = PassThru };
                Pump<ReviewItem>((output, token) => Store.Reviews.ImportAsync(request, output, token));
            }
        }
    }
}
