using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>
/// Reads a tenant's inventory: families side by side, each with its own result, so that what one is refused takes nothing from the
/// others and is told by name.
/// </summary>
/// <param name="client">Door to the tenant.</param>
/// <param name="time">Clock.</param>
/// <param name="mirror">What earlier readings left, so that this one costs what changed; null asks for everything.</param>
public sealed class InventoryReader(TenantClient client, TimeProvider time, InventoryMirror? mirror = null)
{
    /// <summary>Reads the families wanted.</summary>
    /// <exception cref="GovException">The tenant's credentials or the tenant itself are wrong: nothing was read.</exception>
    public async Task<TenantInventory> ReadAsync(InventoryFamily wanted, CancellationToken cancellationToken)
    {
        await client.GetTokenAsync(cancellationToken);
        var builder = new InventoryBuilder(client.TenantId, time.GetUtcNow());
        var reads = new InventoryReads(client);
        if (mirror is not null)
        {
            await mirror.BeginAsync(reads, wanted, time, cancellationToken);
        }

        var run = new Run(new FamilyContext(reads, builder, wanted, mirror), builder, cancellationToken);
        await run.AllAsync();
        mirror?.End(reads, wanted, builder.ReadAt);
        builder.WholeAt = mirror?.WholeAt;
        builder.Requests = reads.Requests;
        return builder.Build();
    }

    /// <summary>One reading: which family waits for which.</summary>
    private sealed class Run(FamilyContext context, InventoryBuilder builder, CancellationToken cancellationToken)
    {
        private const InventoryFamily OwnedFamilies = InventoryFamily.ServicePrincipals | InventoryFamily.Applications | InventoryFamily.Groups;
        private const InventoryFamily HolderFamilies = InventoryFamily.Groups | InventoryFamily.RoleAssignments | InventoryFamily.RoleEligibility;

        public async Task AllAsync()
        {
            Task users = Several(InventoryFamily.Users, () => UserFamily.ReadAsync(context, cancellationToken));
            Task groups = One(InventoryFamily.Groups, () => DirectoryFamilies.GroupsAsync(context, cancellationToken));
            Task definitions = One(InventoryFamily.RoleDefinitions, () => DirectoryFamilies.RoleDefinitionsAsync(context, cancellationToken));
            Task schedules = One(InventoryFamily.RoleSchedules, () => RoleFamilies.SchedulesAsync(context, cancellationToken));
            Task eligibility = One(InventoryFamily.RoleEligibility, () => RoleFamilies.EligibilityAsync(context, cancellationToken));
            Task units = One(InventoryFamily.AdministrativeUnits, () => DirectoryFamilies.AdministrativeUnitsAsync(context, cancellationToken));
            Task principals = One(InventoryFamily.ServicePrincipals, () => DirectoryFamilies.ServicePrincipalsAsync(context, cancellationToken));
            Task applications = One(InventoryFamily.Applications, () => DirectoryFamilies.ApplicationsAsync(context, cancellationToken));
            Task grants = One(InventoryFamily.DelegatedGrants, () => DirectoryFamilies.DelegatedGrantsAsync(context, cancellationToken));
            Task assignments = One(InventoryFamily.RoleAssignments, () => RoleFamilies.AssignmentsAsync(context, definitions, cancellationToken));
            Task within = Several(InventoryFamily.AdministrativeUnits, async () =>
            {
                await Task.WhenAll(units, definitions, assignments, schedules, eligibility);
                return [await UnitMembers.ReadAsync(context, cancellationToken)];
            });
            Task partner = One(InventoryFamily.PartnerAccess, () => PartnerFamily.ReadAsync(context, cancellationToken));
            Task permissions = After([principals], InventoryFamily.ServicePrincipals, InventoryFamily.AppPermissions, () => ApplicationFamilies.AppPermissionsAsync(context, cancellationToken));
            Task federated = After([applications], InventoryFamily.Applications, InventoryFamily.Credentials, () => ApplicationFamilies.FederatedAsync(context, cancellationToken));
            Task owners = After([principals, applications, groups], OwnedFamilies, InventoryFamily.Owners, () => ApplicationFamilies.OwnersAsync(context, cancellationToken));
            var members = new GroupFamilies(context, cancellationToken);
            Task ahead = ReadAheadAsync(groups, members);
            await Task.WhenAll(users, groups, principals, assignments, eligibility, schedules, partner);
            if (context.Wanted.HasFlag(InventoryFamily.GroupMembers))
            {
                // With the list of groups at hand, no unknown holder can be a group: then nothing has to wait for their names.
                Task holders = Several(InventoryFamily.Principals, HoldersAsync);
                await (IsComplete(InventoryFamily.Groups) ? members.ScheduleAheadAsync() : holders);
                await ahead;
                await Several(InventoryFamily.GroupMembers, members.ReadAsync);
                await holders;
                Inherit(HolderFamilies, InventoryFamily.GroupMembers);
                Inherit(HolderFamilies, InventoryFamily.GroupSchedules);
            }

            await Task.WhenAll(definitions, within, units, applications, grants, permissions, federated, owners);
            await Several(InventoryFamily.Principals, RestAsync);
        }

        private async Task ReadAheadAsync(Task groups, GroupFamilies members)
        {
            await groups;
            if (context.Wanted.HasFlag(InventoryFamily.GroupMembers) && IsComplete(InventoryFamily.Groups))
            {
                await members.ReadAheadAsync();
            }
        }

        private bool IsComplete(InventoryFamily family)
        {
            lock (builder.Gate)
            {
                return builder.Families.Any(result => result.Family == family && result.State == FamilyState.Complete);
            }
        }

        private async Task<IReadOnlyList<FamilyResult>> HoldersAsync() =>
            [await Principals.ResolveAsync(context, () => builder.Holders().Where(index => context.Objects[index].Kind == ObjectKind.Unknown), cancellationToken)];

        private async Task<IReadOnlyList<FamilyResult>> RestAsync() =>
            [await Principals.ResolveAsync(context, builder.AllPrincipals, cancellationToken)];

        private async Task After(Task[] needs, InventoryFamily sources, InventoryFamily family, Func<Task<FamilyResult>> read)
        {
            await Task.WhenAll(needs);
            await One(family, read);
            Inherit(sources, family);
        }

        /// <summary>What was asked for each row of another family is no more complete than that one was.</summary>
        private void Inherit(InventoryFamily sources, InventoryFamily family)
        {
            lock (builder.Gate)
            {
                if (builder.Families.FirstOrDefault(result => sources.HasFlag(result.Family) && result.LosesRows) is { } lost
                    && builder.Families.Any(result => result.Family == family && result.State == FamilyState.Complete))
                {
                    builder.SetResult(new(family, FamilyState.Failed, $"It is asked for by what {lost.Family} gives, which could not be read."));
                }
            }
        }

        private Task One(InventoryFamily family, Func<Task> read) =>
            One(family, async () =>
            {
                await read();
                return new(family, FamilyState.Complete);
            });

        private Task One(InventoryFamily family, Func<Task<FamilyResult>> read) => Several(family, async () => [await read()]);

        private async Task Several(InventoryFamily family, Func<Task<IReadOnlyList<FamilyResult>>> read)
        {
            if (!context.Wanted.HasFlag(family))
            {
                return;
            }

            IReadOnlyList<FamilyResult> results;
            try
            {
                results = await read();
            }
            catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
            {
                results = [FamilyOutcome.Of(family, e)];
            }

            lock (builder.Gate)
            {
                foreach (FamilyResult result in results)
                {
                    builder.SetResult(result);
                }
            }
        }
    }
}
