using System.Globalization;
using MspGov.Core.JobRoles;
using MspGov.Core.Tenants;

namespace MspGov.Core.Lifecycle;

/// <summary>Compares the accounts of one tenant with a list of people. Pure. Accounts are matched by sign-in name, address and employee id, never by display name.</summary>
public sealed class WorkforceComparison
{
    private readonly Dictionary<string, List<WorkforcePerson>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<string> _staffDomains;
    private readonly bool _clientEmployees;
    private readonly int _dormantDays;
    private readonly DateTimeOffset _at;

    /// <summary>Indexes the list.</summary>
    /// <param name="people">People.</param>
    /// <param name="clientEmployees">True when the list is of the client's own employees.</param>
    /// <param name="staffDomains">Domains of the MSP.</param>
    /// <param name="dormantDays">Days after which an unused account is dormant.</param>
    /// <param name="at">Now, UTC.</param>
    public WorkforceComparison(IReadOnlyList<WorkforcePerson> people, bool clientEmployees, IReadOnlyList<string> staffDomains, int dormantDays, DateTimeOffset at)
    {
        _clientEmployees = clientEmployees;
        _staffDomains = staffDomains;
        _dormantDays = dormantDays;
        _at = at;
        foreach (WorkforcePerson person in people)
        {
            foreach (string key in Keys(person.Person).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!_byName.TryGetValue(key, out List<WorkforcePerson>? known))
                {
                    _byName[key] = known = [];
                }

                known.Add(person);
            }
        }
    }

    /// <summary>Compares one tenant.</summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="accounts">Its accounts.</param>
    /// <param name="assignments">Job role assignments in it.</param>
    public IEnumerable<WorkforceFinding> Compare(TenantDocument tenant, IEnumerable<WorkforceAccount> accounts, IReadOnlyList<JobRoleAssignmentDocument> assignments) =>
        accounts.SelectMany(account => Of(tenant, account, assignments));

    private IEnumerable<WorkforceFinding> Of(TenantDocument tenant, WorkforceAccount account, IReadOnlyList<JobRoleAssignmentDocument> assignments)
    {
        WorkforcePerson[] fits = [.. AccountKeys(account).SelectMany(key => _byName.GetValueOrDefault(key) ?? []).Distinct()];
        WorkforcePerson? mismatch = fits.FirstOrDefault(person => person.Person.EmployeeId is { Length: > 0 } wanted && account.EmployeeId is { Length: > 0 } has && !Same(wanted, has));
        bool staff = fits.Length > 0 || IsStaff(account) || assignments.Any(assignment => assignment.HoldsAt(_at) && assignment.IsPrincipal(account.Id, account.Name));
        if (account.Guest && account.Enabled && account.Sponsors == 0)
        {
            yield return Finding(tenant, account, WorkforceFindingKind.GuestWithoutSponsor, null, "Guest whom nobody vouches for.", Suspend(tenant, account));
        }

        if (fits.Length > 1 || mismatch is not null)
        {
            string who = string.Join(", ", fits.Select(person => $"{person.Person.DisplayName} (line {person.Line})"));
            yield return Finding(tenant, account, WorkforceFindingKind.Ambiguous, null, mismatch is null ? $"Several people fit this account: {who}." : $"The account has employee id {account.EmployeeId}; the list has {mismatch.Person.EmployeeId} for {mismatch.Person.DisplayName}.", "");
            yield break;
        }

        if (fits.Length == 0)
        {
            if (account.Enabled && (_clientEmployees ? !account.Guest && !staff : staff))
            {
                yield return Finding(tenant, account, WorkforceFindingKind.Orphaned, null, "Nobody of the list has this account.", Suspend(tenant, account));
            }
        }
        else
        {
            foreach (WorkforceFinding finding in OfPerson(tenant, account, fits[0], assignments))
            {
                yield return finding;
            }
        }

        if (account.Enabled && account.SignInsKnown && (staff || _clientEmployees)
            && (account.LastSignIn ?? account.CreatedAt) is { } last && last < _at.AddDays(-_dormantDays))
        {
            yield return Finding(tenant, account, WorkforceFindingKind.Dormant, fits.FirstOrDefault(),
                account.LastSignIn is { } at ? $"Last sign-in on {Day(at)}." : $"Never signed in since {Day(last)}.", Suspend(tenant, account));
        }
    }

    private IEnumerable<WorkforceFinding> OfPerson(TenantDocument tenant, WorkforceAccount account, WorkforcePerson person, IReadOnlyList<JobRoleAssignmentDocument> assignments)
    {
        if (person.LeftAt is { } left && left <= _at)
        {
            if (account.Enabled)
            {
                yield return Finding(tenant, account, WorkforceFindingKind.Lingering, person, $"{person.Person.DisplayName} left on {Day(left)}, and the account can still sign in.",
                    $"Invoke-LifecycleEvent -Type Leaver -EventId {Quote($"left-{person.Person.Id}")} -PersonId {Quote(person.Person.Id)} -DisplayName {Quote(person.Person.DisplayName)} -UserPrincipalName {Quote(account.Name)} -Tenant {Quote(tenant.Name)}");
            }
        }
        else if (!_clientEmployees && account.Enabled && !assignments.Any(assignment => assignment.HoldsAt(_at)
            && (assignment.IsPrincipal(account.Id, account.Name) || Same(assignment.Person, person.Person.Id) || (account.Mail is { } mail && assignment.Principals.Contains(mail, StringComparer.OrdinalIgnoreCase)))))
        {
            // Which job role is known only where the list says so; otherwise nothing speaks for the account.
            yield return Finding(tenant, account, WorkforceFindingKind.Undocumented, person, $"{person.Person.DisplayName} has an account here and no job role on record.",
                person.JobRoles.Count == 0 ? Suspend(tenant, account)
                : string.Join("; ", person.JobRoles.Select(role => $"Set-JobRole -Name {Quote(role)} -Tenant {Quote(tenant.Name)} -Person {Quote(person.Person.Id)} -Principal {Quote(account.Id)}")));
        }
    }

    private static WorkforceFinding Finding(TenantDocument tenant, WorkforceAccount account, WorkforceFindingKind kind, WorkforcePerson? person, string message, string fix) => new()
    {
        TenantId = tenant.Id,
        Tenant = tenant.Name,
        Kind = kind,
        Subject = account.Name,
        UserId = account.Id,
        Person = person?.Person.DisplayName,
        Message = message,
        Fix = fix,
    };

    private bool IsStaff(WorkforceAccount account) => _staffDomains.Any(domain =>
        EndsIn(account.Name, domain) || EndsIn(account.Mail, domain)
        || account.Name.Contains($"_{domain}#EXT#", StringComparison.OrdinalIgnoreCase));

    private static bool EndsIn(string? name, string domain) => name?.EndsWith("@" + domain, StringComparison.OrdinalIgnoreCase) == true;

    private static IEnumerable<string> Keys(LifecyclePerson person) => person.EmployeeId is { Length: > 0 } employee ? [.. person.Names, "employee:" + employee] : person.Names;

    private static IEnumerable<string> AccountKeys(WorkforceAccount account)
    {
        yield return account.Id;
        yield return account.Name;
        if (account.Mail is { Length: > 0 } mail)
        {
            yield return mail;
        }

        if (account.EmployeeId is { Length: > 0 } employee)
        {
            yield return "employee:" + employee;
        }
    }

    private static string Suspend(TenantDocument tenant, WorkforceAccount account) => $"Suspend-TenantUser -Tenant {Quote(tenant.Name)} -User {Quote(account.Id)}";

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
