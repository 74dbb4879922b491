using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle.Partners;

/// <summary>A registered customer of the partner, and what is expected of the person in it.</summary>
/// <param name="Tenant">The customer.</param>
/// <param name="Covered">Whether the event is about this tenant too.</param>
/// <param name="Assignments">Who holds which job role in it from now on.</param>
/// <param name="Exceptions">Its exceptions.</param>
internal sealed record PartnerCustomer(
    TenantDocument Tenant, bool Covered, IReadOnlyList<JobRoleAssignmentDocument> Assignments, IReadOnlyList<AccessExceptionDocument> Exceptions);

/// <summary>Something that a job role gives through the partner.</summary>
/// <param name="Customer">Where.</param>
/// <param name="Entitlement">What.</param>
/// <param name="JobRoles">The job roles that give it.</param>
internal sealed record PartnerNeed(PartnerCustomer Customer, JobRoleEntitlement Entitlement, IReadOnlyList<JobRoleDocument> JobRoles)
{
    public override string ToString() => $"{string.Join(", ", JobRoles.Select(role => role.Name))} in {Customer.Tenant.Name}";
}

/// <summary>One thing that a membership gives the person, and how it compares with what is expected there.</summary>
/// <param name="Customer">Tenant id of the customer.</param>
/// <param name="Path">The path, which need not be there yet.</param>
/// <param name="Verdict">How it compares.</param>
/// <param name="Settled">Whether relationship and access assignment are active.</param>
internal sealed record PartnerGive(string Customer, AccessPath Path, ScopeVerdictKind Verdict, bool Settled)
{
    /// <summary>Neither a job role nor an exception covers it.</summary>
    public bool Beyond => Verdict is not (ScopeVerdictKind.Expected or ScopeVerdictKind.Excepted);

    /// <summary>Whether it is what a job role asks for.</summary>
    public bool Meets(PartnerNeed need) =>
        Settled && Customer == need.Customer.Tenant.Id && string.Equals(Path.RoleId, need.Entitlement.Id, StringComparison.OrdinalIgnoreCase)
        && (need.Entitlement.Holding == EntitlementHolding.Standing ? Path.Assignment == AssignmentKind.Gdap : !Path.Standing);
}

/// <summary>A membership of one of the partner's groups, held or to be had, with everything that it gives anywhere.</summary>
/// <param name="Group">Number of the group.</param>
/// <param name="Eligible">Whether it must be activated first.</param>
/// <param name="Held">The membership, where the person has it.</param>
/// <param name="Gives">What it gives.</param>
internal sealed record PartnerOption(int Group, bool Eligible, Membership? Held, IReadOnlyList<PartnerGive> Gives)
{
    public bool Meets(PartnerNeed need) => Gives.Any(give => give.Meets(need));
}

/// <summary>What is known of one technician's account in the partner's tenant when a plan is made. Pure.</summary>
internal sealed class PartnerScope
{
    private readonly PartnerGroups _groups;
    private readonly int _person;

    /// <param name="partner">The partner's inventory.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="home">The account.</param>
    /// <param name="event">The event.</param>
    /// <param name="customers">Registered customers of the partner.</param>
    /// <param name="catalogue">Job roles in force.</param>
    /// <param name="at">The moment to judge at, UTC.</param>
    public PartnerScope(
        TenantInventory partner, PartnerGroups groups, LocatedUser home, LifecycleEvent @event, IReadOnlyList<PartnerCustomer> customers, IReadOnlyList<JobRoleDocument> catalogue, DateTimeOffset at)
    {
        Partner = partner;
        _groups = groups;
        Home = home;
        Event = @event;
        Customers = customers.ToDictionary(customer => customer.Tenant.Id, StringComparer.OrdinalIgnoreCase);
        Catalogue = catalogue;
        At = at;
        IsShown = partner.Objects.TryFind(home.Id, out _person);
        Needs = [.. customers.SelectMany(NeedsIn)];
        Held = IsShown ? [.. groups.HeldBy(_person).Select(held => Option(held.Group, held.Eligible, held))] : [];
    }

    /// <summary>The partner's inventory.</summary>
    public TenantInventory Partner { get; }

    /// <summary>The account.</summary>
    public LocatedUser Home { get; }

    /// <summary>The event.</summary>
    public LifecycleEvent Event { get; }

    /// <summary>Registered customers by tenant id.</summary>
    public IReadOnlyDictionary<string, PartnerCustomer> Customers { get; }

    /// <summary>Job roles in force.</summary>
    public IReadOnlyList<JobRoleDocument> Catalogue { get; }

    /// <summary>The moment to judge at, UTC.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Whether the partner's lists show the account already.</summary>
    public bool IsShown { get; }

    /// <summary>What job roles give through the partner, in every registered customer.</summary>
    public IReadOnlyList<PartnerNeed> Needs { get; }

    /// <summary>Memberships that the account has.</summary>
    public IReadOnlyList<PartnerOption> Held { get; }

    /// <summary>Memberships that it could be given for a need.</summary>
    public IEnumerable<PartnerOption> Candidates(PartnerNeed need)
    {
        bool eligible = need.Entitlement.Holding == EntitlementHolding.JustInTime;
        return _groups.Named
            .Where(group => _groups.Of(group).Any(reach => reach.Grant.Settled && Same(reach.Grant.CustomerTenantId, need.Customer.Tenant.Id) && Same(reach.Grant.Role, need.Entitlement.Id)))
            .Where(group => !Held.Any(held => held.Group == group && held.Eligible == eligible))
            .Select(group => Option(group, eligible, null))
            .Where(option => option.Meets(need));
    }

    /// <summary>Whether the event is about the tenant.</summary>
    public bool Covers(string tenant) => Customers.TryGetValue(tenant, out PartnerCustomer? customer) && customer.Covered;

    /// <summary>Whether the contract or the jurisdiction of a customer keeps the person from having there what these job roles give elsewhere.</summary>
    public bool Forbidden(string tenant, IEnumerable<PartnerNeed> causes) =>
        Customers.TryGetValue(tenant, out PartnerCustomer? customer)
        && causes.SelectMany(cause => cause.JobRoles).All(role => ScopePermit.Refusal(customer.Tenant, Event.Person, role) is not null);

    /// <summary>Short name of a customer; its id where it is not registered.</summary>
    public string NameOf(string tenant) => Customers.TryGetValue(tenant, out PartnerCustomer? customer) ? customer.Tenant.Name : $"{tenant} (not registered)";

    /// <summary>Name of a group.</summary>
    public string NameOf(int group) => Partner.Objects[group].Name is { } name ? $"{name} ({Partner.Objects.Text(group)})" : Partner.Objects.Text(group);

    private IEnumerable<PartnerNeed> NeedsIn(PartnerCustomer customer)
    {
        JobRoleDocument[] roles = [.. customer.Assignments
            .Where(assignment => Same(assignment.Tenant, customer.Tenant.Id) && assignment.HoldsAt(At) && assignment.IsPrincipal(Home.Id, Home.Name))
            .SelectMany(assignment => Catalogue.Where(role => Same(role.Name, assignment.JobRole)))
            .DistinctBy(role => role.Name)];
        return roles.SelectMany(role => role.Entitlements.Select(entitlement => (Role: role, Entitlement: entitlement)))
            .Where(pair => pair.Entitlement.Kind == EntitlementKind.GdapRole && (pair.Entitlement.Tier is null || pair.Entitlement.Tier == customer.Tenant.Tier))
            .GroupBy(pair => pair.Entitlement.Id.ToUpperInvariant())
            .Select(pairs =>
            {
                // What one job role lets stand, another may give just in time: standing is enough for both.
                (JobRoleDocument Role, JobRoleEntitlement Entitlement) most = pairs.MaxBy(pair => pair.Entitlement.Holding);
                return new PartnerNeed(customer, most.Entitlement, [.. pairs.Where(pair => pair.Entitlement.Holding == most.Entitlement.Holding).Select(pair => pair.Role)]);
            });
    }

    private PartnerOption Option(int group, bool eligible, Membership? held) => new(group, eligible, held, [.. _groups.Of(group).Select(reach => Give(reach, eligible, held?.Window ?? Window.Always))]);

    private PartnerGive Give(PartnerReach reach, bool eligible, Window window)
    {
        var chain = new GroupChain(
            _person,
            new IdChain([Home.Id, .. reach.Groups.Select(Partner.Objects.Text)]),
            [eligible ? AccessEdges.EligibleMemberOf : AccessEdges.MemberOf, .. reach.Hops],
            eligible || reach.Eligible,
            window.Meet(reach.Window));
        PartnerCustomer? customer = Customers.GetValueOrDefault(reach.Grant.CustomerTenantId);

        // A relationship always ends some day: what stands as long as it does is standing, when job roles are asked.
        AccessPath path = PartnerPathFinder.PathOf(Partner, reach.Grant, chain, customer?.Tenant.Name ?? reach.Grant.CustomerTenantId) with
        {
            TenantId = customer?.Tenant.Id ?? reach.Grant.CustomerTenantId,
            Standing = !chain.Eligible && chain.Window.End == 0,
        };
        return new PartnerGive(
            path.TenantId,
            path,
            customer is null ? ScopeVerdictKind.NoJobRole : ExpectedScope.Classify(path, customer.Tenant.Tier, Catalogue, customer.Assignments, customer.Exceptions, At).Kind,
            reach.Grant.Settled);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
