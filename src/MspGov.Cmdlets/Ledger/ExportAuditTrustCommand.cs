using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Writes the trust anchor of one tenant: what the client keeps from onboarding on.</summary>
[Cmdlet(VerbsData.Export, "AuditTrust", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAuditTrustCommand : TenantCmdlet
{
    /// <summary>File to write.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        string path = FullPath(Path);
        if (ShouldProcess(path, $"Export trust anchor of {tenant.Name}"))
        {
            string sha256 = Store.Ledger.ExportTrust(tenant.Id, path, Force);
            WriteVerbose($"SHA-256 of the anchor, to be told to the client by another way: {sha256}");
            WriteObject(new FileInfo(path));
        }
    }
}
