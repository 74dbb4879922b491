using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Carries out a joiner, mover or leaver in every tenant asked, and proves it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LifecycleEvent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = PersonSet)]
[OutputType(typeof(LifecycleRun))]
public sealed class InvokeLifecycleEventCommand : LifecyclePersonCmdlet
{
    private const string ListSet = "List";
    private const string ContinueSet = "Continue";
    private const string UndoSet = "Undo";

    /// <summary>Tenants: names, ids or wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ListSet)]
    [Parameter(Position = 0, ParameterSetName = ContinueSet)]
    [Parameter(Position = 0, ParameterSetName = UndoSet)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[]? Tenant { get; set; }

    /// <summary>Joiner, Mover or Leaver.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("Joiner", "Mover", "Leaver")]
    public string? Type { get; set; }

    /// <summary>Id of the event at its source.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PersonSet)]
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

    /// <summary>Goes on with what is open, due, or staged past its time.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContinueSet)]
    public SwitchParameter Continue { get; set; }

    /// <summary>Undoes what the event changed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UndoSet)]
    public SwitchParameter Undo { get; set; }

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
            case ListSet:
                LifecycleType? type = Type is null ? null : Enum.Parse<LifecycleType>(Type);
                Run(WorkforceFile.Read(FullPath(Path), MappingPath is null ? null : FullPath(MappingPath)).Events(type));
                break;
            default:
                Run([Event(EventId, Enum.Parse<LifecycleType>(Type!))]);
                break;
        }
    }

    private void Run(IReadOnlyList<LifecycleEvent> events)
    {
        string[] tenants = [.. Store.Tenants.Resolve(Tenant!).Select(tenant => tenant.Id)];
        string what = events.Count == 1 ? $"{events[0].Type} of {events[0].Person.DisplayName} ({events[0].EventId})" : $"{events.Count} events";
        bool go = this.Confirmed(Force, $"{tenants.Length} tenant(s)", what);
        if (!go && !MyInvocation.BoundParameters.ContainsKey("WhatIf"))
        {
            return;
        }

        Pump<LifecycleRun>((output, token) => Store.Lifecycle.InvokeAsync(
            new LifecycleRequest { Events = events, TenantIds = tenants, DryRun = !go, ThrottleLimit = ThrottleLimit, MaximumLeavers = MaximumLeavers },
            output,
            token));
    }

    private LifecycleRunQuery Query() => new() { EventId = EventId, TenantIds = Tenant is null ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)] };
}
