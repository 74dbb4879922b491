using System.Collections;
using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Changes an operator: name, person, job roles, own accounts, or enables it again.</summary>
[Cmdlet(VerbsCommon.Set, "GovernanceOperator", SupportsShouldProcess = true)]
[OutputType(typeof(OperatorInfo))]
public sealed class SetGovernanceOperatorCommand : RecordingCmdlet
{
    /// <summary>Id of the operator.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Name for people.</summary>
    [Parameter]
    public string? DisplayName { get; set; }

    /// <summary>The human behind it.</summary>
    [Parameter]
    public string? Person { get; set; }

    /// <summary>Job roles; replaces those on record.</summary>
    [Parameter]
    public string[]? JobRole { get; set; }

    /// <summary>The operator's own accounts: tenant to sign-in name or object id; $null takes one away.</summary>
    [Parameter]
    public Hashtable? Account { get; set; }

    /// <summary>Enables an operator that was disabled.</summary>
    [Parameter]
    public SwitchParameter Enable { get; set; }

    /// <summary>Gives the changed object out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldProcess(Operator, "Change operator"))
        {
            return;
        }

        OperatorInfo changed = Await(token => Store.Operators.UpdateAsync(
            new OperatorChange { Id = Operator, DisplayName = DisplayName, Person = Person, JobRoles = JobRole, Accounts = Accounts() }, Ticket, Reason, token));
        if (Enable && !changed.Enabled)
        {
            changed = Store.Operators.Enable(Operator, Ticket, Reason);
        }

        if (PassThru)
        {
            WriteObject(changed);
        }
    }

    private Dictionary<string, string?>? Accounts() => Account?.Cast<DictionaryEntry>()
        .ToDictionary(pair => Store.Tenants.Resolve([pair.Key.ToString()!]).Single().Id, pair => pair.Value?.ToString());
}
