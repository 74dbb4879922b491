using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Reviews;

/// <summary>Campaigns, their items, decisions and packs.</summary>
public sealed class ReviewFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. ReviewActions.All.Select(action => action.Name).Where(name => name != ReviewActions.Native)];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case ReviewActions.Open:
                register.Put(entry.DetailAs<ReviewDocument>() with { OpenedAt = entry.At, OpenedBy = entry.Operator, Status = ReviewStatus.Open, EndedAt = null, EscalatedUntil = null });
                break;
            case ReviewActions.Items:
                Items(register, entry.DetailAs<ReviewItemPage>());
                break;
            case ReviewActions.Decide or ReviewActions.Default:
                Decide(register, entry, entry.DetailAs<ReviewDecisionBatch>());
                break;
            case ReviewActions.Escalate when entry.DetailAs<ReviewEscalation>() is var escalation && Part(register, escalation.Review, entry) is { } escalated:
                register.Put(escalated with { EscalatedUntil = escalation.Until });
                break;
            case ReviewActions.Reassign when entry.DetailAs<ReviewReassignment>() is var change && Part(register, change.Review, entry) is { } handed:
                register.Put(handed with
                {
                    Settings = handed.Settings with
                    {
                        Stages = [.. handed.Settings.Stages.Select(stage => !ReviewRules.Names(register, stage, change.From) ? stage
                            : stage with { Names = [.. stage.Names.Select(name => ReviewRules.IsNamed(register, name, change.From) ? change.To : name).Distinct(StringComparer.OrdinalIgnoreCase)] })],
                    },
                });
                break;
            case ReviewActions.Result:
                Results(register, entry);
                break;
            case ReviewActions.Complete when Part(register, entry.DetailAs<ReviewReference>().Review, entry) is { } completed:
                register.Put(completed with { Status = ReviewStatus.Completed, EndedAt = entry.At });
                break;
            case ReviewActions.Stop when Part(register, entry.DetailAs<ReviewReference>().Review, entry) is { } stopped:
                register.Put(stopped with { Status = ReviewStatus.Stopped, EndedAt = entry.At });
                break;
            case ReviewActions.PackExport:
                register.Put(entry.DetailAs<ReviewPackDocument>() with { ExportedAt = entry.At, ImportedAt = null, BodyHash = null });
                break;
            case ReviewActions.PackImport:
                Import(register, entry);
                break;
        }
    }

    private static void Items(IRegisterWriter register, ReviewItemPage page)
    {
        foreach (ReviewItemDocument item in page.Items)
        {
            // What changed is decided anew; what was decided about the earlier state stays in the ledger.
            if (item.Revision > 0)
            {
                register.Remove<ReviewDecisionDocument>(item.Id);
            }

            register.Put(item);
        }
    }

    private static void Decide(IRegisterWriter register, EntryView entry, ReviewDecisionBatch batch)
    {
        if (Part(register, batch.Review, entry) is not { } part)
        {
            return;
        }

        var authority = new ReviewerAuthority(register, part, batch.By, entry.Operator, batch.Channel, entry.Ticket, entry.At);
        foreach (ReviewDecisionInput input in batch.Decisions)
        {
            if (register.Get<ReviewItemDocument>(input.Item) is not { } item)
            {
                continue;
            }

            ReviewDecisionDocument known = register.Get<ReviewDecisionDocument>(input.Item)
                ?? new ReviewDecisionDocument { Item = input.Item, Review = batch.Review, Tenant = entry.Log };
            int stage = part.Settings.Stages.Count - 1;
            if (batch.Channel != DecisionChannel.Default)
            {
                authority.Check(item, known, out stage);
            }

            register.Put(known with { Stages = [.. WithStage(known.Stages, Decision(input, stage, batch, entry))] });
        }
    }

    // The default closes every stage that did not decide; a later word of the same stage replaces the earlier one.
    private static IEnumerable<StageDecision> WithStage(IReadOnlyList<StageDecision> stages, StageDecision decision)
    {
        foreach (StageDecision before in stages.Where(before => before.Stage < decision.Stage))
        {
            yield return before;
        }

        int first = stages.Count(before => before.Stage < decision.Stage);
        for (int skipped = first; skipped < decision.Stage; skipped++)
        {
            yield return decision with { Stage = skipped };
        }

        yield return decision;
    }

    private static StageDecision Decision(ReviewDecisionInput input, int stage, ReviewDecisionBatch batch, EntryView entry) => new()
    {
        Stage = Math.Max(stage, 0),
        Decision = input.Decision,
        By = batch.By,
        Channel = batch.Channel,
        Operator = entry.Operator,
        At = entry.At,
        Reason = input.Reason,
        Ticket = input.Ticket ?? entry.Ticket,
        Owner = input.Owner,
        Until = input.Until,
    };

    private static void Results(IRegisterWriter register, EntryView entry)
    {
        ReviewResultPage page = entry.DetailAs<ReviewResultPage>();
        foreach (ItemResult result in page.Results)
        {
            ReviewDecisionDocument known = register.Get<ReviewDecisionDocument>(result.Item)
                ?? new ReviewDecisionDocument { Item = result.Item, Review = page.Review, Tenant = entry.Log };
            register.Put(known with { Result = result.Result, ResultAt = entry.At });
        }
    }

    private static void Import(IRegisterWriter register, EntryView entry)
    {
        ReviewPackImport import = entry.DetailAs<ReviewPackImport>();
        if (register.Get<ReviewPackDocument>(import.Pack) is { } pack)
        {
            register.Put(pack with { ImportedAt = entry.At, BodyHash = import.BodyHash });
            Decide(register, entry, import.Batch);
        }
    }

    private static ReviewDocument? Part(IRegisterWriter register, string review, EntryView entry) =>
        register.Get<ReviewDocument>(ReviewDocument.KeyOf(review, entry.Log));
}
