using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Asks for elevation in a client tenant, and gives it at once where no approval is wanted.</summary>
[Cmdlet(VerbsCommon.New, "ElevationGrant", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ElevationGrant))]
public sealed class NewElevationGrantCommand : TenantCmdlet
{
    /// <summary>Directory role, by name or template id.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(DirectoryRoleCompleter))]
    public string? Role { get; set; }

    /// <summary>User who is elevated; oneself by default.</summary>
    [Parameter]
    public string? Principal { get; set; }

    /// <summary>Directory scope of the role.</summary>
    [Parameter]
    [ValidatePattern("^/")]
    public string Scope { get; set; } = "/";

    /// <summary>Role-assignable group, or with -Partner the partner's security group.</summary>
    [Parameter]
    public string? Group { get; set; }

    /// <summary>The group is in the MSP's own tenant and carries roles by GDAP.</summary>
    [Parameter]
    public SwitchParameter Partner { get; set; }

    /// <summary>How long; the policy's default when not given.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? Duration { get; set; }

    /// <summary>When it begins, UTC; at once by default.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? Start { get; set; }

    /// <summary>Why.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>An emergency: no approval beforehand, a review by another person afterwards.</summary>
    [Parameter]
    public SwitchParameter BreakGlass { get; set; }

    /// <summary>A drill of break-glass: real, and marked.</summary>
    [Parameter]
    public SwitchParameter Drill { get; set; }

    /// <summary>Called with each notice.</summary>
    [Parameter]
    public ScriptBlock? OnNotice { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TenantDocument tenant in ResolveTenants())
        {
            if (!this.Confirmed(Force, $"{tenant.Name} ({tenant.Id})", $"Elevate {Principal ?? Store.Info.Operator} to {Role ?? Group}{(BreakGlass ? " by break-glass" : string.Empty)}"))
            {
                continue;
            }

            var notices = new List<ElevationNoticeMessage>();
            try
            {
                WriteObject(Await(token => Store.Elevation.RequestAsync(Ask(tenant, notices), token)));
            }
            finally
            {
                // Script blocks run on the pipeline thread alone.
                notices.ForEach(notice => OnNotice?.Invoke(notice));
            }
        }
    }

    private ElevationAsk Ask(TenantDocument tenant, List<ElevationNoticeMessage> notices) => new()
    {
        TenantId = tenant.Id,
        Principal = Principal,
        Role = Role,
        Scope = Scope,
        Group = Group,
        Partner = Partner,
        Duration = Duration,
        Start = Start,
        Reason = Reason,
        Ticket = Ticket,
        BreakGlass = BreakGlass || Drill,
        Drill = Drill,
        OnNotice = OnNotice is null ? null : notices.Add,
    };
}
