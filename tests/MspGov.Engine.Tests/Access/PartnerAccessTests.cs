using MspGov.Core.Access;
using MspGov.Core.Access.Radius;
using MspGov.Core.Services;
using MspGov.Lab.Generation;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

public class PartnerAccessTests
{
    [Fact]
    public async Task Each_technician_inside_a_partner_group_shows_in_the_customer_by_every_way()
    {
        (TestLab partner, TestLab customer) = Labs();
        using var harness = new AccessHarness(partner.TenantId, [partner, customer]);

        Collected<AccessPath> read = await harness.ReadAsync(query => query with { TenantIds = [customer.TenantId] });

        Assert.Empty(read.Errors);
        List<string> expected = partner.Inspect(directory => new BruteForceOracle(directory).Technicians(customer.TenantId));
        List<string> actual = [.. read.Items.Where(path => path.PrincipalType == PrincipalType.ForeignUser).Select(path => BruteForceOracle.Line(
            "ForeignUser", $"{path.RoleId} {path.Scope}", path.Assignment.ToString(), path.Via, path.Edges, path.End, path.Standing))];
        expected.Sort(StringComparer.Ordinal);
        actual.Sort(StringComparer.Ordinal);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
        Assert.All(read.Items, path => Assert.Equal(customer.TenantId, path.TenantId));
    }

    [Fact]
    public async Task A_partner_that_cannot_be_read_makes_its_customers_partial()
    {
        (TestLab partner, TestLab customer) = Labs();
        using var harness = new AccessHarness(partner.TenantId, [partner, customer]);
        partner.Behaviour = new LabBehaviour { DeniedPaths = ["/tenantRelationships"] };

        Collected<AccessPath> read = await harness.ReadAsync(query => query with { TenantIds = [customer.TenantId] });

        Assert.Contains("PartnerAccess", Assert.Single(read.Errors).Message, StringComparison.Ordinal);
        Assert.NotEmpty(read.Items);
        Assert.All(read.Items, path => Assert.Equal(Completeness.Partial, path.Completeness));
    }

    [Fact]
    public async Task A_technician_reaches_from_the_partner_into_the_customer()
    {
        (TestLab partner, TestLab customer) = Labs();
        using var harness = new AccessHarness(partner.TenantId, [partner, customer]);
        Collected<AccessPath> read = await harness.ReadAsync(query => query with { TenantIds = [customer.TenantId] });
        AccessPath technician = read.Items.First(path => path.PrincipalType == PrincipalType.ForeignUser);
        var output = new Collected<BlastRadius>();

        await harness.Service.MeasureAsync(new() { TenantIds = [customer.TenantId], Identities = [technician.PrincipalId] }, output, CancellationToken.None);

        BlastRadius radius = Assert.Single(output.Items);
        Assert.Contains(radius.Reach, reach => reach.TenantId == customer.TenantId && reach.Role == technician.Role && reach.Means == ReachMeans.Standing);
    }

    private static (TestLab Partner, TestLab Customer) Labs()
    {
        TestLab customer = AccessHarness.Lab("contoso");
        TestLab partner = TestLab.Create(new LabTenantRequest { Name = "msp", Size = LabSize.Small, Partner = true }, customer.Time);
        partner.Change((directory, change) =>
        {
            int next = 0;
            foreach (var item in GdapGenerator.Relationship(
                () => new Guid(++next, 0, 0, new byte[8]).ToString(), "Contoso", customer.TenantId, "active", GdapGenerator.PartnerGroups(directory), customer.Time.GetUtcNow()))
            {
                change.Put(item);
            }
        });
        return (partner, customer);
    }
}
