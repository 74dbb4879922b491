using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>A leaver in one tenant: blocked first, then cleaned, then searched again for any path left.</summary>
internal sealed class LeaverRun(LifecycleParts parts, LifecycleEvent what, TenantDocument tenant, bool dryRun) : TenantRun(parts, what, tenant, dryRun)
{
    private const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

    protected override async Task UrgentAsync(CancellationToken cancellationToken)
    {
        if (Users.Count == 0)
        {
            return;
        }

        if (!Event.Leaver.AllowLastAdministrator)
        {
            await KeepLastAdministratorAsync(cancellationToken);
        }

        // Blocking is what matters: it goes first for every account, the sessions after it.
        bool blocked = true;
        foreach (LocatedUser user in Users)
        {
            blocked &= (await ChangeAsync(new UserEnabledChange(user.Id, false, Protection.Privileged), cancellationToken)).Proven;
        }

        foreach (LocatedUser user in Users.Where(user => !DoneBefore(SessionRevocation.KindName, user.Id)))
        {
            await ChangeAsync(new SessionRevocation(user.Id, Protection.Privileged), cancellationToken);
        }

        // Proven means read back a moment ago: it is not read once more.
        if (!DryRun && blocked && Document?.BlockedAt is null)
        {
            Advance(LifecyclePhase.Blocked);
        }
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        string? newOwner = await NewOwnerAsync(cancellationToken);
        foreach (LocatedUser user in Users)
        {
            Footprint found = await new FootprintReader(Port, user, cancellationToken).ReadAsync();
            LeaverPlan plan = LeaverPlan.Of(found, Event.Leaver, newOwner);
            ToDo.AddRange(plan.ToDo);
            if (DryRun)
            {
                Remaining.AddRange(plan.Left);
            }

            foreach (ITenantChange change in plan.Changes)
            {
                await ChangeAsync(change, cancellationToken);
            }

            if (!DryRun && DeletionDue)
            {
                await ChangeAsync(new UserDeletion(user.Id), cancellationToken);
            }
        }

        if (!DryRun)
        {
            var duties = new LeaverDuties(Parts, Event, Tenant, Users);
            await duties.HandOverAsync(cancellationToken);
            ToDo.AddRange(duties.ToDo);
            if (Event.Leaver.RemoveKnownCredentials)
            {
                foreach (KnownCredential known in await new KnownCredentials(Parts, Port, Document!).ReadAsync(cancellationToken))
                {
                    await ChangeAsync(known.Removal, cancellationToken);
                }
            }
        }
    }

    protected override async Task<(Completeness Completeness, DateTimeOffset? Next)> ProofAsync(IReadOnlyList<string> everywhere, CancellationToken cancellationToken)
    {
        // What hangs on the accounts, and the whole tenant's access, are read side by side.
        Task<Footprint[]> footprints = Task.WhenAll(Users.Select(user => new FootprintReader(Port, user, cancellationToken).ReadAsync()));
        Task<PathReading> access = Parts.Paths.ReadAsync(Tenant.Id, everywhere, cancellationToken, Proving);
        await Task.WhenAll(footprints, access);
        foreach ((LocatedUser user, Footprint found) in Users.Zip(await footprints))
        {
            LeaverPlan plan = LeaverPlan.Of(found, Event.Leaver, null);
            ToDo.AddRange(plan.ToDo);
            Remaining.AddRange(plan.Left);
            Remaining.AddRange(plan.Changes.Where(change => change is not ManagedDeviceRemoval).Select(change => $"{change.Action} of {change.Subject.Type} {change.Subject.Id} is still to be done for {user.Name}."));
            if (found.User.Enabled)
            {
                Remaining.Add($"{user.Name} can still sign in.");
            }
        }

        var duties = new LeaverDuties(Parts, Event, Tenant, Users);
        duties.Look();
        ToDo.AddRange(duties.ToDo);
        Remaining.AddRange(duties.Left);
        foreach (KnownCredential known in await new KnownCredentials(Parts, Port, Document!).ReadAsync(cancellationToken))
        {
            (Event.Leaver.RemoveKnownCredentials ? Remaining : ToDo)
                .Add($"{Event.Person.DisplayName} may know credential {known.Removal.KeyId} of '{known.Name}' ({known.Removal.Object}): rotate it.");
        }

        PathReading left = await access;
        Remaining.AddRange(left.Paths.Select(PathCut.Words));
        Remaining.AddRange(left.Words);
        return (left.Completeness, Event.Leaver.DeleteAfterDays is { } days && !DeletionDue && Users.Count > 0
            ? (Document?.BlockedAt ?? Parts.Time.GetUtcNow()) + TimeSpan.FromDays(days) : null);
    }

    private bool DeletionDue => Event.Leaver.DeleteAfterDays is { } days && Document?.BlockedAt is { } blocked && Parts.Time.GetUtcNow() >= blocked + TimeSpan.FromDays(days);

    private async Task KeepLastAdministratorAsync(CancellationToken cancellationToken)
    {
        List<System.Text.Json.JsonElement> administrators =
            await Port.ListAsync($"/roleManagement/directory/roleAssignments?$filter=roleDefinitionId eq '{GlobalAdministrator}'", cancellationToken) ?? [];
        string[] holders = [.. administrators.Select(item => item.Text("principalId") ?? "").Distinct(StringComparer.OrdinalIgnoreCase)];
        if (holders.Length > 0 && holders.All(holder => Users.Any(user => string.Equals(user.Id, holder, StringComparison.OrdinalIgnoreCase))))
        {
            throw LifecycleErrors.LastAdministrator
                .With($"{Event.Person.DisplayName} is the last active Global Administrator of tenant '{Tenant.Name}'. Appoint another first, or say that this is meant (-AllowLastAdministrator).");
        }
    }

    private async Task<string?> NewOwnerAsync(CancellationToken cancellationToken)
    {
        if (Event.Leaver.NewOwner is not { Length: > 0 } name || Users.Count == 0)
        {
            return null;
        }

        IReadOnlyList<LocatedUser> owners = await LocatedUser.FindAsync(Port, Tenant, new LifecyclePerson { Id = name, DisplayName = name, Principals = [name] }, cancellationToken);
        if (owners.Count != 1)
        {
            ToDo.Add($"The new owner '{name}' has {(owners.Count == 0 ? "no account" : "several accounts")} in tenant '{Tenant.Name}'.");
        }

        return owners.Count == 1 ? owners[0].Id : null;
    }
}
