using MspGov.Core.Access;
using MspGov.Core.JobRoles;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Reviews;
using MspGov.Core.Tenants;

namespace MspGov.Core.Tests.Reviews;

/// <summary>A register in memory with two operators and two tenants, to which entries are appended as the ledger would: decide, then fold.</summary>
internal sealed class ReviewWorld
{
    public const string Contoso = "11111111-1111-1111-1111-111111111111";
    public const string Fabrikam = "22222222-2222-2222-2222-222222222222";
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    private long _seq;

    public ReviewWorld()
    {
        foreach (string id in new[] { "alice", "bob" })
        {
            Register.Put(new OperatorDocument { Id = id, DisplayName = id == "alice" ? "Alice Adams" : "Bob Brown", CreatedAt = Start });
            Register.Put(new RoleGrantDocument { Id = "g-" + id, Operator = id, Role = BuiltInRoles.Administrator, Scope = RoleScope.Everywhere, Start = Start.AddDays(-1) });
        }

        Register.Put(new OperatorDocument { Id = "admin", DisplayName = "Admin", CreatedAt = Start });
        Register.Put(new RoleGrantDocument { Id = "g-admin", Operator = "admin", Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere, Start = Start.AddDays(-1) });
        Register.Put(Tenant(Contoso, "contoso", TenantTier.Standard) with { ServiceOwner = "alice", RiskOwner = "bob", Approvers = ["jane@contoso.com"] });
        Register.Put(Tenant(Fabrikam, "fabrikam", TenantTier.HighRegulation) with { ServiceOwner = "bob", Approvers = ["kim@fabrikam.com"] });
    }

    public MemoryRegister Register { get; } = new();

    public DateTimeOffset Now { get; set; } = Start;

    public Ruling Append<T>(string action, T detail, string log = Contoso, string by = "alice", string? ticket = null)
    {
        var draft = new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail), Ticket = ticket };
        Ruling ruling = GovernancePolicy.Decide(new RuleContext(Register, by, draft, Now));
        if (ruling.Kind == RulingKind.Permit)
        {
            Folds.Apply(Register, new EntryView
            {
                Log = log,
                Seq = _seq++,
                Epoch = _seq,
                Id = Guid.NewGuid(),
                At = Now,
                Operator = by,
                KeyId = "k",
                Action = action,
                Phase = EntryPhase.Fact,
                Correlation = draft.Correlation,
                Detail = draft.Detail,
                Ticket = ticket,
            });
        }

        return ruling;
    }

    /// <summary>Opens a campaign in Contoso with the given paths.</summary>
    public ReviewDocument Open(ReviewSettings settings, params AccessPath[] paths)
    {
        var part = new ReviewDocument { Review = "RV-1", Series = "RV-1", Tenant = Contoso, Settings = settings, Due = Now.AddDays(settings.DurationDays), SnapshotHash = "", Items = paths.Length };
        Assert.Equal(Ruling.Permit, Append(ReviewActions.Open, part));
        Assert.Equal(Ruling.Permit, Append(ReviewActions.Items, new ReviewItemPage("RV-1", [.. paths.Select(path => Item(path))])));
        return Register.Get<ReviewDocument>(part.Key)!;
    }

    public Ruling Decide(AccessPath path, ReviewDecisionKind decision, string by, DecisionChannel channel = DecisionChannel.Operator, string? @operator = null, string? ticket = null, string reason = "because")
    {
        ReviewItemDocument item = Register.Get<ReviewItemDocument>(ReviewItemId.Of("RV-1", path.PathId))!;
        var input = new ReviewDecisionInput { Item = item.Id, Fingerprint = item.Fingerprint, Decision = decision, Reason = reason };
        return Append(ReviewActions.Decide, new ReviewDecisionBatch("RV-1", by, channel, [input]), by: @operator ?? by, ticket: ticket);
    }

    public ReviewDecisionDocument? Decided(AccessPath path) => Register.Get<ReviewDecisionDocument>(ReviewItemId.Of("RV-1", path.PathId));

    public static ReviewItemDocument Item(AccessPath path, string? manager = null, int revision = 0)
    {
        var scope = new ScopeVerdict(ScopeVerdictKind.NoJobRole, "none");
        return new ReviewItemDocument
        {
            Id = ReviewItemId.Of("RV-1", path.PathId),
            Review = "RV-1",
            Tenant = path.TenantId,
            Path = path,
            Manager = manager,
            Scope = scope,
            Revision = revision,
            Recommendation = new ReviewRecommendation(ReviewDecisionKind.Approve, "fine"),
            Fingerprint = ReviewItemId.Fingerprint(path, scope.Words),
        };
    }

    public static ReviewSettings Settings(params ReviewerKind[] stages) => new()
    {
        Name = "Quarterly",
        Stages = [.. stages.Select(kind => new ReviewStage { Reviewer = kind })],
    };

    public static AccessPath Path(string principal = "eve@contoso.com", string role = "Helpdesk Administrator", string tenant = Contoso) => new()
    {
        TenantId = tenant,
        Tenant = "contoso",
        PrincipalId = "id-" + principal,
        PrincipalName = principal,
        PrincipalType = PrincipalType.User,
        Role = role,
        RoleId = "729827e3-9c14-49f7-bb1b-9608f156bbb8",
        Scope = "/",
        Assignment = AssignmentKind.Active,
        Via = ["id-" + principal],
        Edges = [AccessEdges.Active],
        Standing = true,
        Privileged = true,
    };

    private static TenantDocument Tenant(string id, string name, TenantTier tier) => new()
    {
        Id = id,
        Name = name,
        Tier = tier,
        Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name },
        RegisteredAt = Start,
    };
}
