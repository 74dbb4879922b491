using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Templates;

/// <summary>Makes a template, or a new version of one, of what a tenant has.</summary>
[Cmdlet(VerbsCommon.New, "TenantTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(TemplateInfo))]
public sealed class NewTenantTemplateCommand : SessionCmdlet
{
    /// <summary>Name of the template.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    [ValidatePattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
    public string Name { get; set; } = "";

    /// <summary>Tenant to capture.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Tenant", "TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [ValidateNotNullOrEmpty]
    public string FromTenant { get; set; } = "";

    /// <summary>Kinds of objects, or single ones as kind/name; wildcards allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TemplateKindCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Include { get; set; } =
    [
        "conditionalAccessPolicy", "namedLocation", "authenticationStrength", "authenticationMethodsPolicy", "authenticationMethod",
        "authorizationPolicy", "securityDefaults", "crossTenantAccessDefault", "roleDefinition",
    ];

    /// <summary>Operators who may approve versions.</summary>
    [Parameter]
    public string[] Owner { get; set; } = [];

    /// <summary>What it is for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>What changed and why.</summary>
    [Parameter]
    public string? Changelog { get; set; }

    /// <summary>Every plan needs a second person.</summary>
    [Parameter]
    public SwitchParameter RequirePlanApproval { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        IReadOnlyList<TenantDocument> tenants = Store.Tenants.Resolve([FromTenant]);
        if (tenants.Count != 1)
        {
            throw Core.Errors.PolicyErrors.InvalidArgument.With($"A template is made of one tenant; '{FromTenant}' fits {tenants.Count}.");
        }

        if (!ShouldProcess($"{Name}, from {tenants[0].Name}", "Create template version"))
        {
            return;
        }

        var request = new TemplateCaptureRequest
        {
            Name = Name,
            TenantId = tenants[0].Id,
            Include = Include,
            Owners = Owner,
            Description = Description,
            Changelog = Changelog,
            RequirePlanApproval = RequirePlanApproval,
            Ticket = Ticket,
        };
        Pump<TemplateInfo>(async (output, token) => await output.WriteAsync(await Store.Templates.CaptureAsync(request, output, token), token));
    }
}
