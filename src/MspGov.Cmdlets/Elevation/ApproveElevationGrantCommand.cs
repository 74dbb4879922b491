using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Json;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Approves a request with one's own key; records a client's approval; or signs a request as the client.</summary>
[Cmdlet(VerbsLifecycle.Approve, "ElevationGrant", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = OperatorSet)]
[OutputType(typeof(ElevationGrant))]
public sealed class ApproveElevationGrantCommand : SessionCmdlet
{
    private const string OperatorSet = "Operator";
    private const string ImportSet = "Import";
    private const string ClientSet = "Client";

    /// <summary>Id of the grant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = OperatorSet)]
    [ArgumentCompleter(typeof(GrantCompleter))]
    public string GrantId { get; set; } = string.Empty;

    /// <summary>The hash that was looked at; another request is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = OperatorSet)]
    public string? RequestHash { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter(ParameterSetName = OperatorSet)]
    public string? Reason { get; set; }

    /// <summary>File with the client's signed approval.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ImportSet)]
    public string ApprovalPath { get; set; } = string.Empty;

    /// <summary>File with the request, from Export-ElevationRequest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    public string RequestPath { get; set; } = string.Empty;

    /// <summary>Name under which the client's key is enrolled.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    public string Approver { get; set; } = string.Empty;

    /// <summary>The client's private key, PEM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    public string KeyPath { get; set; } = string.Empty;

    /// <summary>Where the signed approval is written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    public string OutFile { get; set; } = string.Empty;

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case ClientSet when this.Confirmed(Force, RequestPath, "Sign approval as the client"):
                ElevationRequestFile request = ElevationRequestFile.Read(ReadFile(RequestPath));
                File.WriteAllBytes(FullPath(OutFile), CoreJson.ToBytes(request.Sign(Approver, System.Text.Encoding.UTF8.GetString(ReadFile(KeyPath)))));
                break;
            case ImportSet when this.Confirmed(Force, ApprovalPath, "Record the client's approval"):
                WriteObject(Await(token => Store.Elevation.ImportApprovalAsync(FullPath(ApprovalPath), token)));
                break;
            case OperatorSet when this.Confirmed(Force, GrantId, "Approve elevation"):
                WriteObject(Await(token => Store.Elevation.ApproveAsync(GrantId, RequestHash, Reason, token)));
                break;
        }
    }

    private byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(FullPath(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ElevationErrors.FileInvalid.With($"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
