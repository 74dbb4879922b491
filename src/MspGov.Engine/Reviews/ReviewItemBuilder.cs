using MspGov.Core.Access;
using MspGov.Core.BreakGlass;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Register;
using MspGov.Core.Reviews;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>Makes items from paths: chooses those that the campaign looks at, and adds the evidence that a reviewer needs.</summary>
internal sealed class ReviewItemBuilder
{
    private readonly string _review;
    private readonly ReviewSettings _settings;
    private readonly TenantDocument _tenant;
    private readonly DateTimeOffset _at;
    private readonly IReadOnlyList<JobRoleDocument> _catalogue;
    private readonly IReadOnlyList<JobRoleAssignmentDocument> _assignments;
    private readonly IReadOnlyList<AccessExceptionDocument> _exceptions;
    private readonly HashSet<string> _breakGlass;
    private readonly ILookup<string, EarlierDecision> _earlier;

    public ReviewItemBuilder(IRegister register, string review, ReviewSettings settings, TenantDocument tenant, DateTimeOffset at)
    {
        _review = review;
        _settings = settings;
        _tenant = tenant;
        _at = at;
        _catalogue = JobRoleCatalogue.InForce(register);
        _assignments = register.List<JobRoleAssignmentDocument>(tenant.Id, "active");
        _exceptions = register.List<AccessExceptionDocument>(tenant.Id, "approved");
        _breakGlass = register.List<BreakGlassAccountDocument>(tenant.Id).Select(account => account.PrincipalId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _earlier = Earlier(register);
    }

    /// <summary>Whether the campaign looks at a path.</summary>
    public bool Wants(AccessPath path)
    {
        ReviewScope scope = _settings.Scope;
        return (!scope.PrivilegedOnly || path.Privileged)
            && Fits(scope.Principals, path.PrincipalId, path.PrincipalName)
            && Fits(scope.Roles, path.RoleId, path.Role)
            && (scope.Population == ReviewPopulation.Everyone || (scope.Population & PopulationOf(path)) != 0);
    }

    /// <summary>Makes an item.</summary>
    public ReviewItemDocument Build(AccessPath path, TenantNames names, int revision)
    {
        bool breakGlass = _breakGlass.Contains(path.PrincipalId);
        ScopeVerdict scope = ExpectedScope.Classify(path, _tenant.Tier, _catalogue, _assignments, _exceptions, _at);
        return new ReviewItemDocument
        {
            Id = ReviewItemId.Of(_review, path.PathId),
            Review = _review,
            Tenant = _tenant.Id,
            Path = path,
            ViaNames = [.. path.Via.Skip(1).Select(names.NameOf)],
            Manager = names.ManagerOf(path.PrincipalId),
            BreakGlass = breakGlass,
            Scope = scope,
            Recommendation = ReviewRecommender.For(path, scope, breakGlass, _settings.UnusedDays, _at),
            Earlier = [.. _earlier[path.PathId].OrderByDescending(decision => decision.At).Take(3)],
            Fingerprint = ReviewItemId.Fingerprint(path, scope.Words),
            Revision = revision,
        };
    }

    private ReviewPopulation PopulationOf(AccessPath path)
    {
        ReviewPopulation population = path.PrincipalType switch
        {
            PrincipalType.Guest => ReviewPopulation.Guest,
            PrincipalType.ServicePrincipal or PrincipalType.ManagedIdentity => ReviewPopulation.NonHuman,
            PrincipalType.ForeignGroup or PrincipalType.ForeignUser => ReviewPopulation.MspStaff,
            _ => ReviewPopulation.Everyone,
        };
        return population
            | (path.Assignment == AssignmentKind.Gdap || _assignments.Any(assignment => assignment.IsPrincipal(path.PrincipalId, path.PrincipalName)) ? ReviewPopulation.MspStaff : 0)
            | (_breakGlass.Contains(path.PrincipalId) ? ReviewPopulation.BreakGlass : 0);
    }

    private ILookup<string, EarlierDecision> Earlier(IRegister register)
    {
        Dictionary<string, ReviewDecisionDocument> decided = register.List<ReviewDecisionDocument>(_tenant.Id)
            .Where(decision => decision.Review != _review && decision.Stages.Count > 0)
            .ToDictionary(decision => decision.Item);
        return decided.Keys
            .Select(register.Get<ReviewItemDocument>) // not every item of every campaign: most were never decided, or not here
            .OfType<ReviewItemDocument>()
            .ToLookup(item => item.Path.PathId, item => Last(item.Review, decided[item.Id].Stages[^1]));
    }

    private static EarlierDecision Last(string review, StageDecision last) => new(review, last.Decision, last.By, last.At);

    private static bool Fits(IReadOnlyList<string> patterns, string id, string? name) =>
        patterns.Count == 0 || patterns.Any(pattern => AccessFilter.Fits(pattern, id) || (name is not null && AccessFilter.Fits(pattern, name)));
}
