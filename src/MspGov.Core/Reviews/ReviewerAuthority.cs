using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Reviews;

/// <summary>
/// Whether one person may decide items of one tenant's part of a campaign, at one moment. The same code answers before a decision is
/// sent (so that one bad row does not sink a thousand good ones), in the ledger's transaction, and at verification.
/// </summary>
public sealed class ReviewerAuthority
{
    private readonly ReviewDocument _part;
    private readonly TenantDocument? _tenant;
    private readonly IReadOnlyList<JobRoleAssignmentDocument> _assignments;
    private readonly OperatorDocument? _operator;
    private readonly string[] _accounts;
    private readonly string _by;
    private readonly string _operatorId;
    private readonly DecisionChannel _channel;
    private readonly string? _ticket;
    private readonly DateTimeOffset _at;

    /// <summary>Prepares the answer for one person.</summary>
    /// <param name="register">Register before the decision.</param>
    /// <param name="part">The campaign's part in the tenant.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="operatorId">The operator who records it.</param>
    /// <param name="channel">How it came.</param>
    /// <param name="ticket">Ticket of the entry: what vouches for a table.</param>
    /// <param name="at">When, UTC.</param>
    public ReviewerAuthority(IRegister register, ReviewDocument part, string by, string operatorId, DecisionChannel channel, string? ticket, DateTimeOffset at)
    {
        _part = part;
        _by = by.Trim();
        _operatorId = operatorId;
        _channel = channel;
        _ticket = ticket;
        _at = at;
        _tenant = register.Get<TenantDocument>(part.Tenant);
        _assignments = register.List<JobRoleAssignmentDocument>(part.Tenant, "active");
        _operator = register.Get<OperatorDocument>(operatorId);
        _accounts = [.. register.List<OperatorDocument>()
            .Where(known => known.Actor == _operator?.Actor)
            .Select(known => known.Accounts.GetValueOrDefault(part.Tenant))
            .OfType<string>()];
    }

    /// <summary>Rules on the campaign as a whole: open, and not past its deadline.</summary>
    public Ruling Timely() =>
        _part.Status != ReviewStatus.Open ? Ruling.Conflict($"Campaign {_part.Review} is {_part.Status} in this tenant.", ReviewErrors.Closed)
        : _at > _part.Deadline ? Ruling.Conflict($"Decisions of campaign {_part.Review} were due on {_part.Deadline:yyyy-MM-dd HH:mm} UTC.", ReviewErrors.Closed)
        : Ruling.Permit;

    /// <summary>Rules on one item and says for which stage the decision counts.</summary>
    public Ruling Check(ReviewItemDocument item, ReviewDecisionDocument? decided, out int stage)
    {
        stage = -1;
        if (decided?.Result is { IsFinal: true } result)
        {
            return Ruling.Conflict($"Item {item.Id} is closed ({result.Kind}).", ReviewErrors.Closed);
        }

        if (IsSubject(item))
        {
            return Ruling.Deny($"'{_by}' is the subject of item {item.Id} and cannot decide about it.", ReviewErrors.NoAuthority);
        }

        int next = Math.Min(decided?.Stages.Count ?? 0, _part.Settings.Stages.Count - 1);
        for (int candidate = next; candidate >= 0 && candidate >= (decided?.Stages.Count ?? 0) - 1; candidate--)
        {
            if (Entitled(_part.Settings.Stages[candidate], item))
            {
                stage = candidate;
                return VouchedFor(item, _part.Settings.Stages[candidate]);
            }
        }

        return Ruling.Deny(
            $"'{_by}' is not a reviewer of item {item.Id}: stage {next + 1} is for {Describe(_part.Settings.Stages[next], item)}.",
            ReviewErrors.NoAuthority);
    }

    /// <summary>Names of those who may decide a stage of an item now; empty when there is nobody.</summary>
    public static IReadOnlyList<string> ReviewersOf(ReviewStage stage, TenantDocument? tenant, string? manager) => stage.Reviewer switch
    {
        ReviewerKind.Operator => stage.Names,
        ReviewerKind.ServiceOwner => OneOrNone(tenant?.ServiceOwner),
        ReviewerKind.RiskOwner => OneOrNone(tenant?.RiskOwner),
        ReviewerKind.ClientApprover => tenant?.Approvers ?? [],
        ReviewerKind.Manager => OneOrNone(manager),
        _ => [],
    };

    private static string[] OneOrNone(string? name) => string.IsNullOrWhiteSpace(name) ? [] : [name];

    private bool Entitled(ReviewStage stage, ReviewItemDocument item)
    {
        // After escalation the risk owner decides in everybody's place.
        IReadOnlyList<string> names = _part.EscalatedUntil is not null && _at > _part.Due
            ? OneOrNone(_tenant?.RiskOwner ?? _tenant?.ServiceOwner)
            : ReviewersOf(stage, _tenant, item.Manager);
        return names.Any(name => Same(name, _by) || (_channel == DecisionChannel.Operator && IsOperator(name) && IsOperator(_by)));
    }

    private Ruling VouchedFor(ReviewItemDocument item, ReviewStage stage)
    {
        bool mine = IsOperator(_by);
        return _channel switch
        {
            DecisionChannel.Operator when !mine =>
                Ruling.Deny($"'{_operatorId}' cannot decide item {item.Id} in the name of '{_by}': use the review pack, or a table with the ticket that it came by.", ReviewErrors.NoAuthority),
            DecisionChannel.Table or DecisionChannel.Pack when !mine && stage.Reviewer is not (ReviewerKind.ClientApprover or ReviewerKind.Manager) =>
                Ruling.Deny($"'{_by}' is of the MSP and decides with an own operator key.", ReviewErrors.NoAuthority),
            DecisionChannel.Table when !mine && string.IsNullOrWhiteSpace(_ticket) =>
                Ruling.Deny($"Decisions of '{_by}' in a table need the ticket by which they came.", ReviewErrors.NoAuthority),
            _ => Ruling.Permit,
        };
    }

    private bool IsSubject(ReviewItemDocument item)
    {
        string? name = item.Path.PrincipalName;
        return IsPrincipal(_by, item)
            || (IsOperator(_by) && (_accounts.Contains(item.Path.PrincipalId, StringComparer.OrdinalIgnoreCase) || IsPrincipal(_operatorId, item) || (_operator is { } me && IsPrincipal(me.DisplayName, item))))
            || _assignments.Any(assignment => assignment.IsPrincipal(item.Path.PrincipalId, name)
                && (Same(assignment.Person, _by) || assignment.Principals.Any(principal => Same(principal, _by)) || (IsOperator(_by) && IsOperator(assignment.Person))));
    }

    // "alice" reviews alice@contoso.com: whoever has the same name before the @ is taken for the same person, which at worst asks another reviewer.
    private static bool IsPrincipal(string person, ReviewItemDocument item)
    {
        string? name = item.Path.PrincipalName;
        return Same(person, item.Path.PrincipalId)
            || (name is not null && (Same(person, name) || (name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && Same(person, name[..at]))));
    }

    private bool IsOperator(string name) => Same(name, _operatorId) || (_operator is { } me && Same(name, me.DisplayName));

    private string Describe(ReviewStage stage, ReviewItemDocument item)
    {
        IReadOnlyList<string> names = ReviewersOf(stage, _tenant, item.Manager);
        return names.Count == 0 ? $"the {stage.Reviewer}, whom nobody has named" : string.Join(", ", names);
    }

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
