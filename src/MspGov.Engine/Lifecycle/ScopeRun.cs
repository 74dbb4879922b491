using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Register;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Lifecycle.Partners;

namespace MspGov.Engine.Lifecycle;

/// <summary>A joiner or mover in one tenant: the account, the job roles on record, and exactly the access that they give.</summary>
internal sealed class ScopeRun(LifecycleParts parts, LifecycleEvent what, TenantDocument tenant, bool dryRun) : TenantRun(parts, what, tenant, dryRun)
{
    /// <summary>The partner whose groups reach this tenant; null where there is none, or its own tenant is not registered.</summary>
    public PartnerWork? Through { get; set; }

    /// <summary>Whether what job roles give here through the partner was read back on both sides, and nothing more.</summary>
    public bool PartnerProven { get; private set; }

    protected override async Task<IReadOnlyList<LocatedUser>> LocateAsync(CancellationToken cancellationToken)
    {
        RefuseOrDrop();
        Through?.DemandLocated();
        IReadOnlyList<LocatedUser> found = await base.LocateAsync(cancellationToken);

        // Whoever comes through the partner needs no account here, and is given none.
        if (found.Count > 0 || Event.Type != LifecycleType.Joiner || Through is { IsHome: true })
        {
            return found;
        }

        ITenantChange? create = Event.Joiner.CreateUser ? Creation() : Event.Joiner.InviteGuest ? Invitation() : null;
        if (create is null)
        {
            throw LifecycleErrors.PersonNotFound.With($"{Event.Person.DisplayName} has no account in tenant '{Tenant.Name}'. Create one with -CreateUser, or invite with -InviteGuest.");
        }

        Schedule();
        ChangeResult made = await ChangeAsync(create, cancellationToken);
        return made.ObjectId is { } id ? [new LocatedUser(id, Event.Person.UserPrincipalName ?? Event.Person.Mail ?? id, true, Event.Person.EmployeeId, false)]
            : DryRun ? []
            : throw made.Error ?? TenantErrors.ChangeNotVerified.With($"The account of {Event.Person.DisplayName} was made, and the tenant does not show it yet. Run the event again.");
    }

    /// <summary>
    /// Job roles that contract or jurisdiction do not permit here are not given. A joiner who would get none gets nothing at all in this
    /// tenant; a mover loses what the old job gave all the same.
    /// </summary>
    private void RefuseOrDrop()
    {
        string[] refusals = Parts.Ledger.Read(register => JobRoleCatalogue.InForce(register)
            .Where(role => Event.JobRoles.Contains(role.Name, StringComparer.OrdinalIgnoreCase))
            .Select(role => (role.Name, Refusal: ScopePermit.Refusal(Tenant, Event.Person, role)))
            .Where(pair => pair.Refusal is not null)
            .Select(pair =>
            {
                _notPermitted.Add(pair.Name);
                return pair.Refusal!;
            }).ToArray());
        if (Event.Type == LifecycleType.Joiner && refusals.Length > 0 && Event.JobRoles.All(_notPermitted.Contains))
        {
            throw LifecycleErrors.ScopeNotPermitted.With(string.Join(" ", refusals));
        }

        ToDo.AddRange(refusals);
    }

    private IEnumerable<string> JobRoles => Event.JobRoles.Where(role => !_notPermitted.Contains(role));

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        RecordJobRoles();
        foreach (LocatedUser user in Users)
        {
            await AccountAsync(user, cancellationToken);
            await FitAsync(user, cancellationToken);
        }
    }

    /// <summary>Opens the review of what a mover keeps, when everything is applied, in the partner's tenant too.</summary>
    public Task JudgeAsync(CancellationToken cancellationToken) => Fault is not null || DryRun || Event.Type != LifecycleType.Mover ? Task.CompletedTask : GuardAsync(async () =>
    {
        IReadOnlyList<PartnerView> views = Through?.ViewsOf(Tenant.Id) ?? [];
        if ((_needsJudgement || views.Any(view => view.Kept.Count > 0 || view.ToDo.Count > 0)) && Parts.Services is { } services)
        {
            ToDo.AddRange(await new RunReview(Parts.Ledger, services.Reviews).OfMoverAsync(
                Event, Tenant, [.. Users.Select(user => user.Id), .. views.Select(view => view.Home.Id)], cancellationToken));
        }
    });

    /// <summary>Who holds which job role here from now on.</summary>
    public IReadOnlyList<JobRoleAssignmentDocument> Assignments(IRegister register)
    {
        IReadOnlyList<JobRoleAssignmentDocument> recorded = register.List<JobRoleAssignmentDocument>(Tenant.Id);
        return DryRun ? [.. recorded.Where(assignment => !IsPerson(assignment)), .. Wanted()] : recorded;
    }

    /// <summary>
    /// Plans and applies until the plan is empty or what is left cannot be changed: taking a membership may take a role that the new job
    /// gives too, which shows only when the tenant is read again.
    /// </summary>
    private async Task FitAsync(LocatedUser user, CancellationToken cancellationToken)
    {
        var tried = new HashSet<ITenantChange>();
        for (int round = 0; round < 3; round++)
        {
            ScopePlan plan = await PlanAsync(user, cancellationToken);
            ToDo.AddRange(plan.ToDo);
            _needsJudgement |= plan.NeedsJudgement;
            if (DryRun)
            {
                Remaining.AddRange(plan.Left);
            }

            ITenantChange[] fresh = [.. plan.Changes.Where(tried.Add)];
            foreach (ITenantChange change in fresh)
            {
                await ChangeAsync(change, cancellationToken, fresh: true);
            }

            if (fresh.Length == 0 || DryRun)
            {
                return;
            }
        }
    }

    protected override async Task<(Completeness Completeness, DateTimeOffset? Next)> ProofAsync(IReadOnlyList<string> everywhere, CancellationToken cancellationToken)
    {
        var completeness = Completeness.Complete;
        foreach (LocatedUser user in Users)
        {
            ScopePlan plan = await PlanAsync(user, cancellationToken);
            completeness = _reading!.Completeness == Completeness.Complete ? completeness : _reading.Completeness;
            Remaining.AddRange(_reading.Words);
            Remaining.AddRange(plan.Left);
            Remaining.AddRange(plan.Changes.Select(change => $"{change.Action} of {change.Subject.Type} {change.Subject.Id} is still to be done for {user.Name}."));
        }

        if (Through is { Homes.Count: > 0 } partner)
        {
            PathReading reading = await Parts.Paths.ReadAsync(Tenant.Id, [.. partner.Homes.Select(home => home.Id)], cancellationToken, Proving);
            completeness = reading.Completeness == Completeness.Complete ? completeness : reading.Completeness;
            PartnerProof proof = partner.ProofIn(Tenant.Id, reading);
            Remaining.AddRange(reading.Words);
            Remaining.AddRange(proof.Left);
            ToDo.AddRange(proof.ToDo);
            PartnerProven = proof.Left.Count == 0 && reading.Completeness == Completeness.Complete;
            foreach (LifecyclePartner deed in PartnerProven ? partner.DeedsIn(Tenant.Id, proof, Document!) : [])
            {
                Append(LifecycleActions.Partner, deed);
            }
        }

        return (completeness, null);
    }

    private readonly HashSet<string> _notPermitted = new(StringComparer.OrdinalIgnoreCase);
    private PathReading? _reading;
    private bool _needsJudgement;

    private async Task<ScopePlan> PlanAsync(LocatedUser user, CancellationToken cancellationToken)
    {
        _reading = await Parts.Paths.ReadAsync(Tenant.Id, [user.Id], cancellationToken, Proving);
        Footprint found = await new FootprintReader(Port, user, cancellationToken).ReadAsync();
        DateTimeOffset at = Parts.Time.GetUtcNow();
        return Parts.Ledger.Read(register =>
        {
            IReadOnlyList<JobRoleDocument> catalogue = JobRoleCatalogue.InForce(register);
            IReadOnlyList<JobRoleAssignmentDocument> recorded = register.List<JobRoleAssignmentDocument>(Tenant.Id);
            string[] former = [.. recorded.Where(IsPerson)
                .SelectMany(assignment => register.List<JobRoleDocument>().Where(role => string.Equals(role.Name, assignment.JobRole, StringComparison.OrdinalIgnoreCase)))
                .SelectMany(role => role.Entitlements).Where(entitlement => entitlement.Kind == EntitlementKind.Group).Select(entitlement => entitlement.Id)];
            return ScopePlan.Of(new ScopeKnown
            {
                Tenant = Tenant,
                User = user,
                Paths = _reading.Paths,
                Catalogue = catalogue,
                Assignments = Assignments(register),
                Exceptions = register.List<AccessExceptionDocument>(Tenant.Id),
                Groups = found.Groups,
                FormerGroups = former,
                PartnerGroups = Serves?.Needed(user.Id) ?? [],
                AtPartner = Through is { Homes.Count: > 0 },
                At = at,
            });
        });
    }

    /// <summary>Puts the expected scope on record before any access is given: assignments that no longer hold are withdrawn.</summary>
    private void RecordJobRoles()
    {
        if (DryRun)
        {
            return;
        }

        DateTimeOffset at = Parts.Time.GetUtcNow();
        JobRoleAssignmentDocument[] held = [.. Parts.Ledger.Read(register => register.List<JobRoleAssignmentDocument>(Tenant.Id)).Where(assignment => assignment.HoldsAt(at) && IsPerson(assignment))];
        JobRoleAssignmentDocument[] ended = [.. held.Where(old => JobRoles.Contains(old.JobRole, StringComparer.OrdinalIgnoreCase)
            ? (Through?.Homes ?? []).Any(home => !old.IsPrincipal(home.Id, home.Name))
            : Event.Type == LifecycleType.Mover)];
        foreach (JobRoleAssignmentDocument old in ended)
        {
            Append(JobRoleActions.Withdraw, new JobRoleWithdrawal(old.Id), new EntrySubject("jobRoleAssignment", old.Id, old.JobRole));
        }

        foreach (JobRoleAssignmentDocument assignment in Wanted().Where(wanted => !held.Except(ended).Any(old => string.Equals(old.JobRole, wanted.JobRole, StringComparison.OrdinalIgnoreCase))))
        {
            Append(JobRoleActions.Assign, assignment, new EntrySubject("jobRoleAssignment", assignment.Id, assignment.JobRole));
        }
    }

    private IEnumerable<JobRoleAssignmentDocument> Wanted() => JobRoles.Select(role => new JobRoleAssignmentDocument
    {
        Id = $"{Event.EventId}-{Tenant.Id[..8]}-{role}",
        Tenant = Tenant.Id,
        Person = Event.Operator ?? Event.Person.Id,
        Principals = [.. Event.Person.Names.Concat(Users.Concat(Through?.Homes ?? []).Select(user => user.Id)).Distinct(StringComparer.OrdinalIgnoreCase)],
        JobRole = role,
    });

    private bool IsPerson(JobRoleAssignmentDocument assignment) =>
        string.Equals(assignment.Person, Event.Operator ?? Event.Person.Id, StringComparison.OrdinalIgnoreCase)
        || Users.Concat(Through?.Homes ?? []).Any(user => assignment.IsPrincipal(user.Id, user.Name));

    private async Task AccountAsync(LocatedUser user, CancellationToken cancellationToken)
    {
        if (Event.Type != LifecycleType.Joiner)
        {
            return;
        }

        if (Event.Person.Manager is { Length: > 0 } manager)
        {
            if (await Port.FindAsync($"/users/{TenantReads.Escape(manager)}?$select=id", cancellationToken) is { } found)
            {
                await ChangeAsync(new ManagerChange(user.Id, found.Text("id")), cancellationToken, fresh: true);
            }
            else
            {
                ToDo.Add($"The manager '{manager}' has no account in tenant '{Tenant.Name}'.");
            }
        }

        foreach (string group in Event.Joiner.Groups)
        {
            await ChangeAsync(new ReferenceChange(Relation.GroupMember, group, user.Id, true), cancellationToken, fresh: true);
        }

        foreach (string sku in Event.Joiner.Licences)
        {
            await ChangeAsync(new LicenceChange(user.Id, sku, true), cancellationToken, fresh: true);
        }

        if (Event.Joiner.AccessPassMinutes is { } minutes && !DoneBefore(AccessPassCreation.KindName, user.Id))
        {
            AccessPass = (await ChangeAsync(new AccessPassCreation(user.Id, minutes, UsableOnce: false, Protection.Privileged), cancellationToken, fresh: true)).Secret;
        }
    }

    private UserCreation Creation() => new()
    {
        UserPrincipalName = Event.Person.UserPrincipalName
            ?? throw PolicyErrors.InvalidArgument.With($"{Event.Person.DisplayName} needs a user principal name to be created."),
        DisplayName = Event.Person.DisplayName,
        MailNickname = Event.Person.UserPrincipalName.Split('@')[0],
        GivenName = Event.Person.GivenName,
        Surname = Event.Person.Surname,
        JobTitle = Event.Person.JobTitle,
        Department = Event.Person.Department,
        EmployeeId = Event.Person.EmployeeId,
        UsageLocation = Event.Person.UsageLocation,
    };

    private GuestInvitation Invitation() => new(
        Event.Person.Mail ?? Event.Person.UserPrincipalName ?? throw PolicyErrors.InvalidArgument.With($"{Event.Person.DisplayName} needs an address to be invited."),
        "https://myapps.microsoft.com",
        Event.Person.DisplayName);
}
