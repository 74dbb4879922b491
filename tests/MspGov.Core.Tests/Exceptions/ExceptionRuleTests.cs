using MspGov.Core.Access;
using MspGov.Core.Exceptions;
using MspGov.Core.Policy;
using MspGov.Core.Tests.Reviews;

namespace MspGov.Core.Tests.Exceptions;

public class ExceptionRuleTests
{
    private readonly ReviewWorld _world = new();

    [Fact]
    public void It_counts_once_approved_and_until_its_end()
    {
        AccessExceptionDocument asked = Create();
        Assert.False(Known.InForceAt(_world.Now));
        Assert.Equal(Ruling.Permit, _world.Append(ExceptionActions.Approve, new ExceptionReference(asked.Id), by: "bob"));
        AccessPath path = ReviewWorld.Path();
        Assert.True(Known.Covers(path, _world.Now));
        Assert.False(Known.Covers(path, asked.Expires));
        Assert.Equal(ExceptionStatus.Expired, Known.StatusAt(asked.Expires));
        Assert.Equal(ExceptionStatus.Expiring, Known.StatusAt(asked.Expires.AddDays(-13)));
        Assert.False(Known.Covers(path with { TenantId = ReviewWorld.Fabrikam }, _world.Now));
    }

    [Fact]
    public void The_owner_is_never_the_approver()
    {
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Create, Document() with { Approver = " ALICE " }).Kind);
        Create();
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Approve, new ExceptionReference("EX-1"), by: "alice").Kind);
    }

    [Fact]
    public void Somebody_else_than_the_named_approver_cannot_approve()
    {
        _world.Append(ExceptionActions.Create, Document() with { Owner = "carol", Approver = "dave" });
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Approve, new ExceptionReference("EX-1"), by: "bob").Kind);
    }

    [Fact]
    public void An_approver_at_the_client_is_vouched_for_by_an_operator_who_is_not_the_owner()
    {
        _world.Append(ExceptionActions.Create, Document() with { Approver = "jane@contoso.com" });
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Approve, new ExceptionReference("EX-1"), by: "alice").Kind);
        Assert.Equal(Ruling.Permit, _world.Append(ExceptionActions.Approve, new ExceptionReference("EX-1"), by: "bob"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(366)]
    public void Its_end_is_ahead_and_within_the_limit(int days) =>
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Create, Document() with { Expires = _world.Now.AddDays(days) }).Kind);

    [Fact]
    public void A_regulated_tenant_allows_less()
    {
        AccessExceptionDocument document = Document() with { Tenant = ReviewWorld.Fabrikam, Expires = _world.Now.AddDays(91) };
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Create, document, ReviewWorld.Fabrikam).Kind);
        Assert.Equal(Ruling.Permit, _world.Append(ExceptionActions.Create, document with { Expires = _world.Now.AddDays(90) }, ReviewWorld.Fabrikam));
    }

    [Fact]
    public void It_names_what_it_covers_and_why()
    {
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Create, Document() with { Pattern = new AccessPattern() }).Kind);
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Create, Document() with { Ticket = " " }).Kind);
        Assert.Equal(RulingKind.Deny, _world.Append(ExceptionActions.Create, Document() with { Owner = "" }).Kind);
    }

    [Fact]
    public void A_longer_end_asks_for_approval_anew_and_a_shorter_does_not()
    {
        Create();
        _world.Append(ExceptionActions.Approve, new ExceptionReference("EX-1"), by: "bob");
        _world.Append(ExceptionActions.Change, new ExceptionChange("EX-1", Expires: _world.Now.AddDays(20)));
        Assert.NotNull(Known.ApprovedAt);
        _world.Append(ExceptionActions.Change, new ExceptionChange("EX-1", Expires: _world.Now.AddDays(40)));
        Assert.Null(Known.ApprovedAt);
    }

    [Fact]
    public void A_closed_one_counts_for_nothing_and_stays_closed()
    {
        Create();
        _world.Append(ExceptionActions.Approve, new ExceptionReference("EX-1"), by: "bob");
        Assert.Equal(Ruling.Permit, _world.Append(ExceptionActions.Close, new ExceptionReference("EX-1")));
        Assert.Equal(ExceptionStatus.Closed, Known.StatusAt(_world.Now));
        Assert.Equal(RulingKind.Conflict, _world.Append(ExceptionActions.Change, new ExceptionChange("EX-1", Ticket: "T-2")).Kind);
    }

    [Fact]
    public void It_wakes_its_owner_once_before_and_once_at_the_end()
    {
        AccessExceptionDocument asked = Create();
        Assert.Equal(RulingKind.Conflict, _world.Append(ExceptionActions.Wake, new ExceptionWake("EX-1", asked.Expires, Passed: true)).Kind);
        Assert.Equal(Ruling.Permit, _world.Append(ExceptionActions.Wake, new ExceptionWake("EX-1", asked.Expires, Passed: false)));
        Assert.Equal(RulingKind.Conflict, _world.Append(ExceptionActions.Wake, new ExceptionWake("EX-1", asked.Expires, Passed: false)).Kind);
        _world.Now = asked.Expires;
        Assert.Equal(Ruling.Permit, _world.Append(ExceptionActions.Wake, new ExceptionWake("EX-1", asked.Expires, Passed: true)));
    }

    [Theory]
    [InlineData("eve*", null, true)]
    [InlineData("EVE@contoso.com", "helpdesk*", true)]
    [InlineData("eve*", "Global*", false)]
    [InlineData(null, "729827E3-*", true)]
    public void Its_pattern_covers_what_fits_in_every_part(string? principal, string? role, bool fits) =>
        Assert.Equal(fits, new AccessPattern { Principal = principal, Role = role }.Fits(ReviewWorld.Path()));

    [Fact]
    public void A_setting_of_a_template_covers_no_access() =>
        Assert.False(new AccessPattern { Setting = "*" }.Fits(ReviewWorld.Path()));

    private AccessExceptionDocument Known => _world.Register.Get<AccessExceptionDocument>("EX-1")!;

    private AccessExceptionDocument Create()
    {
        Assert.Equal(Ruling.Permit, _world.Append(ExceptionActions.Create, Document()));
        return Known;
    }

    private AccessExceptionDocument Document() => new()
    {
        Id = "EX-1",
        Tenant = ReviewWorld.Contoso,
        Pattern = new AccessPattern { Principal = "eve*" },
        Owner = "alice",
        Approver = "bob",
        Ticket = "T-1",
        Reason = "migration",
        Expires = _world.Now.AddDays(30),
    };
}
