using MspGov.Core.Services;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Lab.Tests;

public class GenerationTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_name_size_and_seed_give_the_same_tenant_byte_for_byte()
    {
        Assert.Equal(Everything(Tenant("contoso", 7)), Everything(Tenant("contoso", 7)));
        Assert.NotEqual(Everything(Tenant("contoso", 7)), Everything(Tenant("contoso", 8)));
        Assert.NotEqual(Tenant("contoso", 7).TenantId, Tenant("fabrikam", 7).TenantId);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_small_tenant_has_the_awkward_shapes(int seed)
    {
        Tenant("lab", seed).Inspect(d =>
        {
            Assert.Contains(d.Users, u => u["userType"] == "Guest");
            Assert.Contains(d.Users, u => !u.ToNode().ContainsKey("signInActivity"));
            Assert.Contains(d.Groups, g => g.Flag("isAssignableToRole") == true);
            Assert.Contains(d.Groups, g => g["membershipRule"] is not null);
            Assert.Contains(d.Groups, g => IsOnCycle(d, g.Id));
            Assert.Contains(d.Set(Sets.RoleAssignments).All, a => d.FindDirectoryObject(a["principalId"]!) is null);
            Assert.Contains(d.Set(Sets.RoleAssignments).All, a => a["directoryScopeId"]!.StartsWith("/administrativeUnits/", StringComparison.Ordinal));
            Assert.Contains(d.Set(Sets.RoleAssignments).All, a => d.Find(Sets.Groups, a["principalId"]!) is not null);
            Assert.Contains(d.Set(Sets.RoleAssignments).All, a => d.Find(Sets.ServicePrincipals, a["principalId"]!) is not null);
            Assert.NotEmpty(d.Set(Sets.EligibilityInstances).All);
            Assert.NotEmpty(d.Set(Sets.GroupEligibilityInstances).All);
            Assert.Contains(d.Set(Sets.PermissionGrants).All, g => g["consentType"] == "Principal");
            Assert.Contains(d.Set(Sets.PermissionGrants).All, g => g["consentType"] == "AllPrincipals");
            Assert.Contains(d.Set(Sets.Applications).All, a => a.ToNode()["passwordCredentials"]!.AsArray().Any(p => DateTimeOffset.Parse(p!["endDateTime"]!.ToString(), null) < Day));
            Assert.NotEmpty(d.Set(Sets.ConditionalPolicies).All);
            return 0;
        });
    }

    [Fact]
    public void Sizes_are_about_what_they_say()
    {
        Assert.Equal(50, TestLab.Create("a").Inspect(d => d.Users.Count()));
        Assert.Equal(500, TestLab.Create("a", LabSize.Medium).Inspect(d => d.Users.Count()));
        Assert.Equal(1_234, TestLab.Create(new LabTenantRequest { Name = "a", Users = 1_234 }).Inspect(d => d.Users.Count()));
    }

    [Fact]
    public void An_empty_tenant_has_what_the_service_makes_and_nothing_else() =>
        TestLab.Create(new LabTenantRequest { Name = "a", Empty = true }).Inspect(d =>
        {
            Assert.Empty(d.Users);
            Assert.Empty(d.Groups);
            Assert.Empty(d.Set(Sets.RoleAssignments).All);
            Assert.Empty(d.Set(Sets.ConditionalPolicies).All);
            Assert.NotEmpty(d.Set(Sets.RoleDefinitions).All);
            Assert.NotEmpty(d.ServicePrincipals);
            return 0;
        });

    [Fact]
    public void A_managed_tenant_holds_roles_of_groups_that_exist_in_its_partner()
    {
        var folder = Directory.CreateTempSubdirectory("lab-");
        try
        {
            var labs = new LabTenants(folder.FullName);
            labs.Create(new() { Name = "msp", Partner = true });
            var customer = labs.Create(new() { Name = "client", ManagedBy = "msp" });
            var groups = labs.Store("msp").Inspect(d =>
            {
                var relationship = d.Set(Sets.Relationships).All.Single(r => r.ToNode()["customer"]!["tenantId"]!.ToString() == customer.TenantId);
                return d.ChildrenOf(relationship.Id, Sets.RelationshipAccess).Select(a => a.ToNode()["accessContainer"]!["accessContainerId"]!.ToString()).ToList();
            });
            Assert.Equal(3, groups.Count);
            Assert.All(groups, g => Assert.NotNull(labs.Store("msp").Inspect(d => d.Find(Sets.Groups, g))));
            Assert.All(groups, g => Assert.NotEmpty(labs.Store("client").Inspect(d => d.Set(Sets.RoleAssignments).Where("principalId", g))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TestLab Tenant(string name, int seed) => TestLab.Create(name, seed: seed, time: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Day));

    private static bool IsOnCycle(LabDirectory directory, string group)
    {
        var seen = new HashSet<string>();
        var queue = new Queue<string>(directory.Edges(Relations.Members).From(group));
        while (queue.TryDequeue(out var id))
        {
            if (id == group)
            {
                return true;
            }

            if (seen.Add(id))
            {
                foreach (var next in directory.Edges(Relations.Members).From(id))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return false;
    }

    private static string Everything(TestLab lab) => lab.Inspect(d =>
    {
        // Sets that are made when first asked for are asked for in a fixed order.
        _ = (d.Set(Sets.RolePolicies).Count, d.Set(Sets.ConditionalPolicies).Count, d.Set(Sets.AuthenticationMethods).Count, d.Set(Sets.SignIns).Count, d.Set(Sets.ReviewDefinitions).Count);
        var objects = d.SetNames.Order(StringComparer.Ordinal).ToList().SelectMany(s => d.Set(s).All).Select(o => o + System.Text.Encoding.UTF8.GetString(o.Json));
        var edges = d.RelationNames.Order(StringComparer.Ordinal).SelectMany(r => d.Edges(r).All.Select(e => $"{r}:{e.From}>{e.To}"));
        return string.Join('\n', objects.Concat(edges));
    });
}
