using System.Text.Json;
using MspGov.Core.Access;
using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>The help desk's operations: one user, checked for protection first, each step recorded and read back.</summary>
internal sealed class UserOperations(LifecycleParts parts)
{
    private const int FallbackPassMinutes = 60;

    private static readonly string[] RoleCollections = ["roleAssignments", "roleAssignmentScheduleInstances", "roleEligibilityScheduleInstances"];

    /// <summary>Does one operation.</summary>
    public async Task<UserOperationResult> RunAsync(UserOperationRequest request, CancellationToken cancellationToken)
    {
        TenantDocument tenant = parts.Ledger.Read(register => register.Get<TenantDocument>(request.TenantId))
            ?? throw TenantErrors.NotFound.With($"Tenant {request.TenantId} is not registered.");
        ITenantPort port = parts.Ports.Open(tenant);
        LocatedUser user = await OneAsync(port, tenant, request, cancellationToken);
        Protection protection = await ProtectionAsync(port, tenant, user, cancellationToken);
        var correlation = Guid.NewGuid();
        var results = new List<ChangeResult>();
        foreach (ITenantChange change in await ChangesAsync(port, user, protection, request, cancellationToken))
        {
            ChangeResult result = await parts.Runner.RunAsync(
                new ChangeRequest
                {
                    TenantId = tenant.Id,
                    Change = change,
                    Correlation = correlation,
                    Ticket = request.Ticket,
                    Reason = request.Reason,
                    SubjectName = user.Name,
                    DryRun = request.DryRun,
                },
                cancellationToken);
            results.Add(result);

            if (result.Status == ChangeStatus.Failed && change is PasswordReset { Delegated: false } && IsDenied(result))
            {
                // An application may not set the password of somebody with a privileged role; a pass lets the person set one.
                results.Add(await parts.Runner.RunAsync(
                    new ChangeRequest
                    {
                        TenantId = tenant.Id,
                        Change = new AccessPassCreation(user.Id, FallbackPassMinutes, UsableOnce: true, protection),
                        Correlation = correlation,
                        Ticket = request.Ticket,
                        Reason = request.Reason,
                        SubjectName = user.Name,
                    },
                    cancellationToken));
            }

            // A refused step means the rest is refused too; what the tenant itself could not do does not keep the others from being done.
            if (result.Status == ChangeStatus.Refused)
            {
                throw result.Error!;
            }
        }

        return new UserOperationResult
        {
            TenantId = tenant.Id,
            Tenant = tenant.Name,
            UserId = user.Id,
            User = user.Name,
            Operation = request.Operation,
            Status = results is [{ Change: PasswordReset }, { Change: AccessPassCreation } pass] ? pass.Status : Weakest(results),
            Steps = [.. results.Select(RunView.Step)],
            Protection = protection,
            Secret = results.Select(result => result.Secret).FirstOrDefault(secret => secret is not null),
        };
    }

    private static async Task<LocatedUser> OneAsync(ITenantPort port, TenantDocument tenant, UserOperationRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<LocatedUser> found = await LocatedUser.FindAsync(port, tenant, new LifecyclePerson { Id = request.User, DisplayName = request.User, Principals = [request.User] }, cancellationToken);
        if (found.Count == 1)
        {
            return found[0];
        }

        if (found.Count > 1)
        {
            throw TenantErrors.ObjectAmbiguous.With($"'{request.User}' fits {found.Count} users of tenant '{tenant.Name}': {string.Join(", ", found.Select(user => $"{user.Name} ({user.Id})"))}. Name one by object id.").About(request.User, tenant.Id);
        }

        return request.Operation == UserOperation.Restore && Guid.TryParse(request.User, out _)
            ? new LocatedUser(request.User, request.User, false, null, false)
            : throw TenantErrors.ObjectNotFound.With($"Tenant '{tenant.Name}' has no user with the sign-in name, address or id '{request.User}'. A deleted user is restored by object id.").About(request.User, tenant.Id);
    }

    private static async Task<IReadOnlyList<ITenantChange>> ChangesAsync(ITenantPort port, LocatedUser user, Protection protection, UserOperationRequest request, CancellationToken cancellationToken)
    {
        switch (request.Operation)
        {
            case UserOperation.Suspend:
                return [new UserEnabledChange(user.Id, false, protection), new SessionRevocation(user.Id, protection)];
            case UserOperation.Restore:
                bool there = await port.FindAsync($"/users/{TenantReads.Escape(user.Id)}?$select=id", cancellationToken) is not null;
                return there ? [new UserEnabledChange(user.Id, true, protection)] : [new UserRestoration(user.Id), new UserEnabledChange(user.Id, true, protection)];
            case UserOperation.ResetPassword:
                return request.AccessPassMinutes is { } minutes
                    ? [new AccessPassCreation(user.Id, minutes, UsableOnce: true, protection)]
                    : [new PasswordReset(user.Id, ForceChange: true, protection, await port.IsDelegatedAsync(cancellationToken))];
            case UserOperation.ResetMfa:
                List<JsonElement> methods = await port.ListAsync($"/users/{TenantReads.Escape(user.Id)}/authentication/methods", cancellationToken) ?? [];
                return
                [
                    .. methods.Select(method => (Collection: MethodCollections.Of(method.Text("@odata.type")), Id: method.Text("id")))
                        .Where(method => method is { Collection: not null, Id: not null })
                        .Select(method => new MethodRemoval(user.Id, method.Collection!, method.Id!, protection)),
                    new SessionRevocation(user.Id, protection),
                ];
            default:
                return [new SessionRevocation(user.Id, protection)];
        }
    }

    /// <summary>
    /// How well a user is protected, by registered emergency accounts and by the roles held now or eligibly, also through role-assignable
    /// groups. What cannot be read counts as privileged: a check that cannot be made refuses the lower role.
    /// </summary>
    private async Task<Protection> ProtectionAsync(ITenantPort port, TenantDocument tenant, LocatedUser user, CancellationToken cancellationToken)
    {
        if (parts.Ledger.Read(register => register.List<BreakGlassAccountDocument>(tenant.Id)).Any(account => string.Equals(account.PrincipalId, user.Id, StringComparison.OrdinalIgnoreCase)))
        {
            return Protection.BreakGlass;
        }

        string id = TenantReads.Escape(user.Id);
        try
        {
            foreach (string collection in RoleCollections)
            {
                List<JsonElement> held = await ListOrNoneAsync(port, $"/roleManagement/directory/{collection}?$filter=principalId eq '{id}'", cancellationToken);
                if (held.Any(item => EntraReference.Roles.GetValueOrDefault(item.Text("roleDefinitionId") ?? "") is not { Privileged: false }))
                {
                    return Protection.Privileged;
                }
            }

            // Without a cast to group: that would be an advanced query, which Graph refuses without ConsistencyLevel and $count.
            List<JsonElement> groups = await ListOrNoneAsync(port, $"/users/{id}/transitiveMemberOf?$select=id,isAssignableToRole", cancellationToken);
            return groups.Any(group => group.TryGetProperty("isAssignableToRole", out JsonElement assignable) && assignable.ValueKind == JsonValueKind.True)
                ? Protection.Privileged : Protection.None;
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            return Protection.Privileged;
        }
    }

    private static async Task<List<JsonElement>> ListOrNoneAsync(ITenantPort port, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await port.ListAsync(path, cancellationToken) ?? [];
        }
        catch (GovException e) when (ReferenceEquals(e.Definition, TenantErrors.NotLicensed))
        {
            return [];
        }
    }

    /// <summary>Graph's own refusal, not the policy's.</summary>
    private static bool IsDenied(ChangeResult result) => result.Evidence?.StartsWith("Graph answered 403", StringComparison.Ordinal) == true;

    private static ChangeStatus Weakest(List<ChangeResult> results)
    {
        ChangeStatus[] order = [ChangeStatus.Failed, ChangeStatus.Unknown, ChangeStatus.Planned, ChangeStatus.Succeeded, ChangeStatus.AlreadySo];
        return results.Count == 0 ? ChangeStatus.AlreadySo : order.First(status => results.Any(result => result.Status == status));
    }
}
