using System.Text.Json;
using MspGov.Core.Access;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Operators;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Tenants;
using MspGov.Graph;

namespace MspGov.Engine.Elevation;

/// <summary>
/// Turns names into what the tenant knows, and chooses the way in which it can be given. Three reads: the principal, the role or group,
/// and whether PIM answers.
/// </summary>
internal sealed class ElevationResolver(ITenantPorts tenants, TimeProvider time)
{
    private static readonly TimeSpan MaximumSkew = TimeSpan.FromMinutes(5);

    /// <summary>What is asked for, resolved.</summary>
    public async Task<ElevationRequest> ResolveAsync(ElevationAsk ask, TenantDocument tenant, string @operator, IRegister register, CancellationToken cancellationToken)
    {
        TenantDocument written = ask.Partner ? PartnerOf(tenant, register) : tenant;
        ITenantPort port = tenants.Open(written);
        (string principalId, string? principalName) = await PrincipalAsync(ask.Principal ?? OwnAccount(register, @operator, written), port, written, cancellationToken);
        ElevationTarget target = ask.Group is { } group
            ? await GroupAsync(group, ask.Partner, port, written, cancellationToken)
            : await RoleAsync(ask.Role ?? throw PolicyErrors.InvalidArgument.With("Name a role or a group to be elevated to."), ask.Scope, port, written, cancellationToken);
        bool pim = !ask.Partner && await HasPimAsync(port, target, principalId, cancellationToken);
        ElevationPolicyDocument policy = ElevationPolicies.Find(register, tenant.Tier, target);
        TimeSpan longest = ask.BreakGlass && policy.BreakGlassMaximum < policy.DefaultDuration ? policy.BreakGlassMaximum : policy.DefaultDuration;
        return new ElevationRequest
        {
            Grant = Guid.NewGuid().ToString("D"),
            Tenant = tenant.Id,
            PrincipalId = principalId,
            PrincipalName = principalName,
            Target = target,
            Path = target.GroupId is null
                ? pim ? ElevationPath.PimRole : ElevationPath.DirectRole
                : ask.Partner ? ElevationPath.PartnerGroup : pim ? ElevationPath.PimGroup : ElevationPath.RoleGroup,
            ActsIn = ask.Partner ? written.Id : null,
            Requester = @operator,
            Start = ask.Start?.ToUniversalTime(),
            Duration = ask.Duration ?? longest,
            Reason = ask.Reason,
            Ticket = ask.Ticket,
            BreakGlass = ask.BreakGlass,
            Drill = ask.Drill,
        };
    }

    /// <summary>Object id and name of a user, by id or sign-in name.</summary>
    public async Task<(string Id, string? Name)> PrincipalAsync(string principal, ITenantPort port, TenantDocument tenant, CancellationToken cancellationToken)
    {
        GraphResponse response = await port.SendAsync(GraphRequest.Get($"/users/{TenantReads.Escape(principal)}?$select=id,userPrincipalName,accountEnabled"), cancellationToken);
        CheckClock(response, tenant);
        if (response.Status == 404)
        {
            throw TenantErrors.ObjectNotFound.With($"Tenant '{tenant.Name}' has no user '{principal}'.").About(principal, tenant.Id);
        }

        JsonElement user = response.EnsureSuccess().ParseRoot();
        return (user.Text("id")!.ToLowerInvariant(), user.Text("userPrincipalName"));
    }

    private static string OwnAccount(IRegister register, string @operator, TenantDocument written) =>
        register.Get<OperatorDocument>(@operator)?.Accounts.GetValueOrDefault(written.Id)
        ?? throw ElevationErrors.NoAccount.With(
            $"Operator '{@operator}' has no account recorded in tenant '{written.Name}': name a principal, or record one with Set-GovernanceOperator -Account.").About(@operator, written.Id);

    private static TenantDocument PartnerOf(TenantDocument tenant, IRegister register) =>
        tenant.Connection.PartnerTenantId is not { } partner
            ? throw PolicyErrors.InvalidArgument.With($"Tenant '{tenant.Name}' is not reached through a partner tenant (GDAP): it has no -PartnerTenantId.").About(tenant.Name, tenant.Id)
            : register.Get<TenantDocument>(partner) is { OffBoardedAt: null } known ? known
            : throw TenantErrors.NotFound.With($"The partner tenant {partner} of '{tenant.Name}' is not registered: register the MSP's own tenant too.").About(tenant.Name, tenant.Id);

    private static async Task<ElevationTarget> RoleAsync(string role, string scope, ITenantPort port, TenantDocument tenant, CancellationToken cancellationToken)
    {
        bool byId = Guid.TryParse(role, out _);
        string filter = byId ? $"templateId eq '{TenantReads.Escape(role)}'" : $"displayName eq '{TenantReads.Escape(role)}'";
        List<JsonElement> found = await port.ListAsync($"/roleManagement/directory/roleDefinitions?$filter={filter}&$select=id,displayName,isEnabled,templateId", cancellationToken) ?? [];
        JsonElement definition = found.FirstOrDefault(item => item.Has("displayName", role) || item.Has("id", role) || item.Has("templateId", role));
        return definition.ValueKind != JsonValueKind.Object
            ? throw TenantErrors.ObjectNotFound.With($"Tenant '{tenant.Name}' has no directory role '{role}'.{Near(role)}").About(role, tenant.Id)
            : new ElevationTarget { RoleId = definition.Text("id")!.ToLowerInvariant(), Name = definition.Text("displayName")!, Scope = scope };
    }

    private static string Near(string role)
    {
        string? near = EntraReference.Roles.Values
            .Select(known => (known.Name, Distance: NearName.Distance(role, known.Name)))
            .Where(pair => pair.Distance <= Math.Max(2, role.Length / 4))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Name)
            .FirstOrDefault();
        return near is null ? string.Empty : $" Did you mean '{near}'?";
    }

    private static async Task<ElevationTarget> GroupAsync(string group, bool partner, ITenantPort port, TenantDocument tenant, CancellationToken cancellationToken)
    {
        const string select = "$select=id,displayName,isAssignableToRole,securityEnabled,groupTypes";
        List<JsonElement> found = Guid.TryParse(group, out _)
            ? await port.FindAsync($"/groups/{TenantReads.Escape(group)}?{select}", cancellationToken) is { } one ? [one] : []
            : await port.ListAsync($"/groups?$filter=displayName eq '{TenantReads.Escape(group)}'&{select}", cancellationToken) ?? [];
        if (found.Count != 1)
        {
            throw (found.Count == 0
                ? TenantErrors.ObjectNotFound.With($"Tenant '{tenant.Name}' has no group '{group}'.")
                : TenantErrors.ObjectAmbiguous.With($"Tenant '{tenant.Name}' has {found.Count} groups '{group}': name one by its id.")).About(group, tenant.Id);
        }

        bool carriesRoles = found[0].TryGetProperty("isAssignableToRole", out JsonElement assignable) && assignable.ValueKind == JsonValueKind.True;
        bool security = found[0].TryGetProperty("securityEnabled", out JsonElement enabled) && enabled.ValueKind == JsonValueKind.True;
        return (partner ? security : carriesRoles)
            ? new ElevationTarget { GroupId = found[0].Text("id")!.ToLowerInvariant(), Name = found[0].Text("displayName") ?? group }
            : throw PolicyErrors.InvalidArgument.With(
                $"Group '{group}' of tenant '{tenant.Name}' is no {(partner ? "security group, which GDAP needs" : "role-assignable group")}.").About(group, tenant.Id);
    }

    /// <summary>Whether PIM answers. Only its plain "no licence" means no; a read that fails for another reason refuses.</summary>
    private static async Task<bool> HasPimAsync(ITenantPort port, ElevationTarget target, string principal, CancellationToken cancellationToken)
    {
        string path = target.GroupId is { } group
            ? $"/identityGovernance/privilegedAccess/group/assignmentScheduleInstances?$filter=groupId eq '{group}'&$top=1"
            : $"/roleManagement/directory/roleAssignmentScheduleInstances?$filter=principalId eq '{principal}'&$top=1";
        GraphResponse response = await port.SendAsync(GraphRequest.Get(path), cancellationToken);
        if (response.Error is { } error
            && (error.Is("AadPremiumLicenseRequired") || error.Message.Contains("AadPremiumLicenseRequired", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        response.EnsureSuccess();
        return true;
    }

    /// <summary>An end that is computed by a wrong clock is a wrong end.</summary>
    private void CheckClock(GraphResponse response, TenantDocument tenant)
    {
        if (response.Headers.TryGetValue("Date", out string? text)
            && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset there)
            && time.GetUtcNow() is var here
            && (there - here).Duration() > MaximumSkew)
        {
            throw ElevationErrors.ClockSkewed.With(
                $"This machine's clock says {here:u}, tenant '{tenant.Name}' says {there:u}: set the clock before elevating anybody.").About(tenant.Name, tenant.Id);
        }
    }
}
