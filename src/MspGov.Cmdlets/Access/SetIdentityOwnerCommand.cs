using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access.Identities;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Access;

/// <summary>Records who answers for an identity, what it is for, and when it is looked at again.</summary>
[Cmdlet(VerbsCommon.Set, "IdentityOwner", SupportsShouldProcess = true, DefaultParameterSetName = SetSet)]
[OutputType(typeof(IdentityOwnerDocument))]
public sealed class SetIdentityOwnerCommand : TenantCmdlet
{
    private const string SetSet = "Set";
    private const string ClearSet = "Clear";

    /// <summary>Object id, sign-in name or display name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PrincipalId")]
    [ValidateNotNullOrEmpty]
    public string Identity { get; set; } = "";

    /// <summary>Who answers for it.</summary>
    [Parameter(ParameterSetName = SetSet)]
    public string? Owner { get; set; }

    /// <summary>What it is for.</summary>
    [Parameter(ParameterSetName = SetSet)]
    public IdentityPurpose? Purpose { get; set; }

    /// <summary>When it is looked at again.</summary>
    [Parameter(ParameterSetName = SetSet)]
    [UtcTransformation]
    public DateTimeOffset? ReviewDate { get; set; }

    /// <summary>Takes away what was said.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClearSet)]
    public SwitchParameter Clear { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Gives the row out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        if (!ShouldProcess($"{Identity} in {tenant.Name}", Clear ? "Clear identity owner" : "Set identity owner"))
        {
            return;
        }

        var request = new SetOwnerRequest
        {
            TenantId = tenant.Id,
            Identity = Identity,
            Owner = Owner,
            Purpose = Purpose,
            ReviewDate = ReviewDate,
            Clear = Clear,
            Ticket = Ticket,
            Reason = Reason,
        };
        IdentityOwnerDocument row = Await(token => Store.Access.SetOwnerAsync(request, token));
        if (PassThru)
        {
            WriteObject(row);
        }
    }
}
