using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.JobRoles;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.JobRoles;

/// <summary>Writes and approves job roles, and says who holds which in which tenant.</summary>
[Cmdlet(VerbsCommon.Set, "JobRole", DefaultParameterSetName = "Define", SupportsShouldProcess = true)]
[OutputType(typeof(JobRoleDocument), typeof(JobRoleAssignmentDocument))]
public sealed class SetJobRoleCommand : OptionalTenantCmdlet
{
    /// <summary>Name of the job role.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Define", ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Approve", ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Assign")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Withdraw")]
    [ArgumentCompleter(typeof(JobRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What its holders should have.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Define")]
    [EntitlementTransformation]
    public JobRoleEntitlement[] Entitlement { get; set; } = [];

    /// <summary>What it is for, in the words of the business.</summary>
    [Parameter(ParameterSetName = "Define")]
    public string? Description { get; set; }

    /// <summary>What it comes to technically.</summary>
    [Parameter(ParameterSetName = "Define")]
    public string? TechnicalDescription { get; set; }

    /// <summary>Contract scopes under which it may be given.</summary>
    [Parameter(ParameterSetName = "Define")]
    public string[] ContractScope { get; set; } = [];

    /// <summary>Adopts the ready-made catalogue.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ReadyMade")]
    public SwitchParameter ReadyMade { get; set; }

    /// <summary>Approves the version that waits.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Approve")]
    public SwitchParameter Approve { get; set; }

    /// <summary>The person: operator id or name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Assign")]
    [Parameter(Mandatory = true, ParameterSetName = "Withdraw")]
    [ValidateNotNullOrEmpty]
    public string Person { get; set; } = "";

    /// <summary>Sign-in names and object ids by which the person appears in the tenants.</summary>
    [Parameter(ParameterSetName = "Assign")]
    public string[] Principal { get; set; } = [];

    /// <summary>When the assignment ends, UTC.</summary>
    [Parameter(ParameterSetName = "Assign")]
    [UtcTransformation]
    public DateTimeOffset? End { get; set; }

    /// <summary>Withdraws the person's assignment.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Withdraw")]
    public SwitchParameter Withdraw { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Gives out what was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case "ReadyMade" when ShouldProcess("job role catalogue", "Adopt the ready-made job roles"):
                Give(Store.JobRoles.Adopt(Ticket, Reason));
                break;
            case "Approve" when ShouldProcess(Name, "Approve job role"):
                Give([Store.JobRoles.Approve(Name, Ticket, Reason)]);
                break;
            case "Define" when ShouldProcess(Name, "Write a new version of job role"):
                Give([Store.JobRoles.Propose(new JobRoleDocument { Name = Name, Description = Description, TechnicalDescription = TechnicalDescription, Entitlements = Entitlement, ContractScopes = ContractScope }, Ticket, Reason)]);
                break;
            case "Assign":
                Assign();
                break;
            case "Withdraw":
                foreach (JobRoleAssignmentDocument held in Store.JobRoles.Assignments(TenantIds(), Person).Where(held => held.WithdrawnAt is null && string.Equals(held.JobRole, Name, StringComparison.OrdinalIgnoreCase)))
                {
                    if (ShouldProcess($"{held.Person} as {held.JobRole} in {held.Tenant}", "Withdraw job role"))
                    {
                        Give([Store.JobRoles.Withdraw(held.Id, Ticket, Reason)]);
                    }
                }

                break;
        }
    }

    private void Assign()
    {
        foreach (TenantDocument tenant in Store.Tenants.Resolve(Tenant.Length == 0 ? ["*"] : Tenant))
        {
            if (ShouldProcess($"{Person} as {Name} in {tenant.Name}", "Assign job role"))
            {
                var assignment = new JobRoleAssignmentDocument { Id = Guid.NewGuid().ToString("D"), Tenant = tenant.Id, Person = Person, Principals = Principal, JobRole = Name, End = End };
                Give([Store.JobRoles.Assign(assignment, Ticket, Reason)]);
            }
        }
    }

    private void Give<T>(IReadOnlyList<T> written)
    {
        if (PassThru)
        {
            WriteObject(written, enumerateCollection: true);
        }
    }
}
