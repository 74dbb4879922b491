using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle.Clients;

/// <summary>
/// A client tenant comes on board or is handed back: steps in order, each recorded when it is done. What is done is not done again; what
/// could not be done is named, and the run stays open.
/// </summary>
internal abstract class ClientRun(LifecycleParts parts, LifecycleServices services, LifecycleEvent what, TenantDocument tenant, LifecycleRequestOptions options)
{
    private readonly List<string> _remaining = [];
    private readonly List<string> _toDo = [];

    protected LifecycleParts Parts => parts;

    protected LifecycleServices Services => services;

    protected LifecycleEvent Event => what;

    protected TenantDocument Tenant => tenant;

    protected ITenantPort Port { get; } = parts.Ports.Open(tenant);

    /// <summary>What people must do besides.</summary>
    protected List<string> ToDo => _toDo;

    /// <summary>When the run goes on by itself, UTC.</summary>
    protected DateTimeOffset? Next { get; set; }

    /// <summary>The recorded run, or null.</summary>
    public LifecycleRunDocument? Document => parts.Ledger.Read(register => register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(what.EventId, tenant.Id)));

    /// <summary>Does what is not done yet.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.DryRun)
        {
            return;
        }

        if (Document is null)
        {
            Append(LifecycleActions.Start, new LifecycleStart(what));
        }

        if (Document is { RunState: LifecycleRunState.Scheduled } && what.EffectiveAt > parts.Time.GetUtcNow())
        {
            return;
        }

        await parts.Runner.SettleAsync(null, null, cancellationToken, what.Correlation);
        foreach (string step in ClientSteps.Of(what.Type))
        {
            if (Done(step))
            {
                continue;
            }

            if (ClientSteps.WaitsForAll(step) && _remaining.Count > 0)
            {
                _remaining.Add($"{step}: waits for what is named above.");
                break;
            }

            await StepAsync(step, cancellationToken);
            if (Next is not null)
            {
                break;
            }
        }

        Finish();
    }

    /// <summary>What to show of it.</summary>
    public LifecycleRun Show() => parts.Ledger.Read(register => Document is { } document
        ? RunView.Of(register, document, tenant.Name)
        : new LifecycleRun
        {
            EventId = what.EventId,
            Type = what.Type,
            Person = what.Person.DisplayName,
            TenantId = tenant.Id,
            Tenant = tenant.Name,
            Steps = [.. ClientSteps.Of(what.Type).Select(step => new LifecycleStep(step, $"tenant {tenant.Name}", ChangeStatus.Planned, null))],
        });

    /// <summary>Does one step and says in words what was done; throws when it could not be done.</summary>
    protected abstract Task<string> DoAsync(string step, CancellationToken cancellationToken);

    /// <summary>A file for the client, in the folder that was asked for.</summary>
    protected string FileFor(string ending) => options.OutputPath is { } folder
        ? Path.Combine(Directory.CreateDirectory(folder).FullName, tenant.Name + ending)
        : throw LifecycleErrors.NotComplete.With("There is no folder for files of the client: say where (-OutputPath).");

    /// <summary>Makes changes of this tenant, or of the partner's, in the name of the run.</summary>
    /// <exception cref="GovException">LifecycleNotComplete, with what was not proven.</exception>
    protected async Task<int> ChangeAllAsync(string tenantId, IEnumerable<ITenantChange> changes, CancellationToken cancellationToken)
    {
        int made = 0;
        var failed = new List<string>();
        foreach (ITenantChange change in changes)
        {
            ChangeResult result = await parts.Runner.RunAsync(
                new ChangeRequest { TenantId = tenantId, Change = change, Correlation = what.Correlation, Ticket = what.Ticket, Reason = what.Reason ?? $"{what.Type} {what.EventId}" },
                cancellationToken);
            if (result.Proven)
            {
                made++;
            }
            else
            {
                failed.Add(result.Error?.Message ?? $"{result.Action} of {result.Subject.Name ?? result.Subject.Id}: {result.Evidence}");
            }
        }

        return failed.Count == 0 ? made : throw NotDone(failed);
    }

    /// <summary>A step that is not done, and why.</summary>
    protected static GovException NotDone(IEnumerable<string> left) => LifecycleErrors.NotComplete.With(string.Join(" ", left.Distinct().Take(20)));

    protected void Append<T>(string action, T detail, EntrySubject? subject = null) => parts.Ledger.Append(
    [
        new EntryDraft
        {
            Log = tenant.Id,
            Action = action,
            Correlation = what.Correlation,
            Subject = subject ?? new EntrySubject("tenant", tenant.Id, tenant.Name),
            Ticket = what.Ticket,
            Reason = what.Reason,
            Detail = CoreJson.ToBytes(detail),
        },
    ]);

    private bool Done(string step) => Document?.Deeds.Any(deed => deed.Step == step && deed.Done) == true;

    private async Task StepAsync(string step, CancellationToken cancellationToken)
    {
        bool done = false;
        string words;
        try
        {
            words = await DoAsync(step, cancellationToken);
            done = Next is null;
        }
        catch (GovException e) when (!e.IsOfTheStore && !ReferenceEquals(e.Definition, StoreErrors.Busy))
        {
            words = e.Message;
            _remaining.Add($"{step}: {words}");
        }

        // Trying the same in vain every night is worth one entry.
        if (done || Document!.Deeds.FirstOrDefault(deed => deed.Step == step)?.Words != words)
        {
            Append(LifecycleActions.Step, new LifecycleStepDetail(what.EventId, step, done, words));
        }
    }

    private void Finish()
    {
        LifecycleRunState state = _remaining.Count > 0 ? LifecycleRunState.Open : Next is not null ? LifecycleRunState.Staged : LifecycleRunState.Complete;
        LifecycleRunDocument before = Document!;
        string[] toDo = [.. before.ToDo.Concat(_toDo).Distinct()];
        if (before.RunState == state && before.Remaining.SequenceEqual(_remaining) && before.ToDo.SequenceEqual(toDo) && before.NextAt == Next)
        {
            return;
        }

        Append(LifecycleActions.Finish, new LifecycleFinish(what.EventId, state, [.. _remaining.Distinct()], toDo, _remaining.Count == 0 ? Completeness.Complete : Completeness.Partial, Next));
    }
}

/// <summary>How a run is to be carried out, beyond what is recorded of it.</summary>
/// <param name="DryRun">Plans only.</param>
/// <param name="OutputPath">Folder for files of the client; null when none was named.</param>
internal sealed record LifecycleRequestOptions(bool DryRun, string? OutputPath);
