using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lab;

/// <summary>Creates a lab tenant in the store.</summary>
[Cmdlet(VerbsCommon.New, "LabTenant", SupportsShouldProcess = true)]
[OutputType(typeof(LabTenant))]
public sealed class NewLabTenantCommand : SessionCmdlet
{
    /// <summary>Name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidatePattern("^[a-z0-9][a-z0-9-]{0,62}$", Options = System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    public string Name { get; set; } = string.Empty;

    /// <summary>How large.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public LabSize Size { get; set; }

    /// <summary>Same name, size and seed: same tenant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int Seed { get; set; } = 1;

    /// <summary>Without generated objects.</summary>
    [Parameter]
    public SwitchParameter Empty { get; set; }

    /// <summary>Without Entra ID P1 and P2: no PIM, no access reviews, no sign-in reports.</summary>
    [Parameter]
    public SwitchParameter NoPremium { get; set; }

    /// <summary>The MSP's own tenant: it holds GDAP relationships.</summary>
    [Parameter]
    public SwitchParameter Partner { get; set; }

    /// <summary>The MSP's lab tenant that manages this one by GDAP.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LabCompleter))]
    public string? ManagedBy { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Name, $"Create {Size} lab tenant"))
        {
            WriteObject(Store.Labs.Create(new LabTenantRequest { Name = Name, Size = Size, Seed = Seed, Empty = Empty, NoPremium = NoPremium, Partner = Partner, ManagedBy = ManagedBy }));
        }
    }
}
