using System.Management.Automation;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Writes a request to a file that the client reads, signs and sends back.</summary>
[Cmdlet(VerbsData.Export, "ElevationRequest", SupportsShouldProcess = true)]
[OutputType(typeof(System.IO.FileInfo))]
public sealed class ExportElevationRequestCommand : GrantCmdlet
{
    /// <summary>File to write.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Path, "Export elevation request"))
        {
            WriteObject(new FileInfo(Store.Elevation.ExportRequest(GrantId, FullPath(Path), Force)));
        }
    }
}
