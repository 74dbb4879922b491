using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Reviews;
using static MspGov.Core.Tests.Reviews.ReviewWorld;

namespace MspGov.Core.Tests.Reviews;

public class ReviewAuthorityTests
{
    private readonly ReviewWorld _world = new();

    [Fact]
    public void The_service_owner_decides_and_the_decision_is_recorded()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        Assert.Equal(Ruling.Permit, _world.Decide(Path(), ReviewDecisionKind.Revoke, "alice"));
        StageDecision decision = Assert.Single(_world.Decided(Path())!.Stages);
        Assert.Equal((ReviewDecisionKind.Revoke, "alice"), (decision.Decision, decision.By));
    }

    [Fact]
    public void Somebody_who_is_no_reviewer_is_denied()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        Ruling ruling = _world.Decide(Path(), ReviewDecisionKind.Revoke, "bob");
        Assert.Equal((RulingKind.Deny, ReviewErrors.NoAuthority), (ruling.Kind, ruling.Error));
        Assert.Null(_world.Decided(Path()));
    }

    [Theory]
    [InlineData("alice@contoso.com")]
    [InlineData("alice")]
    [InlineData("Alice Adams")]
    public void A_reviewer_does_not_review_himself(string principal)
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path(principal));
        Assert.Equal(ReviewErrors.NoAuthority, _world.Decide(Path(principal), ReviewDecisionKind.Approve, "alice").Error);
    }

    [Fact]
    public void A_reviewer_is_known_by_the_accounts_of_his_job_role()
    {
        JobRoleDocument role = ReadyJobRoles.All[0] with { Version = 1 };
        _world.Append(JobRoleActions.Propose, role, "msp");
        Assert.Equal(Ruling.Permit, _world.Append(JobRoleActions.Approve, new JobRoleApproval(role.Name, 1), "msp", "bob"));
        Assert.Equal(Ruling.Permit, _world.Append(JobRoleActions.Assign,
            new JobRoleAssignmentDocument { Id = "a", Tenant = Contoso, Person = "alice", Principals = ["adm-4711@contoso.com"], JobRole = role.Name }));
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path("adm-4711@contoso.com"));
        Assert.Equal(ReviewErrors.NoAuthority, _world.Decide(Path("adm-4711@contoso.com"), ReviewDecisionKind.Approve, "alice").Error);
    }

    [Fact]
    public void An_operator_cannot_decide_in_the_name_of_the_client()
    {
        _world.Open(Settings(ReviewerKind.ClientApprover), Path());
        Assert.Equal(ReviewErrors.NoAuthority, _world.Decide(Path(), ReviewDecisionKind.Approve, "jane@contoso.com", @operator: "alice").Error);
        Assert.Equal(ReviewErrors.NoAuthority, _world.Decide(Path(), ReviewDecisionKind.Approve, "jane@contoso.com", DecisionChannel.Table, "alice").Error);
        Assert.Equal(Ruling.Permit, _world.Decide(Path(), ReviewDecisionKind.Approve, "jane@contoso.com", DecisionChannel.Table, "alice", ticket: "T-1"));
    }

    [Fact]
    public void A_disabled_reviewer_is_not_entitled_any_more()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        _world.Register.Put(_world.Register.Get<OperatorDocument>("alice")! with { Enabled = false });
        Assert.Equal(RulingKind.Deny, _world.Decide(Path(), ReviewDecisionKind.Revoke, "alice").Kind);
    }

    [Fact]
    public void A_decision_after_the_due_date_is_refused_and_changes_nothing()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        _world.Now = Start.AddDays(15);
        Assert.Equal(ReviewErrors.Closed, _world.Decide(Path(), ReviewDecisionKind.Revoke, "alice").Error);
        Assert.Null(_world.Decided(Path()));
    }

    [Fact]
    public void A_decision_on_access_that_changed_is_refused()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        AccessPath changed = Path() with { PrincipalEnabled = false };
        ReviewItemDocument before = Item(Path());
        Assert.Equal(Ruling.Permit, _world.Append(ReviewActions.Items, new ReviewItemPage("RV-1", [Item(changed, revision: 1)])));
        var stale = new ReviewDecisionInput { Item = before.Id, Fingerprint = before.Fingerprint, Decision = ReviewDecisionKind.Approve, Reason = "r" };
        Assert.Equal(ReviewErrors.ItemChanged, _world.Append(ReviewActions.Decide, new ReviewDecisionBatch("RV-1", "alice", DecisionChannel.Operator, [stale])).Error);
    }

    [Fact]
    public void An_item_put_before_the_reviewer_again_loses_its_decision()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        _world.Decide(Path(), ReviewDecisionKind.Approve, "alice");
        _world.Append(ReviewActions.Items, new ReviewItemPage("RV-1", [Item(Path() with { PrincipalEnabled = false }, revision: 1)]));
        Assert.Null(_world.Decided(Path()));
    }

    [Fact]
    public void Two_stages_decide_in_order_and_the_last_counts()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner, ReviewerKind.RiskOwner), Path());
        Assert.Equal(ReviewErrors.NoAuthority, _world.Decide(Path(), ReviewDecisionKind.Revoke, "bob").Error);
        Assert.Equal(Ruling.Permit, _world.Decide(Path(), ReviewDecisionKind.Approve, "alice"));
        Assert.Null(_world.Decided(Path())!.Final(2));
        Assert.Equal(Ruling.Permit, _world.Decide(Path(), ReviewDecisionKind.Revoke, "bob"));
        Assert.Equal(ReviewDecisionKind.Revoke, _world.Decided(Path())!.Final(2)!.Decision);
    }

    [Fact]
    public void A_reviewer_may_change_his_mind_until_it_is_applied()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        _world.Decide(Path(), ReviewDecisionKind.Approve, "alice");
        Assert.Equal(Ruling.Permit, _world.Decide(Path(), ReviewDecisionKind.Revoke, "alice"));
        Assert.Single(_world.Decided(Path())!.Stages);
        var result = new ReviewResult(ReviewResultKind.Removed, "gone", [], []);
        _world.Append(ReviewActions.Result, new ReviewResultPage("RV-1", [new ItemResult(Item(Path()).Id, result)]));
        Assert.Equal(ReviewErrors.Closed, _world.Decide(Path(), ReviewDecisionKind.Approve, "alice").Error);
    }

    [Fact]
    public void A_campaign_without_anybody_to_decide_does_not_open()
    {
        var part = new ReviewDocument { Review = "RV-2", Series = "RV-2", Tenant = Fabrikam, Settings = Settings(ReviewerKind.RiskOwner), Due = Start.AddDays(9), SnapshotHash = "" };
        Assert.Equal(ReviewErrors.NoReviewer, _world.Append(ReviewActions.Open, part, Fabrikam).Error);
        Assert.Equal(ReviewErrors.NoReviewer, _world.Append(ReviewActions.Open, part with { Settings = Settings() }, Fabrikam).Error);
    }

    [Fact]
    public void An_item_of_another_tenant_cannot_be_decided_here()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        ReviewItemDocument item = Item(Path());
        var input = new ReviewDecisionInput { Item = item.Id, Fingerprint = item.Fingerprint, Decision = ReviewDecisionKind.Approve };
        Assert.NotEqual(RulingKind.Permit, _world.Append(ReviewActions.Decide, new ReviewDecisionBatch("RV-1", "bob", DecisionChannel.Operator, [input]), Fabrikam, "bob").Kind);
        Assert.Equal(RulingKind.Deny, _world.Append(ReviewActions.Items, new ReviewItemPage("RV-1", [Item(Path(tenant: Fabrikam))])).Kind);
    }

    [Fact]
    public void A_manager_decides_about_his_own_people_only()
    {
        var part = _world.Open(Settings(ReviewerKind.Manager));
        _world.Append(ReviewActions.Items, new ReviewItemPage("RV-1", [Item(Path(), manager: "mia@contoso.com"), Item(Path("zoe@contoso.com"))]));
        Assert.Equal(Ruling.Permit, _world.Decide(Path(), ReviewDecisionKind.Approve, "mia@contoso.com", DecisionChannel.Table, "alice", "T-9"));
        Assert.Equal(ReviewErrors.NoAuthority, _world.Decide(Path("zoe@contoso.com"), ReviewDecisionKind.Approve, "mia@contoso.com", DecisionChannel.Table, "alice", "T-9").Error);
        Assert.Equal(ReviewStatus.Open, part.Status);
    }

    [Fact]
    public void After_escalation_only_the_risk_owner_decides()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        _world.Now = Start.AddDays(15);
        Assert.Equal(Ruling.Permit, _world.Append(ReviewActions.Escalate, new ReviewEscalation("RV-1", Start.AddDays(22))));
        Assert.Equal(ReviewErrors.NoAuthority, _world.Decide(Path(), ReviewDecisionKind.Revoke, "alice").Error);
        Assert.Equal(Ruling.Permit, _world.Decide(Path(), ReviewDecisionKind.Revoke, "bob"));
    }

    [Fact]
    public void The_default_is_the_campaigns_and_never_before_the_due_date()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner) with { Default = ReviewDefault.Revoke }, Path());
        ReviewItemDocument item = Item(Path());
        ReviewDecisionBatch Batch(ReviewDecisionKind decision) =>
            new("RV-1", "default", DecisionChannel.Default, [new ReviewDecisionInput { Item = item.Id, Fingerprint = item.Fingerprint, Decision = decision }]);
        Assert.Equal(RulingKind.Conflict, _world.Append(ReviewActions.Default, Batch(ReviewDecisionKind.Revoke)).Kind);
        _world.Now = Start.AddDays(15);
        Assert.Equal(RulingKind.Deny, _world.Append(ReviewActions.Default, Batch(ReviewDecisionKind.Approve)).Kind);
        Assert.Equal(Ruling.Permit, _world.Append(ReviewActions.Default, Batch(ReviewDecisionKind.Revoke)));
        Assert.Equal(DecisionChannel.Default, _world.Decided(Path())!.Final(1)!.Channel);
    }

    [Fact]
    public void A_campaign_completes_only_when_every_item_is_closed()
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path(), Path("zoe@contoso.com"));
        void Result(AccessPath path, ReviewResultKind kind) =>
            _world.Append(ReviewActions.Result, new ReviewResultPage("RV-1", [new ItemResult(Item(path).Id, new ReviewResult(kind, "", [], []))]));
        Result(Path(), ReviewResultKind.Removed);
        Result(Path("zoe@contoso.com"), ReviewResultKind.CannotFromHere);
        Assert.Equal(RulingKind.Conflict, _world.Append(ReviewActions.Complete, new ReviewReference("RV-1")).Kind);
        Result(Path("zoe@contoso.com"), ReviewResultKind.Gone);
        Assert.Equal(Ruling.Permit, _world.Append(ReviewActions.Complete, new ReviewReference("RV-1")));
        Assert.Equal(ReviewErrors.Closed, _world.Decide(Path(), ReviewDecisionKind.Revoke, "alice").Error);
    }

    [Theory]
    [InlineData(ReviewDecisionKind.ReassignOwner)]
    [InlineData(ReviewDecisionKind.Exception)]
    public void A_decision_without_what_it_needs_is_refused(ReviewDecisionKind decision)
    {
        _world.Open(Settings(ReviewerKind.ServiceOwner), Path());
        Assert.Equal(ReviewErrors.DecisionInvalid, _world.Decide(Path(), decision, "alice").Error);
    }
}
