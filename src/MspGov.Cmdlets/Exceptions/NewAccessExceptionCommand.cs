using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access;
using MspGov.Core.Exceptions;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Exceptions;

/// <summary>Asks for an exception: a deviation that somebody owns, for a reason and for a time.</summary>
[Cmdlet(VerbsCommon.New, "AccessException", SupportsShouldProcess = true)]
[OutputType(typeof(AccessException))]
public sealed class NewAccessExceptionCommand : TenantCmdlet
{
    /// <summary>One access path by its id; objects of Get-TenantAccess bring it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PathId { get; set; }

    /// <summary>Principal by id or name; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string? Principal { get; set; }

    /// <summary>Role or permission by id or name; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string? Role { get; set; }

    /// <summary>Scope; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string? Scope { get; set; }

    /// <summary>How it is held.</summary>
    [Parameter]
    public AssignmentKind? Assignment { get; set; }

    /// <summary>A setting of a template that may deviate.</summary>
    [Parameter]
    [SupportsWildcards]
    public string? Setting { get; set; }

    /// <summary>Who answers for it.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Owner { get; set; } = "";

    /// <summary>Who approves it; never the owner.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Approver { get; set; } = "";

    /// <summary>When it ends, UTC.</summary>
    [Parameter(Mandatory = true)]
    [UtcTransformation]
    public DateTimeOffset Expires { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Ticket { get; set; } = "";

    /// <summary>Reason.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = "";

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TenantDocument tenant in ResolveTenants())
        {
            var pattern = new AccessPattern { PathId = PathId, Principal = Principal, Role = Role, Scope = Scope, Assignment = Assignment, Setting = Setting };
            if (ShouldProcess($"{pattern} in {tenant.Name} until {Expires:yyyy-MM-dd}", "Record exception"))
            {
                WriteObject(Store.Exceptions.Create(new AccessExceptionDocument
                {
                    Id = "",
                    Tenant = tenant.Id,
                    Pattern = pattern,
                    Owner = Owner,
                    Approver = Approver,
                    Ticket = Ticket,
                    Reason = Reason,
                    Expires = Expires,
                }));
            }
        }
    }
}
