using System.Management.Automation;
using System.Net;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Forwards new entries to a SIEM, at least once each.</summary>
[Cmdlet(VerbsCommunications.Send, "AuditEntry", SupportsShouldProcess = true)]
[OutputType(typeof(ForwardResult))]
public sealed class SendAuditEntryCommand : SessionCmdlet
{
    /// <summary>Where to: https, syslog+tls, syslog+tcp, or a file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Only these tenants.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[]? Tenant { get; set; }

    /// <summary>Name of the cursor.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Cursor { get; set; }

    /// <summary>Bearer token for HTTP.</summary>
    [Parameter]
    public System.Security.SecureString? Token { get; set; }

    /// <summary>Entries a batch.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>Sends everything again from the beginning.</summary>
    [Parameter]
    public SwitchParameter Restart { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string destination = Destination.Contains("://", StringComparison.Ordinal) ? Destination : FullPath(Destination);
        if (!ShouldProcess(destination, "Forward audit entries"))
        {
            return;
        }

        var request = new ForwardRequest
        {
            Destination = destination,
            Cursor = Cursor,
            Logs = Tenant is null ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)],
            Token = Token is null ? null : new NetworkCredential(string.Empty, Token).Password,
            BatchSize = BatchSize,
            Restart = Restart,
        };
        WriteObject(Await(token => Store.Forwarding.SendAsync(request, token)));
    }
}
