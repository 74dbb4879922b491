using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Writes the items that wait for one reviewer: an HTML pack to be opened in any browser, or a table for Excel.</summary>
[Cmdlet(VerbsData.Export, "AccessReviewPack", SupportsShouldProcess = true)]
[OutputType(typeof(ReviewPack))]
public sealed class ExportAccessReviewPackCommand : TenantCmdlet
{
    /// <summary>Campaign.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ReviewCompleter))]
    public string ReviewId { get; set; } = "";

    /// <summary>The reviewer it is for.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reviewer { get; set; } = "";

    /// <summary>File: <c>.html</c>, or <c>.csv</c> for a table.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>File with the reviewer's public key (PEM), which is enrolled with this pack.</summary>
    [Parameter]
    public string? PublicKey { get; set; }

    /// <summary>Delimiter of a table.</summary>
    [Parameter]
    [ValidateSet(",", ";", "\t")]
    public string Delimiter { get; set; } = ",";

    /// <summary>Overwrites the file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        string path = FullPath(Path);
        if (ShouldProcess(path, $"Write the items of {ReviewId} in {tenant.Name} for {Reviewer}"))
        {
            WriteObject(Store.Reviews.Export(new ExportReviewRequest
            {
                Review = ReviewId,
                TenantId = tenant.Id,
                Reviewer = Reviewer,
                Path = path,
                Overwrite = Force,
                PublicKeyPem = PublicKey is null ? null : File.ReadAllText(FullPath(PublicKey)),
                Delimiter = Delimiter[0],
            }));
        }
    }
}
