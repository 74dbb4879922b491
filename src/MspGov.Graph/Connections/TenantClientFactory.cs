using System.Collections.Concurrent;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Graph.Secrets;
using MspGov.Graph.Throttling;
using MspGov.Graph.Tokens;
using MspGov.Graph.Transport;

namespace MspGov.Graph.Connections;

/// <summary>Makes clients. Connections to one endpoint are shared between tenants; tokens never are.</summary>
public sealed class TenantClientFactory : ITenantClientFactory
{
    private static readonly Uri LabEndpoint = new("https://graph.lab.invalid");

    private readonly TenantClientFactoryOptions _options;
    private readonly SecretResolver _secrets;
    private readonly Transports _transports;
    private readonly Lazy<BudgetTable> _budgets;
    private readonly ConcurrentDictionary<string, (TenantConnection Connection, TenantClient Client)> _clients = new();

    /// <summary>Creates a factory.</summary>
    public TenantClientFactory(TenantClientFactoryOptions options)
    {
        _options = options;
        _secrets = new SecretResolver(options.VaultResolver, options.Protector);
        _transports = new Transports(options.TransportOverride);
        _budgets = new Lazy<BudgetTable>(() => options.BudgetFolder is { } folder ? BudgetTable.Shared(folder) : BudgetTable.InProcess());
    }

    /// <inheritdoc/>
    public TenantClient For(TenantDocument tenant) =>
        _clients.AddOrUpdate(
            tenant.Id,
            _ => (tenant.Connection, Create(tenant)),
            (_, known) => known.Connection == tenant.Connection && known.Client.TenantName == tenant.Name ? known : (tenant.Connection, Create(tenant))).Client;

    /// <inheritdoc/>
    public void Dispose() => _transports.Dispose();

    /// <summary>Lab tenants have no published limits, only those that they are told to show.</summary>
    private ThrottleBudget Gate(TenantDocument tenant, IReadOnlyDictionary<Workload, WorkloadLimit> limits) =>
        new(_budgets.Value, tenant.Connection.ClientId ?? "", tenant.Id, limits, _options.Time);

    private TenantClient Create(TenantDocument tenant)
    {
        TenantClientSettings settings = new()
        {
            MaxConcurrency = _options.MaxConcurrency,
            Retry = _options.Retry,
            Time = _options.Time,
            Gate = Gate(tenant, tenant.Connection.Kind == ConnectionKind.Lab ? WorkloadLimit.None : WorkloadLimit.Published),
        };
        TenantConnection connection = tenant.Connection;
        if (connection.Kind == ConnectionKind.Lab)
        {
            return new TenantClient(tenant.Id, tenant.Name, LabEndpoint, new HttpMessageInvoker(Lab(tenant)), new LabTokenSource(tenant.Id, _options.Time), settings);
        }

        CloudEndpoints endpoints = CloudEndpoints.Of(connection);
        settings = settings with { NewConnection = () => new HttpMessageInvoker(_transports.Handler(endpoints.Graph)) };
        return new TenantClient(tenant.Id, tenant.Name, endpoints.Graph, _transports.For(endpoints.Graph), Tokens(tenant, endpoints), settings);
    }

    private ITokenSource Tokens(TenantDocument tenant, CloudEndpoints endpoints) =>
        tenant.Connection.Kind == ConnectionKind.AccessToken
            ? new FixedTokenSource(tenant.Name, tenant.Id, () => _secrets.Resolve(tenant), _options.Time)
            : new CachedTokenSource(AzureIdentityTokens.Create(tenant, endpoints, _secrets, _transports, _options), _options.Time);

    private LabHandler Lab(TenantDocument tenant)
    {
        if (_options.LabHandler is not { } find)
        {
            throw TenantErrors.ConnectionInvalid.With($"Tenant '{tenant.Name}' is a lab tenant, and lab tenants are not available here.").About(tenant.Name, tenant.Id);
        }

        return new LabHandler(find, tenant.Connection.Lab ?? tenant.Name);
    }
}
