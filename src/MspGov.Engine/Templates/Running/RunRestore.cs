using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Templates.Running;

/// <summary>
/// Undoes what a run did, newest change first, from the receipts in the ledger. What somebody changed since is left and told; what was
/// not selected is not even read.
/// </summary>
internal sealed class RunRestore(ILedger ledger, ChangeRunner runner, TenantWork work)
{
    private readonly IChangeKind _kind = new TemplateObjectKind();

    /// <summary>Undoes one tenant's part.</summary>
    public async Task RunAsync(TemplateRunDocument run, string restore, TemplateRestoreRequest request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        TenantDocument tenant = work.Tenant(run.Tenant);
        var correlation = Guid.Parse(restore);
        if (!request.DryRun)
        {
            await runner.SettleAsync(tenant.Id, TimeSpan.Zero, cancellationToken, Guid.Parse(run.Run));
        }

        List<RunChange> changes = Selected(run, request.Include);
        if (changes.Count == 0)
        {
            return;
        }

        if (request.DryRun)
        {
            foreach ((ChangeDocument change, TemplateObjectChange done) in changes)
            {
                await output.WriteAsync(Result(run, restore, tenant, done, change.Id, ChangeStatus.Planned, "Would be undone.", null), cancellationToken);
            }

            return;
        }

        Start(run, restore, tenant, request, correlation);
        int succeeded = 0;
        int failed = 0;
        var renamed = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((ChangeDocument change, TemplateObjectChange done) in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                ChangeResult result = await UndoAsync(tenant, change, done, correlation, renamed, request, cancellationToken);
                await output.WriteAsync(Result(run, restore, tenant, done, result.ChangeId, result.Status, result.Evidence, result.ObjectId), cancellationToken);
                if (result.Error is { } error)
                {
                    failed++;
                    await output.ErrorAsync(error, cancellationToken);
                }
                else
                {
                    succeeded++;
                }
            }
            catch (GovException e)
            {
                failed++;
                await output.ErrorAsync(e.About($"{done.ObjectKind}/{done.Name}", tenant.Id), cancellationToken);
            }
        }

        End(run, restore, correlation, succeeded, failed);
    }

    /// <summary>Undoes one change, unless somebody changed the object since.</summary>
    private async Task<ChangeResult> UndoAsync(
        TenantDocument tenant, ChangeDocument change, TemplateObjectChange done, Guid correlation, Dictionary<string, string> renamed, TemplateRestoreRequest request, CancellationToken cancellationToken)
    {
        var opposite = (TemplateObjectChange)_kind.Undo(done, change.Before)!;
        ITenantPort port = work.Port(tenant);
        ChangeReading now = await _kind.ReadAsync(port, done, change.Before, cancellationToken);
        if (change.Outcome == EntryOutcome.Succeeded && now.Shown != Shown.AsWanted && (await _kind.ReadAsync(port, opposite, null, cancellationToken)).Shown != Shown.AsWanted)
        {
            throw TemplateErrors.RestoreConflict.With(
                $"{done.ObjectKind} '{done.Name}' of tenant '{tenant.Name}' was changed by somebody since the run ({now.Words}); undoing would overwrite that. It was left as it is.");
        }

        ChangeRequest Request(TemplateObjectChange wanted) => new()
        {
            TenantId = tenant.Id,
            Change = wanted,
            Correlation = correlation,
            Ticket = request.Ticket,
            Reason = request.Reason ?? $"Undoes change {change.Id}",
            SubjectName = done.Name,
            Undoes = change.Id,
            AwaitReplication = renamed.Count > 0,
        };

        string? after = Renamed(opposite.After, renamed);
        if (opposite.Step != TemplateStepAction.Undelete)
        {
            return Note(await runner.RunAsync(Request(opposite with { After = after }), cancellationToken), done, renamed);
        }

        ChangeResult result = await runner.RunAsync(Request(opposite), cancellationToken);
        if (!result.Proven)
        {
            // Soft deletes end after 30 days, and not every tenant keeps everything: then the object is made anew, with a new id.
            return Note(await runner.RunAsync(Request(opposite with { Step = TemplateStepAction.Create, ObjectId = null, After = after }), cancellationToken), done, renamed);
        }

        // What it refers to may have come back under another id, and deleting may have needed a change before (a trusted location's).
        ChangeResult rest = await runner.RunAsync(Request(opposite with { Step = TemplateStepAction.Update, After = after }), cancellationToken);
        return rest.Proven ? result : rest;
    }

    /// <summary>Remembers under which id a recreated object came back: what is undone after it may refer to the old one.</summary>
    private static ChangeResult Note(ChangeResult result, TemplateObjectChange done, Dictionary<string, string> renamed)
    {
        if (result.Proven && done.Step == TemplateStepAction.Delete && done.ObjectId is { } old && result.ObjectId is { } id && old != id)
        {
            renamed[old] = id;
        }

        return result;
    }

    private static string? Renamed(string? text, Dictionary<string, string> renamed) =>
        renamed.Aggregate(text, (current, pair) => current?.Replace($"\"{pair.Key}\"", $"\"{pair.Value}\"", StringComparison.OrdinalIgnoreCase));

    /// <summary>Changes of the run that took effect and were not undone yet, newest first.</summary>
    private List<RunChange> Selected(TemplateRunDocument run, IReadOnlyList<string> include)
    {
        HashSet<string> undone = [.. ledger.Read(register => register.List<ChangeDocument>(run.Tenant))
            .Where(change => change.Undoes is not null && change.Outcome == EntryOutcome.Succeeded).Select(change => change.Undoes!)];
        IReadOnlyList<RunChange> all = RunChanges.Of(ledger, run.Tenant, Guid.Parse(run.Run));
        return
        [
            .. all.Reverse()
                .Where(item => !undone.Contains(item.Change.Id) && (item.Change.Outcome == EntryOutcome.Succeeded || WasFinished(item, all)))
                .Where(item => include.Count == 0 || include.Any(pattern =>
                    AccessFilter.Fits(pattern, $"{item.Done.ObjectKind}/{item.Done.Name}") || AccessFilter.Fits(pattern, item.Change.Id))),
        ];
    }

    /// <summary>
    /// A change that broke off between its requests, and that a later one of the same run finished: what it did before it broke off is
    /// the run's own, and its receipt the true state before.
    /// </summary>
    private static bool WasFinished(RunChange item, IReadOnlyList<RunChange> all) =>
        item.Change.Outcome == EntryOutcome.Failed
        && all.Any(other => other.Change.Outcome == EntryOutcome.Succeeded && other.Done.ObjectKind == item.Done.ObjectKind && other.Done.Name == item.Done.Name);

    private void Start(TemplateRunDocument run, string restore, TenantDocument tenant, TemplateRestoreRequest request, Guid correlation) => ledger.Append([new EntryDraft
    {
        Log = tenant.Id,
        Action = TemplateActions.RunStart,
        Correlation = correlation,
        Subject = new EntrySubject("template", run.Version, run.Template),
        Ticket = request.Ticket,
        Reason = request.Reason,
        Detail = CoreJson.ToBytes(new TemplateRunDocument
        {
            Run = restore,
            Tenant = tenant.Id,
            RunKind = TemplateRunKind.Restore,
            Template = run.Template,
            Version = run.Version,
            Restores = run.Run,
        }),
    }]);

    private void End(TemplateRunDocument run, string restore, Guid correlation, int succeeded, int failed) => ledger.Append([new EntryDraft
    {
        Log = run.Tenant,
        Action = TemplateActions.RunEnd,
        Correlation = correlation,
        Subject = new EntrySubject("templateRun", restore),
        Detail = CoreJson.ToBytes(new TemplateRunEndDetail(restore, succeeded, failed, null)),
    }]);

    private static TemplateStepResult Result(TemplateRunDocument run, string restore, TenantDocument tenant, TemplateObjectChange done, string? change, ChangeStatus status, string evidence, string? id) => new()
    {
        Run = restore,
        TenantId = tenant.Id,
        Tenant = tenant.Name,
        Ring = run.Ring,
        Template = run.Template,
        Action = done.Step switch
        {
            TemplateStepAction.Create or TemplateStepAction.Undelete => TemplateStepAction.Delete,
            TemplateStepAction.Delete => TemplateStepAction.Undelete,
            _ => TemplateStepAction.Update,
        },
        Kind = done.ObjectKind,
        Key = done.Name,
        Status = status,
        Evidence = evidence,
        ChangeId = change,
        ObjectId = id ?? done.ObjectId,
    };
}
