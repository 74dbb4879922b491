using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Sessions;
using MspGov.Graph.Connections;
using MspGov.Graph.Inventory;
using MspGov.Graph.Permissions;

namespace MspGov.Engine.Tenants;

/// <summary>The register of client tenants.</summary>
internal sealed class TenantService(SessionContext context) : ITenantService
{
    /// <inheritdoc/>
    public IReadOnlyList<TenantDocument> Get(string? pattern = null, bool includeOffBoarded = false, DateTimeOffset? asOf = null)
    {
        IReadOnlyList<TenantDocument> all = context.Ledger.Read(
            register => register.List<TenantDocument>(state: includeOffBoarded ? null : TenantDocument.Active), asOf);
        return [.. all
            .Where(tenant => pattern is null || Fits(tenant, pattern))
            .OrderBy(tenant => tenant.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TenantDocument> Resolve(IReadOnlyList<string> patterns, DateTimeOffset? asOf = null)
    {
        IReadOnlyList<TenantDocument> all = Get(includeOffBoarded: true, asOf: asOf);
        var chosen = new Dictionary<string, TenantDocument>();
        foreach (string pattern in patterns)
        {
            TenantDocument[] fitting = [.. all.Where(tenant => Fits(tenant, pattern))];
            foreach (TenantDocument tenant in fitting.Where(tenant => tenant.OffBoardedAt is null))
            {
                chosen.TryAdd(tenant.Id, tenant);
            }

            bool isPattern = pattern.AsSpan().IndexOfAny("*?[") >= 0;
            if (!isPattern && !fitting.Any(tenant => tenant.OffBoardedAt is null))
            {
                throw asOf is { } at ? NotThen(pattern, at)
                    : fitting.FirstOrDefault() is { } gone
                    ? TenantErrors.OffBoarded.With($"Tenant '{gone.Name}' was off-boarded on {gone.OffBoardedAt:yyyy-MM-dd HH:mm}Z. Its entries and evidence can still be read, and its snapshots with -AsOf a time before; register it again to work on it.").About(pattern, gone.Id)
                    : NotFound(pattern, all);
            }
        }

        return [.. chosen.Values];
    }

    /// <inheritdoc/>
    public TenantDocument Register(TenantDocument tenant, string? secret, string? ticket, string? reason)
    {
        TenantDocument complete = tenant with
        {
            Id = tenant.Id.ToLowerInvariant(),
            Connection = Checked(tenant.Connection, secret, tenant.Id.ToLowerInvariant()),
        };
        if (Guid.Parse(complete.Id) == Guid.Empty)
        {
            throw TenantErrors.ConnectionInvalid.With("The tenant id is empty. Find it in the Entra admin centre under Overview, Tenant ID.").About(tenant.Name);
        }

        Refuse(complete);
        return Append(TenantActions.Register, complete, ticket, reason);
    }

    /// <inheritdoc/>
    public TenantDocument Update(TenantDocument tenant, string? secret, string? ticket, string? reason)
    {
        TenantDocument complete = tenant with { Connection = Checked(tenant.Connection, secret, tenant.Id) };
        Refuse(complete);
        return Append(TenantActions.Update, complete, ticket, reason);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TenantImportItem> PlanImport(IReadOnlyList<TenantImportRow> rows)
    {
        IReadOnlyList<TenantImportItem> plan = TenantImportPlanner.Plan(rows, Get(includeOffBoarded: true));
        foreach (TenantImportItem item in plan.Where(item => item.Action is TenantImportAction.Register or TenantImportAction.Update))
        {
            Checked(item.Tenant.Connection, null, item.TenantId);
        }

        return plan;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TenantDocument> Import(IReadOnlyList<TenantImportItem> plan, string? secret, string? ticket, string? reason)
    {
        if (plan.Count == 0)
        {
            return [];
        }

        context.Ledger.Append([.. plan.Select(item =>
        {
            bool isNew = item.Action == TenantImportAction.Register;
            TenantDocument tenant = item.Tenant with { Connection = Checked(item.Tenant.Connection, isNew ? secret : null, item.TenantId) };
            return Draft(isNew ? TenantActions.Register : TenantActions.Update, tenant, CoreJson.ToBytes(tenant), ticket, reason);
        })]);
        return [.. plan.Select(item => Known(item.TenantId))];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantImportRow>> CustomersAsync(string partnerTenantId, CancellationToken cancellationToken) =>
        PartnerCustomers.ReadAsync(context.Clients.For(Known(partnerTenantId)), cancellationToken);

    /// <inheritdoc/>
    public TenantDocument Unregister(string tenantId, string? ticket, string? reason)
    {
        TenantDocument tenant = Known(tenantId);
        context.Ledger.Append([Draft(TenantActions.Unregister, tenant, "{}"u8.ToArray(), ticket, reason)]);
        InventoryMirror.Forget(context.At(GovernanceSession.MirrorFolder), tenant.Id);
        return Known(tenantId);
    }

    /// <inheritdoc/>
    public async Task<TenantTestResult> TestAsync(string tenantId, CancellationToken cancellationToken)
    {
        TenantDocument tenant = Known(tenantId);
        IReadOnlyList<TenantCheck> checks = await new TenantProbe(context.Clients.For(tenant), IsPartner(tenant.Id)).RunAsync(cancellationToken);
        var result = new TenantTestResult { TenantId = tenant.Id, Tenant = tenant.Name, Checks = checks };
        var detail = new TenantTestDetail(result.Ready, [.. checks.Where(check => !check.Passed).Select(check => check.Name)]);
        context.Ledger.Append([Draft(TenantActions.Test, tenant, CoreJson.ToBytes(detail), null, null)], cancellationToken);
        return result;
    }

    /// <summary>The MSP's own tenant: another one is reached through it with GDAP.</summary>
    private bool IsPartner(string tenantId) =>
        Get().Any(tenant => string.Equals(tenant.Connection.PartnerTenantId, tenantId, StringComparison.OrdinalIgnoreCase));

    private static bool Fits(TenantDocument tenant, string pattern) =>
        AccessFilter.Fits(pattern, tenant.Name) || AccessFilter.Fits(pattern, tenant.Id);

    private TenantDocument Known(string tenantId) =>
        context.Ledger.Read(register => register.Get<TenantDocument>(tenantId))
        ?? throw TenantErrors.NotFound.With($"Tenant {tenantId} is not registered. Get-ClientTenant lists what is.").About(tenantId);

    // The policy decides again when appending; asking first gives the plain error of the register rather than a conflict.
    private void Refuse(TenantDocument tenant)
    {
        TenantDocument? other = Get().FirstOrDefault(known =>
            known.Id == tenant.Id
                ? tenant.RegisteredAt == default
                : string.Equals(known.Name, tenant.Name, StringComparison.OrdinalIgnoreCase));
        if (other is not null)
        {
            throw TenantErrors.AlreadyExists.With(
                $"Tenant '{other.Name}' ({other.Id}) is registered already. Choose another name, or change it with Set-ClientTenant.").About(tenant.Name, tenant.Id);
        }
    }

    private TenantDocument Append(string action, TenantDocument tenant, string? ticket, string? reason)
    {
        context.Ledger.Append([Draft(action, tenant, CoreJson.ToBytes(tenant), ticket, reason)]);
        return Known(tenant.Id);
    }

    private static EntryDraft Draft(string action, TenantDocument tenant, byte[] detail, string? ticket, string? reason) => new()
    {
        Log = tenant.Id,
        Action = action,
        Correlation = Guid.NewGuid(),
        Subject = new EntrySubject("tenant", tenant.Id, tenant.Name),
        Ticket = ticket,
        Reason = reason,
        Detail = detail,
    };

    private TenantConnection Checked(TenantConnection connection, string? secret, string tenantId)
    {
        _ = CloudEndpoints.Of(connection);
        if (connection.Kind is ConnectionKind.ClientSecret or ConnectionKind.ClientCertificate or ConnectionKind.WorkloadFederation && connection.ClientId is null)
        {
            throw TenantErrors.ConnectionInvalid.With($"Signing in with {connection.Kind} needs -ClientId, the application's id.").About(tenantId, tenantId);
        }

        return secret is null ? connection : connection with { SecretReference = context.Secrets.Protect(secret, tenantId) };
    }

    /// <summary>Why a tenant is not there at a time of the past.</summary>
    private GovException NotThen(string pattern, DateTimeOffset at)
    {
        IReadOnlyList<TenantDocument> all = Get(includeOffBoarded: true);
        if (all.FirstOrDefault(tenant => Fits(tenant, pattern)) is not { } known)
        {
            return NotFound(pattern, all);
        }

        string gone = known.OffBoardedAt is { } end ? $" and off-boarded on {end:yyyy-MM-dd HH:mm}Z" : "";
        return (at >= known.OffBoardedAt ? TenantErrors.OffBoarded : TenantErrors.NotFound)
            .With($"Tenant '{known.Name}' was not registered on {at:yyyy-MM-dd HH:mm}Z: it was last registered on {known.RegisteredAt:yyyy-MM-dd HH:mm}Z{gone}. -AsOf takes a time at which it was.")
            .About(pattern, known.Id);
    }

    private static GovException NotFound(string name, IReadOnlyList<TenantDocument> all)
    {
        string[] near = [.. all
            .Where(tenant => tenant.OffBoardedAt is null)
            .Select(tenant => (tenant.Name, Distance: NearName.Distance(name, tenant.Name)))
            .Where(pair => pair.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(pair => pair.Distance)
            .Take(3)
            .Select(pair => pair.Name)];
        string hint = near.Length > 0 ? $"Did you mean {string.Join(" or ", near)}?" : "Get-ClientTenant lists what is.";
        return TenantErrors.NotFound.With($"No tenant '{name}' is registered. {hint}").About(name);
    }
}
