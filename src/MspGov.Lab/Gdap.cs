using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab;

/// <summary>Makes one lab tenant the partner of another: the relationship lies in the partner's tenant, role assignments of its groups in the customer's.</summary>
internal static class Gdap
{
    /// <summary>Adds an active relationship to the partner.</summary>
    /// <returns>The partner's groups that hold roles in the customer.</returns>
    internal static IReadOnlyList<string> Connect(LabStore partner, LabSpec customer)
    {
        var groups = partner.Inspect(GdapGenerator.PartnerGroups);
        var random = DeterministicRandom.Of("gdap|" + customer.RandomKey);
        partner.Change((_, transaction) =>
        {
            foreach (var item in GdapGenerator.Relationship(random.Id, TenancyGenerator.Title(customer.Name), customer.TenantId, "active", groups, customer.Epoch))
            {
                transaction.Put(item);
            }
        });
        return groups;
    }
}
