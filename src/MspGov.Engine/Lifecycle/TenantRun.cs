using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Lifecycle.Partners;

namespace MspGov.Engine.Lifecycle;

/// <summary>What runs need.</summary>
internal sealed record LifecycleParts(ILedger Ledger, ChangeRunner Runner, ITenantPorts Ports, PathReader Paths, TimeProvider Time, LifecycleServices? Services = null);

/// <summary>The run of one event in one tenant. Every phase may be done again: what is so already is not written twice.</summary>
internal abstract class TenantRun(LifecycleParts parts, LifecycleEvent what, TenantDocument tenant, bool dryRun)
{
    private readonly List<ChangeResult> _results = [];

    protected LifecycleParts Parts => parts;

    protected LifecycleEvent Event => what;

    protected ITenantPort Port { get; } = parts.Ports.Open(tenant);

    /// <summary>Tenant.</summary>
    public TenantDocument Tenant => tenant;

    /// <summary>Accounts found.</summary>
    public IReadOnlyList<LocatedUser> Users { get; protected set; } = [];

    /// <summary>The fault that keeps the run open in this tenant; null while there is none.</summary>
    public GovException? Fault { get; private set; }

    /// <summary>Whether it began.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether a change would make an account here, as far as a plan goes.</summary>
    public bool WouldMakeAccount => dryRun && _results.Any(result => result.Change is UserCreation or GuestInvitation);

    /// <summary>What this tenant does as the partner of others; null where it is none, or nobody asks it to.</summary>
    public PartnerWork? Serves { get; set; }

    /// <summary>Whether only a plan is wanted.</summary>
    public bool DryRun => dryRun;

    /// <summary>What people must do.</summary>
    internal List<string> ToDo { get; } = [];

    /// <summary>What is left.</summary>
    internal List<string> Remaining { get; } = [];

    protected string? AccessPass { get; set; }

    /// <summary>The recorded run, or null.</summary>
    public LifecycleRunDocument? Document => parts.Ledger.Read(register => register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(what.EventId, tenant.Id)));

    /// <summary>Records the run if it is new, finds the accounts, and does what cannot wait.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        Begun = true;

        // Where nobody is found nothing is recorded yet: the person may be unknown everywhere, which is a mistake and no run.
        if (Document is not null)
        {
            await parts.Runner.SettleAsync(tenant.Id, null, cancellationToken, what.Correlation);
        }

        Users = await LocateAsync(cancellationToken);
        if (Users.Count > 0)
        {
            if (RecordsAtOnce)
            {
                Schedule();
            }

            await UrgentAsync(cancellationToken);
        }
    });

    /// <summary>Records the run, if it is new: now, or for later when the event takes effect later.</summary>
    public void Schedule()
    {
        if (!dryRun && Document is null)
        {
            Append(LifecycleActions.Start, Started);
        }
    }

    /// <summary>Gives and takes memberships of this tenant's groups, for the customers that they open.</summary>
    public Task ServeAsync(CancellationToken cancellationToken) => Serves is { } work && Fault is null ? GuardAsync(() => work.ApplyAsync(cancellationToken)) : Task.CompletedTask;

    /// <summary>Does the rest.</summary>
    public Task ApplyAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (Fault is { } fault && ReferenceEquals(fault.Definition, LifecycleErrors.ScopeNotPermitted))
        {
            // Nothing is to be done here, now or later.
            return;
        }

        // Recorded also where nobody was found, or nothing could be asked: the proof of it is part of the run.
        Schedule();
        if (Fault is null)
        {
            await WorkAsync(cancellationToken);
            if (!dryRun)
            {
                Advance(LifecyclePhase.Applied);
            }
        }
    });

    /// <summary>The reading that proves the run in every tenant: begun when everything was applied everywhere.</summary>
    public Guid Proving { get; set; } = Guid.NewGuid();

    /// <summary>Reads the tenant again and records what is left. Never throws for the tenant's sake: a run that cannot be proven stays open.</summary>
    public async Task ProveAsync(IReadOnlyList<string> everywhere, CancellationToken cancellationToken)
    {
        // Without a record there is nothing to prove: the operator may not, and the fault says so. What is proven stays so.
        if (dryRun || Document is not { RunState: not (LifecycleRunState.Complete or LifecycleRunState.Undone) })
        {
            return;
        }

        var completeness = Completeness.Unknown;
        DateTimeOffset? next = null;
        if (Fault is null)
        {
            await GuardAsync(async () =>
            {
                await parts.Runner.SettleAsync(tenant.Id, null, cancellationToken, what.Correlation);
                Remaining.Clear();
                (completeness, next) = await ProofAsync(everywhere, cancellationToken);
                if (Serves is { } work)
                {
                    await work.ProveAsync(Proving, cancellationToken);
                }

                Remaining.AddRange(InDoubt());
            });
        }

        if (Fault is not null)
        {
            Remaining.Add($"Tenant '{tenant.Name}': {Fault.Message}");
        }

        LifecycleRunState state = Remaining.Count > 0 || completeness != Completeness.Complete ? LifecycleRunState.Open
            : next is not null ? LifecycleRunState.Staged : LifecycleRunState.Complete;
        Append(LifecycleActions.Finish, new LifecycleFinish(what.EventId, state, [.. Remaining.Distinct()], [.. ToDo.Distinct()], completeness, next));
    }

    /// <summary>What to show of it.</summary>
    public LifecycleRun Show()
    {
        LifecycleRun shown = Document is not { } document
            ? new LifecycleRun { EventId = what.EventId, Type = what.Type, Person = what.Person.DisplayName, TenantId = tenant.Id, Tenant = tenant.Name, ToDo = [.. ToDo.Distinct()], Remaining = [.. Remaining.Distinct()] }
            : parts.Ledger.Read(register => RunView.Of(register, document, tenant.Name));
        return shown with
        {
            Principals = [.. Users.Select(user => user.Id)],
            Steps = shown.Steps.Count > 0 ? shown.Steps : [.. _results.Select(RunView.Step)],
            AccessPass = AccessPass,
        };
    }

    /// <summary>Whether the run is on record as soon as an account is found.</summary>
    protected virtual bool RecordsAtOnce => true;

    /// <summary>How the run is recorded.</summary>
    protected virtual LifecycleStart Started => new(what);

    /// <summary>The accounts of the person.</summary>
    protected virtual Task<IReadOnlyList<LocatedUser>> LocateAsync(CancellationToken cancellationToken) => LocatedUser.FindAsync(Port, tenant, what.Person, cancellationToken);

    /// <summary>What is done in every tenant before anything else is done in any.</summary>
    protected virtual Task UrgentAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything else.</summary>
    protected abstract Task WorkAsync(CancellationToken cancellationToken);

    /// <summary>Reads again; adds to <see cref="Remaining"/> and <see cref="ToDo"/>.</summary>
    /// <param name="everywhere">Object ids of the person's accounts in all tenants of the run: a partner's technician shows by the id of the home tenant.</param>
    /// <param name="cancellationToken">Cancels.</param>
    protected abstract Task<(Completeness Completeness, DateTimeOffset? Next)> ProofAsync(IReadOnlyList<string> everywhere, CancellationToken cancellationToken);

    /// <summary>Makes one change in the name of the run.</summary>
    internal async Task<ChangeResult> ChangeAsync(ITenantChange change, CancellationToken cancellationToken, bool fresh = false)
    {
        ChangeResult result = await parts.Runner.RunAsync(
            new ChangeRequest
            {
                TenantId = tenant.Id,
                Change = change,
                Correlation = what.Correlation,
                Ticket = what.Ticket,
                Reason = what.Reason ?? $"{what.Type} {what.EventId}",
                DryRun = dryRun,
                AwaitReplication = fresh,
            },
            cancellationToken);
        _results.Add(result);
        if (result.Error is { } error && !ReferenceEquals(error.Definition, TenantErrors.ChangeRefused) && !ReferenceEquals(error.Definition, TenantErrors.ChangeNotVerified))
        {
            Remaining.Add(error.Message);
        }

        if (result.Error?.InnerException is Graph.GraphException graph && graph.Error.Is("AadPremiumLicenseRequired"))
        {
            ToDo.Add($"{change.Subject.Id}: the tenant has no PIM; give it just in time with New-ElevationGrant.");
        }

        return result;
    }

    /// <summary>Whether this run has done a change of that kind to that user already: for what has no state that shows it (sessions, passes).</summary>
    protected bool DoneBefore(string kind, string user) => parts.Ledger.Read(register => register.List<ChangeDocument>(tenant.Id))
        .Any(change => change.Correlation == what.Correlation && change.ChangeKind == kind && change.Subject?.Id == user && change.Outcome == EntryOutcome.Succeeded);

    protected void Advance(LifecyclePhase phase) => Append(LifecycleActions.Advance, new LifecycleAdvance(what.EventId, phase, [.. Users.Select(user => user.Id)]));

    protected void Append<T>(string action, T detail, EntrySubject? subject = null) => parts.Ledger.Append(
    [
        new EntryDraft
        {
            Log = tenant.Id,
            Action = action,
            Correlation = what.Correlation,
            Subject = subject ?? new EntrySubject("person", what.Person.Id, what.Person.DisplayName),
            Ticket = what.Ticket,
            Reason = what.Reason,
            Detail = CoreJson.ToBytes(detail),
        },
    ]);

    private IEnumerable<string> InDoubt() => parts.Ledger.Read(register => register.List<ChangeDocument>(tenant.Id, ChangeDocument.InDoubt))
        .Where(change => change.Correlation == what.Correlation)
        .Select(change => $"{change.Action} of {change.Subject?.Name ?? change.Subject?.Id} is in doubt: {change.Evidence ?? "the run stopped between intent and outcome"}.");

    protected async Task GuardAsync(Func<Task> deed)
    {
        try
        {
            await deed();
        }
        catch (GovException e) when (!e.IsOfTheStore && !ReferenceEquals(e.Definition, StoreErrors.Busy))
        {
            Fault = e.About(what.Person.Id, tenant.Id);
        }
    }
}
