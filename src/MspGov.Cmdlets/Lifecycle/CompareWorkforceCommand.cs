using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Compares a list of people with the accounts of tenants, and names what does not fit with the command that fixes it.</summary>
[Cmdlet(VerbsData.Compare, "Workforce")]
[OutputType(typeof(WorkforceFinding))]
public sealed class CompareWorkforceCommand : TenantCmdlet
{
    private readonly List<string> _tenants = [];

    /// <summary>The list: CSV, or JSON by its extension.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Path { get; set; } = string.Empty;

    /// <summary>JSON file that says which column of the list is which field.</summary>
    [Parameter]
    public string? MappingPath { get; set; }

    /// <summary>The list is of the client's own employees.</summary>
    [Parameter]
    public SwitchParameter ClientEmployee { get; set; }

    /// <summary>Domains of the MSP.</summary>
    [Parameter]
    public string[] StaffDomain { get; set; } = [];

    /// <summary>Days without sign-in after which an account is dormant.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int DormantDays { get; set; } = 90;

    /// <summary>Compares access with job roles too.</summary>
    [Parameter]
    public SwitchParameter IncludeAccess { get; set; }

    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void Process() => _tenants.AddRange(ResolveTenants().Select(tenant => tenant.Id));

    /// <inheritdoc/>
    protected override void EndWork()
    {
        if (_tenants.Count == 0)
        {
            return;
        }

        IReadOnlyList<WorkforcePerson> people = WorkforceFile.Read(FullPath(Path), MappingPath is null ? null : FullPath(MappingPath)).People();
        Pump<WorkforceFinding>((output, token) => Store.Lifecycle.CompareAsync(
            new WorkforceRequest
            {
                People = people,
                TenantIds = [.. _tenants.Distinct()],
                ClientEmployees = ClientEmployee,
                StaffDomains = StaffDomain,
                DormantDays = DormantDays,
                IncludeAccess = IncludeAccess,
                ThrottleLimit = ThrottleLimit,
            },
            output,
            token));
    }
}
