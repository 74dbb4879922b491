using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>
/// Takes decisions in. Each is judged by the rule that the ledger applies, so that what is refused is an error of its own; what is
/// permitted is appended in pages, all of a tenant's in one commit. Who decided without authority is recorded as denied.
/// </summary>
internal sealed class ReviewDeciding(ReviewContext context)
{
    private const int PageSize = 250;

    /// <summary>Records decisions and gives out the items that were decided.</summary>
    public async Task DecideAsync(IReadOnlyList<DecideReviewItem> decisions, bool show, IOutput<ReviewItem> output, CancellationToken cancellationToken)
    {
        var accepted = new Dictionary<(string Key, string By, DecisionChannel Channel, string? Ticket), List<ReviewDecisionInput>>();
        var refused = new List<(GovException Error, ReviewDocument? Part, DecideReviewItem Decision)>();
        context.Ledger.Read(register =>
        {
            Judge(register, decisions, accepted, refused);
            return true;
        });

        foreach (IGrouping<string, KeyValuePair<(string Key, string By, DecisionChannel Channel, string? Ticket), List<ReviewDecisionInput>>> part in accepted.GroupBy(batch => batch.Key.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReviewDocument document = context.Ledger.Read(register => register.Get<ReviewDocument>(part.Key))!;
            EntryDraft[] drafts = [.. part.SelectMany(batch => batch.Value.Chunk(PageSize).Select(page =>
                Draft(document, new ReviewDecisionBatch(document.Review, batch.Key.By, batch.Key.Channel, page), batch.Key.Ticket)))];
            try
            {
                context.Ledger.Append(drafts, cancellationToken);
            }
            catch (GovException e)
            {
                await output.ErrorAsync(e.About(document.Review, document.Tenant), cancellationToken);
                continue;
            }

            if (!show)
            {
                continue;
            }

            await ShowAsync(document, [.. part.SelectMany(batch => batch.Value).Select(input => input.Item)], output, cancellationToken);
        }

        await RefuseAsync(refused, output, cancellationToken);
    }

    /// <summary>Gives out items as they stand.</summary>
    public async Task ShowAsync(ReviewDocument part, HashSet<string> ids, IOutput<ReviewItem> output, CancellationToken cancellationToken)
    {
        foreach (ReviewItem item in context.Ledger.Read(register => ReviewProgressReader.Items(register, part)).Where(item => ids.Contains(item.ItemId)))
        {
            await output.WriteAsync(item, cancellationToken);
        }
    }

    /// <summary>Splits decisions of one person about one part into those that the rules permit and those that they refuse.</summary>
    public (List<ReviewDecisionInput> Accepted, List<(GovException Error, ReviewDecisionInput Input)> Refused) Split(
        ReviewDocument part, string by, DecisionChannel channel, string? ticket, IEnumerable<ReviewDecisionInput> inputs) => context.Ledger.Read(register =>
    {
        var judge = new Judgement(register, part, by, context.Ledger.Operator, channel, ticket, context.Now);
        var accepted = new List<ReviewDecisionInput>();
        var refused = new List<(GovException, ReviewDecisionInput)>();
        foreach (ReviewDecisionInput input in inputs)
        {
            if (judge.Of(input, out ReviewDecisionInput judged) is { } error)
            {
                refused.Add((error, input));
            }
            else
            {
                accepted.Add(judged);
            }
        }

        return (accepted, refused);
    });

    private void Judge(
        IRegister register,
        IReadOnlyList<DecideReviewItem> decisions,
        Dictionary<(string, string, DecisionChannel, string?), List<ReviewDecisionInput>> accepted,
        List<(GovException, ReviewDocument?, DecideReviewItem)> refused)
    {
        var judges = new Dictionary<(string, string, DecisionChannel, string?), Judgement>();
        foreach (DecideReviewItem decision in decisions)
        {
            ReviewItemDocument? item = register.Get<ReviewItemDocument>(decision.Input.Item);
            if (item is null || (decision.Review is { } review && !string.Equals(review, item.Review, StringComparison.OrdinalIgnoreCase)))
            {
                refused.Add((ReviewErrors.ItemNotFound.With($"There is no item '{decision.Input.Item}' in this access review.").About(decision.Input.Item), null, decision));
                continue;
            }

            string by = decision.By ?? context.Ledger.Operator;
            (string, string, DecisionChannel, string?) key = (ReviewDocument.KeyOf(item.Review, item.Tenant), by, decision.Channel, decision.Ticket);
            if (!judges.TryGetValue(key, out Judgement? judge))
            {
                judges[key] = judge = new Judgement(register, register.Get<ReviewDocument>(key.Item1)!, by, context.Ledger.Operator, decision.Channel, decision.Ticket, context.Now);
            }

            if (judge.Of(decision.Input, out ReviewDecisionInput input) is { } error)
            {
                refused.Add((error, judge.Part, decision));
            }
            else if (accepted.TryGetValue(key, out List<ReviewDecisionInput>? inputs))
            {
                inputs.Add(input);
            }
            else
            {
                accepted[key] = [input];
            }
        }
    }

    private async Task RefuseAsync(List<(GovException Error, ReviewDocument? Part, DecideReviewItem Decision)> refused, IOutput<ReviewItem> output, CancellationToken cancellationToken)
    {
        foreach (var denied in refused.Where(one => one.Part is not null && one.Error.Definition.Kind == ErrorKind.PermissionDenied)
            .GroupBy(one => (one.Part!.Key, By: one.Decision.By ?? context.Ledger.Operator, one.Decision.Channel, one.Decision.Ticket)))
        {
            RecordDenied(denied.First().Part!, new ReviewDecisionBatch(denied.First().Part!.Review, denied.Key.By, denied.Key.Channel, [.. denied.Select(one => one.Decision.Input)]), denied.Key.Ticket);
        }

        foreach ((GovException error, ReviewDocument? part, DecideReviewItem decision) in refused)
        {
            await output.ErrorAsync(error.About(decision.Input.Item, part?.Tenant), cancellationToken);
        }
    }

    /// <summary>Sends what will be denied, so that the ledger holds the attempt.</summary>
    private void RecordDenied(ReviewDocument part, ReviewDecisionBatch batch, string? ticket)
    {
        try
        {
            context.Ledger.Append([Draft(part, batch, ticket)]);
        }
        catch (GovException e) when (e.Definition.Kind == ErrorKind.PermissionDenied)
        {
            // As meant: the refusal stands in the ledger, and the caller is told for each item.
        }
    }

    private static EntryDraft Draft(ReviewDocument part, ReviewDecisionBatch batch, string? ticket) =>
        ReviewEntries.Draft(part.Tenant, ReviewActions.Decide, part.Review, part.Settings.Name, batch, ticket);

    /// <summary>Judges decisions of one person about one part.</summary>
    private sealed class Judgement
    {
        private readonly IRegister _register;
        private readonly ReviewerAuthority _authority;
        private readonly TenantDocument? _tenant;
        private readonly Ruling _timely;
        private readonly Ruling _permitted;
        private readonly DateTimeOffset _at;
        private readonly HashSet<string> _seen = [];
        private Dictionary<string, ReviewItemDocument>? _items;
        private Dictionary<string, ReviewDecisionDocument>? _decided;

        public Judgement(IRegister register, ReviewDocument part, string by, string @operator, DecisionChannel channel, string? ticket, DateTimeOffset at)
        {
            _register = register;
            _at = at;
            Part = part;
            _tenant = register.Get<TenantDocument>(part.Tenant);
            _authority = new ReviewerAuthority(register, part, by, @operator, channel, ticket, at);
            _timely = _authority.Timely();
            _permitted = Core.Operators.OperatorRights.Of(register, @operator, at).Demand(Permission.ManageUsers, part.Tenant, register);
        }

        public ReviewDocument Part { get; }

        public GovException? Of(ReviewDecisionInput input, out ReviewDecisionInput judged)
        {
            _items ??= _register.List<ReviewItemDocument>(Part.Tenant, Part.Key).ToDictionary(item => item.Id);
            _decided ??= _register.List<ReviewDecisionDocument>(Part.Tenant, Part.Key).ToDictionary(decision => decision.Item);
            judged = input;
            if (!_items.TryGetValue(input.Item, out ReviewItemDocument? item))
            {
                return ReviewErrors.ItemNotFound.With($"Item '{input.Item}' is not of campaign {Part.Review} in this tenant.");
            }

            if (input.Fingerprint.Length == 0)
            {
                judged = input with { Fingerprint = item.Fingerprint };
            }

            Ruling ruling = _timely.Kind != RulingKind.Permit ? _timely
                : _permitted.Kind != RulingKind.Permit ? _permitted
                : !_seen.Add(item.Id) ? Ruling.Conflict($"Item {item.Id} is decided twice; the first counts.", ReviewErrors.DecisionInvalid)
                : ReviewRules.One(Part, item, judged, _decided.GetValueOrDefault(item.Id), _tenant, _authority, _at);
            return ruling.Kind == RulingKind.Permit ? null : ruling.ToException();
        }
    }
}
