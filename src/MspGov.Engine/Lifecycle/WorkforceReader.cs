using System.Text.Json;
using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>Reads the accounts of tenants, side by side, and compares each with the list. A tenant that cannot be read is a finding of its own.</summary>
internal sealed class WorkforceReader(LifecycleParts parts, WorkforceRequest request, IOutput<WorkforceFinding> output)
{
    private const string Selected = "id,userPrincipalName,displayName,mail,employeeId,accountEnabled,userType,createdDateTime";

    private int _done;

    /// <summary>Compares.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var comparison = new WorkforceComparison(request.People, request.ClientEmployees, request.StaffDomains, request.DormantDays, parts.Time.GetUtcNow());
        await Parallel.ForEachAsync(
            request.TenantIds,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken },
            async (id, token) => await TenantAsync(id, comparison, token));
    }

    private async Task TenantAsync(string id, WorkforceComparison comparison, CancellationToken cancellationToken)
    {
        (TenantDocument? tenant, IReadOnlyList<JobRoleAssignmentDocument> assignments) = parts.Ledger.Read(register => (register.Get<TenantDocument>(id), register.List<JobRoleAssignmentDocument>(id)));
        if (tenant is null)
        {
            await output.ErrorAsync(TenantErrors.NotFound.With($"Tenant {id} is not registered.").About(id, id), cancellationToken);
            return;
        }

        try
        {
            // Side by side: the list of accounts and the whole access take as long as the longer of the two.
            Task<PathReading>? access = request.IncludeAccess ? ReadAccessAsync(tenant, assignments, cancellationToken) : null;
            Task<List<WorkforceAccount>> listed = AccountsAsync(parts.Ports.Open(tenant), cancellationToken);
            await Task.WhenAll(access is null ? [listed] : new Task[] { listed, access });
            List<WorkforceAccount> accounts = await listed;
            foreach (WorkforceFinding finding in comparison.Compare(tenant, accounts, assignments))
            {
                await output.WriteAsync(finding, cancellationToken);
            }

            if (access is not null)
            {
                await AccessAsync(tenant, await access, assignments, cancellationToken);
            }
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            await output.WriteAsync(
                new WorkforceFinding { TenantId = id, Tenant = tenant.Name, Kind = WorkforceFindingKind.Unknown, Subject = tenant.Name, Message = $"The tenant could not be read: {e.Message}", Fix = $"Test-ClientTenant -Tenant '{tenant.Name}'" },
                cancellationToken);
            await output.ErrorAsync(e.About(tenant.Name, id), cancellationToken);
        }

        output.Progress(new ProgressUpdate("Comparing the workforce", tenant.Name, Interlocked.Increment(ref _done), request.TenantIds.Count));
    }

    private static async Task<List<WorkforceAccount>> AccountsAsync(ITenantPort port, CancellationToken cancellationToken)
    {
        bool signIns = true;
        List<JsonElement> users;
        Task<Dictionary<string, int?>> sponsored = SponsoredAsync(port, cancellationToken);
        try
        {
            users = await port.ListAsync($"/users?$select={Selected},signInActivity&$top=999", cancellationToken) ?? [];
        }
        catch (GovException e) when (ReferenceEquals(e.Definition, TenantErrors.NotLicensed) || ReferenceEquals(e.Definition, TenantErrors.AccessDenied))
        {
            // Sign-ins need Entra ID P1 and AuditLog.Read.All: without them nothing is said about dormant accounts.
            signIns = false;
            users = await port.ListAsync($"/users?$select={Selected}&$top=999", cancellationToken) ?? [];
        }

        // Whom the one list does not tell of is asked for alone, side by side: one after another would cost a round trip each.
        Dictionary<string, int?> sponsors = await sponsored;
        string[] guests = [.. users.Where(user => user.Has("userType", "Guest") && IsEnabled(user)).Select(user => user.Text("id") ?? "").Where(id => !sponsors.ContainsKey(id))];
        foreach ((string id, int? count) in guests.Zip(await Task.WhenAll(guests.Select(id => SponsorsAsync(port, id, cancellationToken)))))
        {
            sponsors[id] = count;
        }

        var accounts = new List<WorkforceAccount>(users.Count);
        foreach (JsonElement user in users)
        {
            bool guest = user.Has("userType", "Guest");
            bool enabled = IsEnabled(user);
            accounts.Add(new WorkforceAccount
            {
                Id = user.Text("id") ?? "",
                Name = user.Text("userPrincipalName") ?? user.Text("displayName") ?? "",
                Mail = user.Text("mail"),
                EmployeeId = user.Text("employeeId"),
                Enabled = enabled,
                Guest = guest,
                Sponsors = sponsors.GetValueOrDefault(user.Text("id") ?? ""),
                LastSignIn = user.TryGetProperty("signInActivity", out JsonElement activity) && activity.ValueKind == JsonValueKind.Object ? activity.Time("lastSignInDateTime") : null,
                SignInsKnown = signIns,
                CreatedAt = user.Time("createdDateTime"),
            });
        }

        return accounts;
    }

    private static bool IsEnabled(JsonElement user) => user.TryGetProperty("accountEnabled", out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>How many sponsors each guest has, in one list of all of them; empty where the tenant does not answer that.</summary>
    private static async Task<Dictionary<string, int?>> SponsoredAsync(ITenantPort port, CancellationToken cancellationToken)
    {
        var sponsors = new Dictionary<string, int?>(StringComparer.OrdinalIgnoreCase);
        try
        {
            foreach (JsonElement guest in await port.ListAsync("/users?$filter=userType eq 'Guest'&$select=id&$expand=sponsors($select=id)", cancellationToken) ?? [])
            {
                if (guest.TryGetProperty("sponsors", out JsonElement items) && items.ValueKind == JsonValueKind.Array)
                {
                    sponsors[guest.Text("id") ?? ""] = items.GetArrayLength();
                }
            }
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            // Each guest is asked for alone then.
        }

        return sponsors;
    }

    private static async Task<int?> SponsorsAsync(ITenantPort port, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await port.ListAsync($"/users/{TenantReads.Escape(id)}/sponsors?$select=id", cancellationToken))?.Count;
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            return null;
        }
    }

    private Task<PathReading> ReadAccessAsync(TenantDocument tenant, IReadOnlyList<JobRoleAssignmentDocument> assignments, CancellationToken cancellationToken)
    {
        string[] principals = [.. assignments.Where(assignment => assignment.HoldsAt(parts.Time.GetUtcNow())).SelectMany(assignment => assignment.Principals).Distinct(StringComparer.OrdinalIgnoreCase)];
        return parts.Paths.ReadNamedAsync(tenant.Id, principals, cancellationToken);
    }

    private async Task AccessAsync(TenantDocument tenant, PathReading reading, IReadOnlyList<JobRoleAssignmentDocument> assignments, CancellationToken cancellationToken)
    {
        (IReadOnlyList<JobRoleDocument> catalogue, IReadOnlyList<AccessExceptionDocument> exceptions) = parts.Ledger.Read(register => (JobRoleCatalogue.InForce(register), register.List<AccessExceptionDocument>(tenant.Id)));
        foreach (AccessPath path in reading.Paths)
        {
            ScopeVerdict verdict = ExpectedScope.Classify(path, tenant.Tier, catalogue, assignments, exceptions, parts.Time.GetUtcNow());
            if (verdict.Kind is ScopeVerdictKind.Unexpected or ScopeVerdictKind.Excess)
            {
                await output.WriteAsync(
                    new WorkforceFinding
                    {
                        TenantId = tenant.Id,
                        Tenant = tenant.Name,
                        Kind = WorkforceFindingKind.WrongJobRole,
                        Subject = path.PrincipalName ?? path.PrincipalId,
                        UserId = path.PrincipalId,
                        Message = $"{PathCut.Words(path)}: {verdict.Words}",
                        Fix = $"New-AccessReview -Tenant '{tenant.Name}' -Name 'Left-over access' -Reviewer ServiceOwner -Principal '{path.PrincipalId}'",
                    },
                    cancellationToken);
            }
        }

        foreach (string words in reading.Words)
        {
            await output.WriteAsync(new WorkforceFinding { TenantId = tenant.Id, Tenant = tenant.Name, Kind = WorkforceFindingKind.Unknown, Subject = tenant.Name, Message = words }, cancellationToken);
        }
    }
}
