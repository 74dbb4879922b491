using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Templates;

/// <summary>Undoes a run of a template, or what is selected of it.</summary>
[Cmdlet(VerbsData.Restore, "TenantTemplate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(TemplateStepResult))]
public sealed class RestoreTenantTemplateCommand : TemplateRunCmdlet
{
    /// <summary>Run.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TemplateRunCompleter))]
    public string Run { get; set; } = "";

    /// <summary>Only these tenants: names, ids or wildcards.</summary>
    [Parameter]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>Only these objects, as kind/name or by the id of their change; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        bool go = this.Confirmed(Force, $"run {Run}{(Include.Length > 0 ? $": {string.Join(", ", Include)}" : "")}", "Undo template run");
        if (!go && !this.IsWhatIf())
        {
            return;
        }

        var request = new TemplateRestoreRequest
        {
            Run = Run,
            TenantIds = Tenant.Length == 0 ? [] : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)],
            Include = Include,
            DryRun = !go,
            ThrottleLimit = ThrottleLimit,
            Ticket = Ticket,
            Reason = Reason,
        };
        Pump<TemplateStepResult>((output, token) => Store.Templates.RestoreAsync(request, output, token));
    }
}
