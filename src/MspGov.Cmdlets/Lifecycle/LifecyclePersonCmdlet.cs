using System.Globalization;
using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Lifecycle;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>The parameters that name a person and say what an event asks for; each also by property name from a list in the pipeline.</summary>
public abstract class LifecyclePersonCmdlet : SessionCmdlet
{
    private protected const string PersonSet = "Person";

    /// <summary>Id of the person: employee number or main sign-in name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [Alias("Id")]
    public string? PersonId { get; set; }

    /// <summary>Name for people.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string DisplayName { get; set; } = string.Empty;

    /// <summary>Given name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? GivenName { get; set; }

    /// <summary>Surname.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? Surname { get; set; }

    /// <summary>Main sign-in name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? UserPrincipalName { get; set; }

    /// <summary>Address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? Mail { get; set; }

    /// <summary>Employee id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? EmployeeId { get; set; }

    /// <summary>Further sign-in names, addresses and object ids.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string[] Principal { get; set; } = [];

    /// <summary>Job title.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? JobTitle { get; set; }

    /// <summary>Department.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? Department { get; set; }

    /// <summary>Manager.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? Manager { get; set; }

    /// <summary>Two-letter country.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? UsageLocation { get; set; }

    /// <summary>Jurisdictions from which the person works.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string[] Jurisdiction { get; set; } = [];

    /// <summary>Job roles from now on.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string[] JobRole { get; set; } = [];

    /// <summary>When it takes effect.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [UtcTransformation]
    public DateTimeOffset? EffectiveAt { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Reason { get; set; }

    /// <summary>Who approved it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? Approver { get; set; }

    /// <summary>The person's operator id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? Operator { get; set; }

    /// <summary>Who takes over what a leaver owns.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string? NewOwner { get; set; }

    /// <summary>Who takes over a leaver's open reviews, exceptions and offices.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    public string? Successor { get; set; }

    /// <summary>Removes secrets and certificates of applications that a leaver owned.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter RemoveKnownCredential { get; set; }

    /// <summary>Deletes a leaver's account so many days after the block.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [ValidateRange(0, 3650)]
    public int? DeleteAfterDays { get; set; }

    /// <summary>Wipes managed devices rather than retiring them.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter WipeDevice { get; set; }

    /// <summary>Leaves devices alone.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter KeepDevice { get; set; }

    /// <summary>Leaves licences assigned.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter KeepLicence { get; set; }

    /// <summary>Blocks even the last active Global Administrator.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter AllowLastAdministrator { get; set; }

    /// <summary>Gives a partner's group also where it gives access beyond the job roles in other client tenants.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter AllowWiderPartnerAccess { get; set; }

    /// <summary>Creates a joiner's account where there is none.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter CreateUser { get; set; }

    /// <summary>Invites a joiner as guest where there is no account.</summary>
    [Parameter(ParameterSetName = PersonSet)]
    public SwitchParameter InviteGuest { get; set; }

    /// <summary>Object ids of a joiner's baseline groups.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string[] Group { get; set; } = [];

    /// <summary>SKU ids of a joiner's licences.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    public string[] Licence { get; set; } = [];

    /// <summary>Creates a Temporary Access Pass of so many minutes for a joiner.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [ValidateRange(10, 43200)]
    public int? AccessPassMinutes { get; set; }

    private protected LifecycleEvent Event(string? eventId, LifecycleType type)
    {
        string id = PersonId ?? EmployeeId ?? UserPrincipalName ?? Mail ?? DisplayName;
        return new LifecycleEvent
        {
            EventId = eventId ?? string.Create(CultureInfo.InvariantCulture, $"{type}-{id}-{DateTime.UtcNow:yyyyMMddHHmmss}").ToLowerInvariant(),
            Type = type,
            Person = new LifecyclePerson
            {
                Id = id,
                DisplayName = DisplayName,
                GivenName = GivenName,
                Surname = Surname,
                UserPrincipalName = UserPrincipalName,
                Mail = Mail,
                EmployeeId = EmployeeId,
                Principals = Principal,
                JobTitle = JobTitle,
                Department = Department,
                Manager = Manager,
                UsageLocation = UsageLocation,
                Jurisdictions = Jurisdiction,
            },
            EffectiveAt = EffectiveAt,
            Ticket = Ticket,
            Approver = Approver,
            Reason = Reason,
            JobRoles = JobRole,
            AllowWiderPartnerAccess = AllowWiderPartnerAccess,
            Operator = Operator,
            Leaver = new LeaverSettings
            {
                DeleteAfterDays = DeleteAfterDays,
                NewOwner = NewOwner,
                Successor = Successor,
                RemoveKnownCredentials = RemoveKnownCredential,
                WipeDevices = WipeDevice,
                KeepDevices = KeepDevice,
                KeepLicences = KeepLicence,
                AllowLastAdministrator = AllowLastAdministrator,
            },
            Joiner = new JoinerSettings
            {
                CreateUser = CreateUser,
                InviteGuest = InviteGuest,
                Groups = Group,
                Licences = Licence,
                AccessPassMinutes = AccessPassMinutes,
            },
        };
    }
}
