using System.Security.Cryptography;
using MspGov.Core.Access;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.Json;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Reviews;

/// <summary>What holds for entries of campaigns beyond the operator's permission.</summary>
public static class ReviewRules
{
    /// <summary>A campaign is opened once in a tenant, with somebody to decide.</summary>
    public static Ruling Open(RuleContext context)
    {
        ReviewDocument part = CoreJson.FromBytes<ReviewDocument>(context.Entry.Detail.Span);
        if (part.Tenant != context.Entry.Log)
        {
            return Ruling.Deny("A campaign is opened in the tenant's own log.");
        }

        if (context.Register.Get<ReviewDocument>(part.Key) is not null)
        {
            return Ruling.Conflict($"Campaign {part.Review} is open in this tenant already.");
        }

        return TenantActions.ActiveTenant(context) is { Kind: not RulingKind.Permit } refusal
            ? refusal
            : HasReviewers(context.Register, part.Settings, context.Register.Get<TenantDocument>(part.Tenant));
    }

    /// <summary>
    /// Whether every stage has somebody who can decide. Reviewers of the MSP decide with their own operator key, so they must be operators;
    /// a manager is a matter of each item and is not asked for here.
    /// </summary>
    public static Ruling HasReviewers(IRegister register, ReviewSettings settings, TenantDocument? tenant)
    {
        if (settings.Stages.Count is 0 or > 2)
        {
            return Ruling.Conflict("A campaign has one or two stages of reviewers.", ReviewErrors.NoReviewer);
        }

        foreach (ReviewStage stage in settings.Stages.Where(stage => stage.Reviewer != ReviewerKind.Manager))
        {
            IReadOnlyList<string> names = ReviewerAuthority.ReviewersOf(stage, tenant, null);
            if (names.Count == 0)
            {
                return Ruling.Conflict(
                    $"Nobody could decide: tenant '{tenant?.Name}' names no {stage.Reviewer}. Name one with Set-ClientTenant, or choose other reviewers.",
                    ReviewErrors.NoReviewer);
            }

            if (stage.Reviewer != ReviewerKind.ClientApprover && !names.Any(name => IsOperator(register, name)))
            {
                return Ruling.Conflict(
                    $"Nobody could decide: the {stage.Reviewer} {string.Join(", ", names)} is no enabled operator, and reviewers of the MSP decide with their own operator key.",
                    ReviewErrors.NoReviewer);
            }
        }

        return Ruling.Permit;
    }

    private static bool IsOperator(IRegister register, string name) => register.List<OperatorDocument>(state: "enabled").Any(known =>
        string.Equals(known.Id, name, StringComparison.OrdinalIgnoreCase) || string.Equals(known.DisplayName, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Items belong to an open campaign of the tenant.</summary>
    public static Ruling Items(RuleContext context)
    {
        ReviewItemPage page = CoreJson.FromBytes<ReviewItemPage>(context.Entry.Detail.Span);
        return IsOpen(context, page.Review, out _) is { Kind: not RulingKind.Permit } refusal ? refusal
            : page.Items.Any(item => item.Tenant != context.Entry.Log || item.Review != page.Review || item.Path.TenantId != context.Entry.Log)
                ? Ruling.Deny("An item belongs to another tenant or campaign.")
            : Ruling.Permit;
    }

    /// <summary>Decisions of people.</summary>
    public static Ruling Decide(RuleContext context)
    {
        ReviewDecisionBatch batch = CoreJson.FromBytes<ReviewDecisionBatch>(context.Entry.Detail.Span);
        return batch.Channel is DecisionChannel.Operator or DecisionChannel.Table
            ? Each(context, batch)
            : Ruling.Deny($"Decisions of channel {batch.Channel} are recorded by the campaign or with their pack.");
    }

    /// <summary>A named reviewer of an open campaign is replaced by another enabled operator.</summary>
    public static Ruling Reassign(RuleContext context)
    {
        ReviewReassignment change = CoreJson.FromBytes<ReviewReassignment>(context.Entry.Detail.Span);
        return IsOpen(context, change.Review, out ReviewDocument? part) is { Kind: not RulingKind.Permit } refusal ? refusal
            : !part!.Settings.Stages.Any(stage => Names(context.Register, stage, change.From)) ? Ruling.Conflict($"'{change.From}' is no named reviewer of campaign {change.Review}.", ReviewErrors.NoReviewer)
            : string.Equals(change.From, change.To, StringComparison.OrdinalIgnoreCase) || !IsOperator(context.Register, change.To)
                ? Ruling.Conflict($"'{change.To}' cannot take over: it is no other enabled operator.", ReviewErrors.NoReviewer)
            : Ruling.Permit;
    }

    /// <summary>Whether a stage names an operator, by id or name.</summary>
    internal static bool Names(IRegister register, ReviewStage stage, string name) => stage.Reviewer == ReviewerKind.Operator
        && stage.Names.Any(known => IsNamed(register, known, name));

    /// <summary>Whether a name is an operator's id or display name.</summary>
    internal static bool IsNamed(IRegister register, string known, string id) =>
        string.Equals(known, id, StringComparison.OrdinalIgnoreCase) || string.Equals(known, register.Get<OperatorDocument>(id)?.DisplayName, StringComparison.OrdinalIgnoreCase);

    private static Ruling Each(RuleContext context, ReviewDecisionBatch batch)
    {
        if (IsOpen(context, batch.Review, out ReviewDocument? part) is { Kind: not RulingKind.Permit } refusal)
        {
            return refusal;
        }

        TenantDocument? tenant = context.Register.Get<TenantDocument>(context.Entry.Log);
        var authority = new ReviewerAuthority(context.Register, part!, batch.By, context.Operator, batch.Channel, context.Entry.Ticket, context.At);
        if (authority.Timely() is { Kind: not RulingKind.Permit } late)
        {
            return late;
        }

        var seen = new HashSet<string>();
        foreach (ReviewDecisionInput decision in batch.Decisions)
        {
            ReviewItemDocument? item = context.Register.Get<ReviewItemDocument>(decision.Item);
            Ruling ruling = item is null || item.Review != batch.Review || item.Tenant != context.Entry.Log
                ? Ruling.Deny($"Item {decision.Item} is not of this campaign and tenant.", ReviewErrors.NoAuthority)
                : !seen.Add(decision.Item) ? Ruling.Conflict($"Item {decision.Item} is decided twice.", ReviewErrors.DecisionInvalid)
                : One(part!, item, decision, context.Register.Get<ReviewDecisionDocument>(decision.Item), tenant, authority, context.At);
            if (ruling.Kind != RulingKind.Permit)
            {
                return ruling;
            }
        }

        return Ruling.Permit;
    }

    /// <summary>Rules on one decision: by whom, on what was seen, and with what it needs.</summary>
    public static Ruling One(
        ReviewDocument part, ReviewItemDocument item, ReviewDecisionInput decision, ReviewDecisionDocument? decided, TenantDocument? tenant, ReviewerAuthority authority, DateTimeOffset at)
    {
        Ruling authorised = authority.Check(item, decided, out _);
        return authorised.Kind != RulingKind.Permit ? authorised
            : item.Fingerprint != decision.Fingerprint ? Ruling.Conflict($"The access of item {item.Id} has changed since it was shown: decide again.", ReviewErrors.ItemChanged)
            : Complete(item, decision, tenant, at);
    }

    /// <summary>Whether a decision has what it needs and fits the item.</summary>
    public static Ruling Complete(ReviewItemDocument item, ReviewDecisionInput decision, TenantDocument? tenant, DateTimeOffset at) => decision.Decision switch
    {
        ReviewDecisionKind.ReduceToEligible when item.Path.Assignment != AssignmentKind.Active || !item.Path.Standing =>
            Invalid(item, "only a standing role can be reduced to eligible"),
        ReviewDecisionKind.ReduceToEligible when item.Path.PrincipalType is not (PrincipalType.User or PrincipalType.Guest or PrincipalType.Group) =>
            Invalid(item, $"a {item.Path.PrincipalType} cannot activate an eligible role"),
        ReviewDecisionKind.ReassignOwner when item.Path.Assignment != AssignmentKind.Owner => Invalid(item, "only an ownership can be reassigned"),
        ReviewDecisionKind.ReassignOwner when string.IsNullOrWhiteSpace(decision.Owner) => Invalid(item, "the new owner is missing"),
        ReviewDecisionKind.Exception when string.IsNullOrWhiteSpace(decision.Owner) || string.IsNullOrWhiteSpace(decision.Ticket) || string.IsNullOrWhiteSpace(decision.Reason) || decision.Until is null =>
            Invalid(item, "an exception needs an owner, a ticket, a reason and an end"),
        ReviewDecisionKind.Exception when decision.Until <= at => Invalid(item, "the end of the exception is past"),
        ReviewDecisionKind.Exception when decision.Until > at + ExceptionPolicy.Maximum(tenant?.Tier ?? TenantTier.Standard) =>
            Invalid(item, $"an exception may run {ExceptionPolicy.Maximum(tenant?.Tier ?? TenantTier.Standard).TotalDays:0} days in this tenant"),
        ReviewDecisionKind.Approve when item.Recommendation.Decision != ReviewDecisionKind.Approve && string.IsNullOrWhiteSpace(decision.Reason) =>
            Invalid(item, "approving against the recommendation needs a reason"),
        _ => Ruling.Permit,
    };

    /// <summary>The default for what nobody decided.</summary>
    public static Ruling Default(RuleContext context)
    {
        ReviewDecisionBatch batch = CoreJson.FromBytes<ReviewDecisionBatch>(context.Entry.Detail.Span);
        if (IsOpen(context, batch.Review, out ReviewDocument? part) is { Kind: not RulingKind.Permit } refusal)
        {
            return refusal;
        }

        ReviewDecisionKind? expected = part!.Settings.Default switch
        {
            ReviewDefault.Keep => ReviewDecisionKind.Approve,
            ReviewDefault.Revoke => ReviewDecisionKind.Revoke,
            _ => null,
        };
        return batch.Channel != DecisionChannel.Default || batch.Decisions.Any(decision => decision.Decision != expected)
                ? Ruling.Deny($"The default of campaign {batch.Review} is {part.Settings.Default}.")
            : context.At <= part.Deadline ? Ruling.Conflict($"Campaign {batch.Review} is due on {part.Deadline:u}: the default does not apply before.")
            : batch.Decisions.Any(decision => context.Register.Get<ReviewDecisionDocument>(decision.Item)?.Final(part.Settings.Stages.Count) is not null)
                ? Ruling.Conflict("An item was decided meanwhile.")
            : Ruling.Permit;
    }

    /// <summary>Escalation after the due date, once.</summary>
    public static Ruling Escalate(RuleContext context)
    {
        ReviewEscalation escalation = CoreJson.FromBytes<ReviewEscalation>(context.Entry.Detail.Span);
        return IsOpen(context, escalation.Review, out ReviewDocument? part) is { Kind: not RulingKind.Permit } refusal ? refusal
            : part!.Settings.Default != ReviewDefault.Escalate ? Ruling.Deny($"The default of campaign {part.Review} is {part.Settings.Default}.")
            : context.At <= part.Due || part.EscalatedUntil is not null ? Ruling.Conflict($"Campaign {part.Review} is not to be escalated now.")
            : Ruling.Permit;
    }

    /// <summary>Results belong to decided items of the campaign.</summary>
    public static Ruling Results(RuleContext context)
    {
        ReviewResultPage page = CoreJson.FromBytes<ReviewResultPage>(context.Entry.Detail.Span);
        return IsOpen(context, page.Review, out _) is { Kind: not RulingKind.Permit } refusal ? refusal
            : page.Results.FirstOrDefault(result => context.Register.Get<ReviewItemDocument>(result.Item) is not { } item
                || item.Review != page.Review || item.Tenant != context.Entry.Log) is { } foreign
                ? Ruling.Deny($"Item {foreign.Item} is not of this campaign and tenant.")
            : Ruling.Permit;
    }

    /// <summary>A campaign is complete when every item has a final result.</summary>
    public static Ruling Completion(RuleContext context)
    {
        string review = CoreJson.FromBytes<ReviewReference>(context.Entry.Detail.Span).Review;
        if (IsOpen(context, review, out _) is { Kind: not RulingKind.Permit } refusal)
        {
            return refusal;
        }

        var closed = context.Register.List<ReviewDecisionDocument>(context.Entry.Log, ReviewDocument.KeyOf(review, context.Entry.Log))
            .Where(decided => decided.Result is { IsFinal: true }).Select(decided => decided.Item).ToHashSet();
        int open = context.Register.List<ReviewItemDocument>(context.Entry.Log, ReviewDocument.KeyOf(review, context.Entry.Log)).Count(item => !closed.Contains(item.Id));
        return open == 0 ? Ruling.Permit : Ruling.Conflict($"{open} items of campaign {review} are not closed.");
    }

    /// <summary>The campaign is open in the tenant.</summary>
    public static Ruling Stop(RuleContext context) =>
        IsOpen(context, CoreJson.FromBytes<ReviewReference>(context.Entry.Detail.Span).Review, out _);

    /// <summary>A pack is for a reviewer of an open campaign.</summary>
    public static Ruling PackExport(RuleContext context)
    {
        ReviewPackDocument pack = CoreJson.FromBytes<ReviewPackDocument>(context.Entry.Detail.Span);
        return IsOpen(context, pack.Review, out _) is { Kind: not RulingKind.Permit } refusal ? refusal
            : pack.Tenant != context.Entry.Log ? Ruling.Deny("A pack is recorded in the tenant's own log.")
            : context.Register.Get<ReviewPackDocument>(pack.Id) is not null ? Ruling.Conflict($"There is a pack {pack.Id} already.")
            : pack.Binding == PackBinding.Key && (KeyOf(context.Register, pack) is not { } key || DecisionFile.KeyIdOf(key.Spki) != pack.KeyId)
                ? Ruling.Deny($"'{pack.Reviewer}' has not enrolled that key.")
            : Ruling.Permit;
    }

    /// <summary>A pack is imported once; a signature is checked again here, so that verification checks it too.</summary>
    public static Ruling PackImport(RuleContext context)
    {
        ReviewPackImport import = CoreJson.FromBytes<ReviewPackImport>(context.Entry.Detail.Span);
        ReviewPackDocument? pack = context.Register.Get<ReviewPackDocument>(import.Pack);
        if (pack is null || pack.Tenant != context.Entry.Log)
        {
            return Ruling.Deny($"Pack {import.Pack} was not handed out in this tenant.", ReviewErrors.PackInvalid);
        }

        if (pack.ImportedAt is not null)
        {
            return Ruling.Conflict($"The decisions of pack {pack.Id} were imported on {pack.ImportedAt:yyyy-MM-dd HH:mm} UTC.", ReviewErrors.PackImported);
        }

        if (import.Batch.Channel != DecisionChannel.Pack || import.Batch.Review != pack.Review || !string.Equals(pack.Reviewer, import.Batch.By, StringComparison.OrdinalIgnoreCase))
        {
            return Ruling.Deny($"Pack {pack.Id} was handed to '{pack.Reviewer}' for campaign {pack.Review}.", ReviewErrors.PackInvalid);
        }

        return pack.Binding == PackBinding.Code || Signed(context.Register, pack, import)
            ? Each(context, import.Batch)
            : Ruling.Deny($"The decisions of pack {pack.Id} are not signed by the key that '{pack.Reviewer}' enrolled.", ReviewErrors.PackInvalid);
    }

    // What is recorded must be what was signed: some may be left out (refused, and said so), none added or altered.
    private static bool Signed(IRegister register, ReviewPackDocument pack, ReviewPackImport import)
    {
        if (KeyOf(register, pack) is not { } key || import.Body is null || import.Signature is null || import.KeyId != pack.KeyId || DecisionFile.KeyIdOf(key.Spki) != pack.KeyId)
        {
            return false;
        }

        byte[] body = Convert.FromBase64String(import.Body);
        if (!Convert.ToHexString(SHA256.HashData(body)).Equals(import.BodyHash, StringComparison.OrdinalIgnoreCase)
            || !DecisionFile.VerifySignature(key.Spki, body, Convert.FromBase64String(import.Signature)))
        {
            return false;
        }

        DecisionFileBody signed = DecisionFile.ReadBody(body);
        var decisions = signed.Decisions.ToHashSet();
        return signed.Pack == pack.Id && import.Batch.Decisions.All(decisions.Contains);
    }

    private static ClientApproverDocument? KeyOf(IRegister register, ReviewPackDocument pack) =>
        register.Get<ClientApproverDocument>(ClientApproverDocument.KeyOf(pack.Tenant, pack.Reviewer)) is { RetiredAt: null } approver ? approver : null;

    private static Ruling IsOpen(RuleContext context, string review, out ReviewDocument? part)
    {
        part = context.Register.Get<ReviewDocument>(ReviewDocument.KeyOf(review, context.Entry.Log));
        return part is null ? Ruling.Conflict($"Campaign {review} does not cover this tenant.", ReviewErrors.NotFound)
            : part.Status != ReviewStatus.Open ? Ruling.Conflict($"Campaign {review} is {part.Status} in this tenant.", ReviewErrors.Closed)
            : Ruling.Permit;
    }

    private static Ruling Invalid(ReviewItemDocument item, string why) => Ruling.Conflict($"Item {item.Id}: {why}.", ReviewErrors.DecisionInvalid);
}
