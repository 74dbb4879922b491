using System.Management.Automation;
using System.Net;
using System.Security;
using MspGov.Cmdlets.Completion;
using MspGov.Core.Operators;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Creates an operator with its own signing key.</summary>
[Cmdlet(VerbsCommon.New, "GovernanceOperator", SupportsShouldProcess = true)]
[OutputType(typeof(OperatorInfo))]
public sealed class NewGovernanceOperatorCommand : RoleScopeCmdlet
{
    /// <summary>Id of the operator.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Name for people.</summary>
    [Parameter]
    public string? DisplayName { get; set; }

    /// <summary>A script or scheduler rather than a person.</summary>
    [Parameter]
    public SwitchParameter Automation { get; set; }

    /// <summary>The human behind it.</summary>
    [Parameter]
    public string? Person { get; set; }

    /// <summary>Job roles.</summary>
    [Parameter]
    public string[] JobRole { get; set; } = [];

    /// <summary>Passphrase of the key.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>File of a certificate whose key the operator signs with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Certificate { get; set; }

    /// <summary>Operator role to grant at once.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GovernanceRoleCompleter))]
    public string? Role { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldProcess(Operator, "Create operator"))
        {
            return;
        }

        WriteObject(Store.Operators.Create(
            new OperatorDraft
            {
                Id = Operator,
                DisplayName = DisplayName ?? Operator,
                OperatorKind = Automation ? OperatorKind.Automation : OperatorKind.Person,
                Person = Person,
                JobRoles = JobRole,
                Passphrase = Passphrase is null ? null : new NetworkCredential(string.Empty, Passphrase).Password,
                Certificate = Certificate is null ? null : FullPath(Certificate),
                Role = Role,
                Scope = Role is null ? null : Scope(),
            },
            Ticket,
            Reason));
    }
}
