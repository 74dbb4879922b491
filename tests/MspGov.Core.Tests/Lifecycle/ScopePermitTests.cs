using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;

namespace MspGov.Core.Tests.Lifecycle;

public class ScopePermitTests
{
    [Theory]
    [InlineData(null, null, null, "", true)]
    [InlineData("DE", null, "DE", "", true)]
    [InlineData("EU", null, "FR", "", true)]
    [InlineData("EU", null, "CH", "", false)]
    [InlineData("CH", null, "DE", "", false)]
    [InlineData("DE", null, null, "", false)]
    [InlineData(null, null, null, "Security", false)]
    [InlineData(null, "ManagedServices; security", null, "Security", true)]
    [InlineData(null, "ManagedServices", null, "Security", false)]
    [InlineData("EU", "Security", "PL", "Security", true)]
    public void Contract_and_jurisdiction_decide(string? jurisdiction, string? contract, string? country, string scope, bool permitted)
    {
        var tenant = new TenantDocument { Id = "t", Name = "contoso", Jurisdiction = jurisdiction, ContractScope = contract, Connection = new TenantConnection { Kind = ConnectionKind.Lab } };
        var person = new LifecyclePerson { Id = "p", DisplayName = "Ada", UsageLocation = country };
        var role = new JobRoleDocument { Name = "Analyst", ContractScopes = scope.Length == 0 ? [] : [scope] };
        Assert.Equal(permitted, ScopePermit.Refusal(tenant, person, role) is null);
    }

    [Fact]
    public void Where_a_person_works_counts_before_where_licences_are_used()
    {
        var tenant = new TenantDocument { Id = "t", Name = "contoso", Jurisdiction = "CH", Connection = new TenantConnection { Kind = ConnectionKind.Lab } };
        var person = new LifecyclePerson { Id = "p", DisplayName = "Ada", UsageLocation = "CH", Jurisdictions = ["US"] };
        Assert.NotNull(ScopePermit.Refusal(tenant, person, new JobRoleDocument { Name = "Analyst" }));
    }
}
