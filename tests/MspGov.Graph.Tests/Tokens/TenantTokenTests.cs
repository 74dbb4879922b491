using MspGov.Graph.Tokens;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Tokens;

public class TenantTokenTests
{
    [Fact]
    public void Claims_are_read()
    {
        DateTimeOffset expires = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
        TenantToken token = TenantToken.Read(Jwt.Of(Clients.Tenant.ToUpperInvariant(), ["User.Read.All"], expires));
        Assert.Equal(Clients.Tenant, token.TenantId);
        Assert.Equal(["User.Read.All"], token.Roles);
        Assert.Equal(expires, token.ExpiresOn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("a..c")]
    [InlineData("a.W10.c")]
    [InlineData("a.e30.c")]
    [InlineData("a.bnVsbA.c")]
    [InlineData("a.eyJ0aWQiOjd9.c")]
    public void What_names_no_tenant_has_none(string text) => Assert.Null(TenantToken.Read(text).TenantId);

    [Fact]
    public void The_token_does_not_show_itself()
    {
        string jwt = Jwt.Of(Clients.Tenant);
        Assert.DoesNotContain(jwt, TenantToken.Read(jwt).ToString(), StringComparison.Ordinal);
    }
}
