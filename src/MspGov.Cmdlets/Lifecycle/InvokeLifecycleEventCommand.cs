using System.Globalization;
using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Carries out a joiner, mover or leaver in every tenant asked, or the on- or off-boarding of client tenants, and proves it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LifecycleEvent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = PersonSet)]
[OutputType(typeof(LifecycleRun))]
public sealed class InvokeLifecycleEventCommand : LifecyclePersonCmdlet
{
    private const string ListSet = "List";
    private const string ContinueSet = "Continue";
    private const string UndoSet = "Undo";
    private const string ClientSet = "Client";

    /// <summary>Tenants: names, ids or wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ListSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ClientSet)]
    [Parameter(Position = 0, ParameterSetName = ContinueSet)]
    [Parameter(Position = 0, ParameterSetName = UndoSet)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[]? Tenant { get; set; }

    /// <summary>Joiner, Mover or Leaver; Onboarding or Offboarding of a client tenant.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("Joiner", "Mover", "Leaver", "Onboarding", "Offboarding")]
    public string? Type { get; set; }

    /// <summary>Id of the event at its source.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [Parameter(ParameterSetName = ClientSet)]
    [Parameter(ParameterSetName = ContinueSet)]
    [Parameter(Mandatory = true, ParameterSetName = UndoSet)]
    [ArgumentCompleter(typeof(LifecycleEventCompleter))]
    public string? EventId { get; set; }

    /// <summary>A list of events: CSV, or JSON by its extension.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ListSet)]
    public string Path { get; set; } = string.Empty;

    /// <summary>JSON file that says which column of the list is which field.</summary>
    [Parameter(ParameterSetName = ListSet)]
    public string? MappingPath { get; set; }

    /// <summary>Refuses a call with more leavers than this.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumLeavers { get; set; } = 10;

    /// <summary>Refuses a call with several leavers who are more than so many percent of a tenant's enabled accounts.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(0, 100)]
    public int MaximumLeaverPercent { get; set; } = 10;

    /// <summary>Goes on with what is open, due, or staged past its time.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContinueSet)]
    public SwitchParameter Continue { get; set; }

    /// <summary>Undoes what the event changed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UndoSet)]
    public SwitchParameter Undo { get; set; }

    /// <summary>Folder for the client's trust anchor (onboarding) or final evidence pack (off-boarding).</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    [Parameter(ParameterSetName = ContinueSet)]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <summary>Onboarding: emergency accounts of the tenant.</summary>
    [Parameter(ParameterSetName = ClientSet)]
    public string[] BreakGlassAccount { get; set; } = [];

    /// <summary>Onboarding: where the credentials of the emergency accounts are kept.</summary>
    [Parameter(ParameterSetName = ClientSet)]
    public string? Custody { get; set; }

    /// <summary>Onboarding: who decides in the first review.</summary>
    [Parameter(ParameterSetName = ClientSet)]
    [ValidateSet(nameof(ReviewerKind.ServiceOwner), nameof(ReviewerKind.RiskOwner), nameof(ReviewerKind.ClientApprover))]
    public string? Reviewer { get; set; }

    /// <summary>Off-boarding: domains of the MSP.</summary>
    [Parameter(ParameterSetName = ClientSet)]
    public string[] StaffDomain { get; set; } = [];

    /// <summary>Off-boarding: further applications of the MSP in the tenant.</summary>
    [Parameter(ParameterSetName = ClientSet)]
    public string[] Application { get; set; } = [];

    /// <summary>Off-boarding: days after which details are erased.</summary>
    [Parameter(ParameterSetName = ClientSet)]
    [ValidateRange(0, 36500)]
    public int? RetentionDays { get; set; }

    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case ContinueSet:
                if (this.Confirmed(Force, EventId ?? "every open run", "Go on"))
                {
                    Pump<LifecycleRun>((output, token) => Store.Lifecycle.ContinueAsync(Query(), output, token));
                }

                break;
            case UndoSet:
                if (this.Confirmed(Force, EventId!, "Undo the changes of the event"))
                {
                    Pump<LifecycleRun>((output, token) => Store.Lifecycle.UndoAsync(Query(), Ticket, Reason, output, token));
                }

                break;
            case ClientSet:
                Clients(Enum.Parse<LifecycleType>(Type!, ignoreCase: true));
                break;
            case ListSet:
                LifecycleType? type = Type is null ? null : OfPerson(Type);
                Run(WorkforceFile.Read(FullPath(Path), MappingPath is null ? null : FullPath(MappingPath)).Events(type));
                break;
            default:
                Run([Event(EventId, OfPerson(Type!))]);
                break;
        }
    }

    private static LifecycleType OfPerson(string type) => Enum.Parse<LifecycleType>(type, ignoreCase: true) is var parsed and <= LifecycleType.Leaver ? parsed
        : throw PolicyErrors.InvalidArgument.With($"{type} is of a client tenant: name the folder for its files (-OutputPath), and no person.").About(type);

    /// <summary>One event a tenant; without an id of its own, the same for the same registration, so that running it again goes on.</summary>
    private void Clients(LifecycleType type)
    {
        if (type <= LifecycleType.Leaver)
        {
            throw PolicyErrors.InvalidArgument.With($"-OutputPath is for the Onboarding or Offboarding of a client tenant, not for a {type}.").About(type.ToString());
        }

        foreach (TenantDocument tenant in Store.Tenants.Resolve(Tenant!))
        {
            bool go = this.Confirmed(Force, tenant.Name, type.ToString());
            if (!go && !MyInvocation.BoundParameters.ContainsKey("WhatIf"))
            {
                continue;
            }

            var request = new LifecycleRequest { Events = [ClientEvent(type, tenant)], TenantIds = [tenant.Id], DryRun = !go, OutputPath = FullPath(OutputPath!) };
            Pump<LifecycleRun>((output, token) => Store.Lifecycle.InvokeAsync(request, output, token));
        }
    }

    private LifecycleEvent ClientEvent(LifecycleType type, TenantDocument tenant) => new()
    {
        EventId = EventId ?? string.Create(CultureInfo.InvariantCulture, $"{type}-{tenant.Name}-{tenant.RegisteredAt:yyyyMMddHHmmss}").ToLowerInvariant(),
        Type = type,
        Person = new LifecyclePerson { Id = tenant.Id, DisplayName = tenant.DisplayName ?? tenant.Name },
        Ticket = Ticket,
        Reason = Reason,
        Client = new ClientSettings
        {
            BreakGlassAccounts = BreakGlassAccount,
            Custody = Custody,
            Reviewer = Reviewer is null ? null : Enum.Parse<ReviewerKind>(Reviewer, ignoreCase: true),
            StaffDomains = StaffDomain,
            Applications = Application,
            RetentionDays = RetentionDays,
        },
    };

    private void Run(IReadOnlyList<LifecycleEvent> events)
    {
        string[] tenants = [.. Store.Tenants.Resolve(Tenant!).Select(tenant => tenant.Id)];
        string what = events.Count == 1 ? $"{events[0].Type} of {events[0].Person.DisplayName} ({events[0].EventId})" : $"{events.Count} events";
        bool go = this.Confirmed(Force, $"{tenants.Length} tenant(s)", what);
        if (!go && !MyInvocation.BoundParameters.ContainsKey("WhatIf"))
        {
            return;
        }

        var request = new LifecycleRequest
        {
            Events = events,
            TenantIds = tenants,
            DryRun = !go,
            ThrottleLimit = ThrottleLimit,
            MaximumLeavers = MaximumLeavers,
            MaximumLeaverPercent = MaximumLeaverPercent,
        };
        try
        {
            Pump<LifecycleRun>((output, token) => Store.Lifecycle.InvokeAsync(request, output, token));
        }
        catch (Exception e) when (ErrorRecords.Unwrap(e) is GovException stopped && ReferenceEquals(stopped.Definition, LifecycleErrors.TooManyLeavers) && Meant(stopped.Message))
        {
            Pump<LifecycleRun>((output, token) => Store.Lifecycle.InvokeAsync(request with { MaximumLeavers = null, MaximumLeaverPercent = null }, output, token));
        }
    }

    /// <summary>Asks, where somebody is there; -Force does not answer this, because every script gives it.</summary>
    private bool Meant(string message)
    {
        try
        {
            return ShouldContinue($"{message} Is it meant?", "Many leavers");
        }
        catch (Exception e) when (e is PSInvalidOperationException or NotImplementedException or System.Management.Automation.Host.HostException)
        {
            return false;
        }
    }

    private LifecycleRunQuery Query() => new() { EventId = EventId, OutputPath = OutputPath is null ? null : FullPath(OutputPath), TenantIds = Tenant is null ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)] };
}
