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
    /// <summary>Undoes one tenant's part.</summary>
    public async Task RunAsync(TemplateRunDocument run, string restore, TemplateRestoreRequest request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken)
    {
        TenantDocument tenant = work.Tenant(run.Tenant);
        var correlation = Guid.Parse(restore);
        if (!request.DryRun)
        {
            await runner.SettleAsync(tenant.Id, TimeSpan.Zero, cancellationToken, Guid.Parse(run.Run));
        }

        List<(ChangeDocument Change, TemplateObjectChange Done)> changes = Selected(run, request.Include);
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
        foreach ((ChangeDocument change, TemplateObjectChange done) in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                ChangeResult result = await UndoAsync(change, done, correlation, request, cancellationToken);
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
                GovException conflict = e.Definition == PolicyErrors.Conflict ? TemplateErrors.RestoreConflict.With(e.Message, e) : e;
                await output.ErrorAsync(conflict.About($"{done.ObjectKind}/{done.Name}", tenant.Id), cancellationToken);
            }
        }

        End(run, restore, correlation, succeeded, failed);
    }

    private async Task<ChangeResult> UndoAsync(ChangeDocument change, TemplateObjectChange done, Guid correlation, TemplateRestoreRequest request, CancellationToken cancellationToken)
    {
        ChangeResult result = await runner.UndoAsync(change.Id, correlation, request.Ticket, request.Reason, cancellationToken);
        if (result.Proven || done.Step != TemplateStepAction.Delete || result.Change is not TemplateObjectChange { Step: TemplateStepAction.Undelete } tried)
        {
            return result;
        }

        // Soft deletes end after 30 days, and not every tenant keeps everything: then the object is made anew, with a new id.
        return await runner.RunAsync(
            new ChangeRequest
            {
                TenantId = change.Tenant,
                Change = tried with { Step = TemplateStepAction.Create, ObjectId = null },
                Correlation = correlation,
                Ticket = request.Ticket,
                Reason = request.Reason,
                SubjectName = done.Name,
                Undoes = change.Id,
            },
            cancellationToken);
    }

    /// <summary>Changes of the run that took effect and were not undone yet, newest first.</summary>
    private List<(ChangeDocument Change, TemplateObjectChange Done)> Selected(TemplateRunDocument run, IReadOnlyList<string> include)
    {
        IReadOnlyList<ChangeDocument> all = ledger.Read(register => register.List<ChangeDocument>(run.Tenant));
        HashSet<string> undone = [.. all.Where(change => change.Undoes is not null && change.Outcome == EntryOutcome.Succeeded).Select(change => change.Undoes!)];
        var correlation = Guid.Parse(run.Run);
        return
        [
            .. all.Where(change => change.Correlation == correlation && change.ChangeKind == TemplateObjectChange.KindName
                    && change.Outcome == EntryOutcome.Succeeded && !undone.Contains(change.Id))
                .Select((change, place) => (Change: change, Done: (TemplateObjectChange)TenantChanges.Read(change.ChangeKind, change.Arguments), place))
                .Where(item => include.Count == 0 || include.Any(pattern => AccessFilter.Fits(pattern, $"{item.Done.ObjectKind}/{item.Done.Name}") || AccessFilter.Fits(pattern, item.Change.Id)))
                .OrderByDescending(item => item.Change.IntentAt)
                .ThenByDescending(item => Kinds.ObjectKinds.Find(item.Done.ObjectKind)?.Order ?? 0)
                .Select(item => (item.Change, item.Done)),
        ];
    }

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
