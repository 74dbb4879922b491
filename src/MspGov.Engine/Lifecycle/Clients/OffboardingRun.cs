using System.Text.Json;
using MspGov.Core.Access;
using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle.Clients;

/// <summary>
/// A client tenant is handed back. What is ours there goes while we can still read the tenant; the partner relationship and our own
/// application go when everything else is proven to be gone; then the last evidence is written, and the tenant leaves the register.
/// </summary>
internal sealed class OffboardingRun(LifecycleParts parts, LifecycleServices services, LifecycleEvent what, TenantDocument tenant, LifecycleRequestOptions options)
    : ClientRun(parts, services, what, tenant, options)
{
    private static readonly string[] EndedRelationships = ["terminated", "expired"];

    /// <summary>Not in force, and nothing that Graph could terminate: they lapse when the client does not approve them.</summary>
    private static readonly string[] PendingRelationships = ["created", "approvalPending"];

    protected override async Task<string> DoAsync(string step, CancellationToken cancellationToken) => step switch
    {
        ClientSteps.Grants => await GrantsAsync(cancellationToken),
        ClientSteps.Accounts => $"{await ChangeAllAsync(Tenant.Id, (await AccountsAsync(cancellationToken)).Select(user => new UserDeletion(user)), cancellationToken)} guest(s) and account(s) of ours deleted.",
        ClientSteps.Applications => $"{await ChangeAllAsync(Tenant.Id, (await ApplicationsAsync(own: false, cancellationToken)).Select(id => new ApplicationDeletion(true, id)), cancellationToken)} application(s) of ours deleted.",
        ClientSteps.JobRoles => JobRoles(),
        ClientSteps.Proof => await ProofAsync(cancellationToken),
        ClientSteps.Partner => await PartnerAsync(cancellationToken),
        ClientSteps.Connection => await ConnectionAsync(cancellationToken),
        ClientSteps.Evidence => Evidence(cancellationToken),
        ClientSteps.Unregistered => Unregister(),
        _ => Details(cancellationToken),
    };

    private async Task<string> GrantsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ElevationGrant> open = Services.Elevation.Get(new ElevationGrantQuery { TenantIds = [Tenant.Id], Open = true });
        var failed = new List<string>();
        foreach (ElevationGrant grant in open)
        {
            try
            {
                await Services.Elevation.RevokeAsync(grant.GrantId, Event.Reason ?? $"Off-boarding {Event.EventId}", cancellationToken);
            }
            catch (GovException e) when (!e.IsOfTheStore)
            {
                failed.Add(e.Message);
            }
        }

        return failed.Count == 0 ? $"{open.Count} open grant(s) ended." : throw NotDone(failed);
    }

    /// <summary>Guests with an address of the MSP, and whoever holds or held a job role here; never the client's emergency accounts.</summary>
    private async Task<string[]> AccountsAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyList<JobRoleAssignmentDocument> assignments, IReadOnlyList<BreakGlassAccountDocument> emergency) = Parts.Ledger.Read(register =>
            (register.List<JobRoleAssignmentDocument>(Tenant.Id), register.List<BreakGlassAccountDocument>(Tenant.Id)));
        List<JsonElement> users = await Port.ListAsync("/users?$select=id,userPrincipalName,mail,userType&$top=999", cancellationToken) ?? [];
        return
        [
            .. users
                .Where(user => !emergency.Any(account => user.Has("id", account.PrincipalId)))
                .Where(user => assignments.Any(assignment => assignment.IsPrincipal(user.Text("id") ?? "", user.Text("userPrincipalName")) || (user.Text("mail") is { } mail && assignment.Principals.Contains(mail, StringComparer.OrdinalIgnoreCase)))
                    || (user.Has("userType", "Guest") && IsOfStaff(user)))
                .Select(user => user.Text("id") ?? ""),
        ];
    }

    private bool IsOfStaff(JsonElement user) => Event.Client.StaffDomains.Any(domain =>
        user.Text("mail")?.EndsWith("@" + domain, StringComparison.OrdinalIgnoreCase) == true
        || user.Text("userPrincipalName")?.Contains($"_{domain}#EXT#", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Service principals of the MSP's applications: those of its own tenant, those named, and (own) the one by which this tenant is read.</summary>
    private async Task<string[]> ApplicationsAsync(bool own, CancellationToken cancellationToken)
    {
        List<JsonElement> principals = await Port.ListAsync("/servicePrincipals?$select=id,appId,displayName,appOwnerOrganizationId&$top=999", cancellationToken) ?? [];
        return [.. principals.Where(principal => IsOwn(principal) == own && (own || IsOurs(principal))).Select(principal => principal.Text("id") ?? "")];
    }

    private bool IsOwn(JsonElement principal) => Tenant.Connection.ClientId is { } client && principal.Has("appId", client);

    private bool IsOurs(JsonElement principal) =>
        (Tenant.Connection.PartnerTenantId is { } partner && principal.Has("appOwnerOrganizationId", partner))
        || Event.Client.Applications.Any(name => principal.Has("appId", name) || principal.Has("id", name) || principal.Has("displayName", name));

    private string JobRoles()
    {
        JobRoleAssignmentDocument[] held = [.. Parts.Ledger.Read(register => register.List<JobRoleAssignmentDocument>(Tenant.Id, "active"))];
        foreach (JobRoleAssignmentDocument assignment in held)
        {
            Append(JobRoleActions.Withdraw, new JobRoleWithdrawal(assignment.Id), new EntrySubject("jobRoleAssignment", assignment.Id, assignment.JobRole));
        }

        return $"{held.Length} assignment(s) withdrawn.";
    }

    private async Task<string> ProofAsync(CancellationToken cancellationToken)
    {
        List<string> left = [.. (await AccountsAsync(cancellationToken)).Select(id => $"Account {id} is still there."),
            .. (await ApplicationsAsync(own: false, cancellationToken)).Select(id => $"Service principal {id} is still there.")];
        var read = new Gathered<AccessPath>();
        await Services.Access.ReadAsync(new AccessQuery { TenantIds = [Tenant.Id], Reading = Guid.NewGuid() }, read, cancellationToken);
        left.AddRange(read.Errors.Select(error => error.Message));
        left.AddRange(Services.Elevation.Get(new ElevationGrantQuery { TenantIds = [Tenant.Id], Open = true }).Select(grant => $"Grant {grant.GrantId} is open."));
        int partner = read.Items.Count(path => path.Assignment == AssignmentKind.Gdap);
        if (partner > 0 && (Tenant.Connection.PartnerTenantId is null || (await RelationshipsAsync(cancellationToken)).Length == 0))
        {
            left.Add($"{partner} path(s) of a partner's groups, and no GDAP relationship that we could terminate: name the partner's own tenant (Set-ClientTenant -PartnerTenantId), or end that access in its tenant.");
        }

        return left.Count == 0 ? $"{read.Items.Count} paths read; none of ours but {partner} of the partner relationship." : throw NotDone(left);
    }

    private async Task<string> PartnerAsync(CancellationToken cancellationToken)
    {
        if (Tenant.Connection.PartnerTenantId is null)
        {
            return "There is no partner relationship.";
        }

        JsonElement[] theirs = [.. (await RelationshipsAsync(cancellationToken)).Where(item => !EndedRelationships.Contains(item.Text("status"), StringComparer.OrdinalIgnoreCase))];
        ILookup<bool, JsonElement> pending = theirs.ToLookup(item => PendingRelationships.Contains(item.Text("status"), StringComparer.OrdinalIgnoreCase));
        ToDo.AddRange(pending[true].Select(item => $"GDAP relationship '{item.Text("displayName")}' ({item.Text("id")}) waits for the client's approval: ask the client not to approve it."));
        string[] open = [.. pending[false].Select(item => item.Text("id") ?? "")];
        return $"{await ChangeAllAsync(Partner().Id, open.Select(id => new GdapTermination(id)), cancellationToken)} GDAP relationship(s) terminated.";
    }

    private TenantDocument Partner() =>
        Parts.Ledger.Read(register => register.Get<TenantDocument>(Tenant.Connection.PartnerTenantId!.ToLowerInvariant())) is { OffBoardedAt: null } known ? known
        : throw NotDone([$"The partner tenant {Tenant.Connection.PartnerTenantId} is not registered: register it, or terminate the GDAP relationships by hand."]);

    /// <summary>The GDAP relationships of the partner with this client, ended ones too.</summary>
    private async Task<JsonElement[]> RelationshipsAsync(CancellationToken cancellationToken)
    {
        List<JsonElement> all = await Parts.Ports.Open(Partner()).ListAsync("/tenantRelationships/delegatedAdminRelationships", cancellationToken) ?? [];
        return [.. all.Where(item => item.TryGetProperty("customer", out JsonElement customer) && customer.Has("tenantId", Tenant.Id))];
    }

    private async Task<string> ConnectionAsync(CancellationToken cancellationToken)
    {
        if (Tenant.Connection.ClientId is not { } client)
        {
            return "The connection has no application of ours in the tenant.";
        }

        List<JsonElement> registrations = await Port.ListAsync($"/applications?$filter=appId eq '{TenantReads.Escape(client)}'&$select=id", cancellationToken) ?? [];
        ITenantChange[] deletions =
        [
            .. (await ApplicationsAsync(own: true, cancellationToken)).Select(id => new ApplicationDeletion(true, id)),
            .. registrations.Select(item => new ApplicationDeletion(false, item.Text("id") ?? "")),
        ];
        return $"{await ChangeAllAsync(Tenant.Id, deletions, cancellationToken)} object(s) of our own application deleted.";
    }

    private string Evidence(CancellationToken cancellationToken)
    {
        // Not over an earlier one, which the client may have by now: a pack that this step wrote without being able to say so gets a successor.
        string path = FileFor(".evidence.zip");
        for (int i = 2; File.Exists(path); i++)
        {
            path = FileFor($".evidence-{i}.zip");
        }

        EvidenceInfo pack = Services.ExportEvidence(new EvidenceRequest { TenantId = Tenant.Id, Path = path }, cancellationToken);
        ToDo.Add("Hand the final evidence pack to the client.");
        ToDo.AddRange(pack.Warnings);
        return $"Entries {pack.Start} to {pack.End - 1}, checkpoint {pack.CheckpointHash}.";
    }

    private string Unregister()
    {
        if (Parts.Ledger.Read(register => register.Get<TenantDocument>(Tenant.Id)) is { OffBoardedAt: null })
        {
            Services.Tenants.Unregister(Tenant.Id, Event.Ticket, Event.Reason ?? $"Off-boarding {Event.EventId}");
        }

        return "The tenant is off the register.";
    }

    /// <summary>Erases what was recorded before this run began: the run itself stays as the proof of how the client left.</summary>
    private string Details(CancellationToken cancellationToken)
    {
        if (Event.Client.RetentionDays is not { } days)
        {
            return "Details are kept: no retention was named.";
        }

        DateTimeOffset gone = Document!.Deeds.First(deed => deed.Step == ClientSteps.Unregistered).At;
        DateTimeOffset due = gone.AddDays(days);
        if (Parts.Time.GetUtcNow() < due)
        {
            Next = due;
            return $"Details are due for erasure on {due:yyyy-MM-dd}.";
        }

        EntryView start = Parts.Ledger.Query(new EntryQuery { Logs = [Tenant.Id], Action = LifecycleActions.Start, Correlation = Event.Correlation, First = 1 }, cancellationToken).First();
        if (start.Seq == 0)
        {
            return "There was nothing before this run.";
        }

        try
        {
            ErasureInfo erased = Services.Erase(
                new ErasureRequest { Log = Tenant.Id, Last = start.Seq - 1, Ticket = Event.Ticket ?? Event.EventId, Reason = Event.Reason ?? $"Retention of {days} days after off-boarding" },
                cancellationToken);
            return $"{erased.Erased} details erased by entry {erased.Seq}.";
        }
        catch (GovException e) when (ReferenceEquals(e.Definition, LedgerErrors.RangeInvalid))
        {
            return "The details were erased already.";
        }
    }
}
