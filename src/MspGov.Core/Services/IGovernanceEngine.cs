namespace MspGov.Core.Services;

/// <summary>
/// The door of the engine: what the cmdlet layer activates inside the private load context. Everything that crosses it is of Core
/// or of the framework.
/// </summary>
public interface IGovernanceEngine
{
    /// <summary>Creates a store with its first operator, and its keys.</summary>
    StoreInfo InitializeStore(InitializeStoreRequest request);

    /// <summary>Opens a store as one operator.</summary>
    IGovernanceSession Connect(ConnectRequest request);

    /// <summary>What is known of a store from outside, without opening its ledger.</summary>
    StoreInfo InspectStore(string path);

    /// <summary>Restores a store from a backup, or founds a successor ledger from it (LEDGER section 4).</summary>
    RestoreInfo RestoreStore(RestoreRequest request, CancellationToken cancellationToken);

    /// <summary>Verifies evidence packs; needs no store.</summary>
    IEvidenceVerifier Evidence { get; }
}

/// <summary>One open store, one operator. Disposing closes it.</summary>
public interface IGovernanceSession : IDisposable
{
    /// <summary>The store and who is connected.</summary>
    StoreInfo Info { get; }

    /// <summary>The ledger and evidence.</summary>
    ILedgerService Ledger { get; }

    /// <summary>Client tenants.</summary>
    ITenantService Tenants { get; }

    /// <summary>Lab tenants.</summary>
    ILabService Labs { get; }

    /// <summary>Effective access.</summary>
    IAccessService Access { get; }

    /// <summary>Anchoring of checkpoints.</summary>
    IAnchorService Anchors { get; }

    /// <summary>How long details are kept.</summary>
    IRetentionService Retention { get; }

    /// <summary>Reports over the ledger.</summary>
    IReportService Reports { get; }

    /// <summary>Health, for monitoring.</summary>
    IHealthService Health { get; }

    /// <summary>Templates.</summary>
    ITemplateService Templates { get; }

    /// <summary>Forwarding to a SIEM.</summary>
    IForwardService Forwarding { get; }

    /// <summary>Operators and their roles.</summary>
    IOperatorService Operators { get; }

    /// <summary>Just-in-time elevation.</summary>
    IElevationService Elevation { get; }

    /// <summary>Emergency accounts.</summary>
    IBreakGlassService BreakGlass { get; }

    /// <summary>Job role catalogue.</summary>
    IJobRoleService JobRoles { get; }

    /// <summary>Exceptions.</summary>
    IExceptionService Exceptions { get; }

    /// <summary>Access reviews.</summary>
    IReviewService Reviews { get; }

    /// <summary>Joiners, movers, leavers, user operations, workforce comparison.</summary>
    ILifecycleService Lifecycle { get; }
}

/// <summary>What <c>Initialize-GovernanceStore</c> asks for.</summary>
public sealed record InitializeStoreRequest
{
    /// <summary>Full path of the folder.</summary>
    public required string Path { get; init; }

    /// <summary>First operator's id.</summary>
    public required string Operator { get; init; }

    /// <summary>First operator's name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Passphrase of the operator's key, or null for none.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Origin prefix of checkpoints (LEDGER section 4): the MSP's own domain.</summary>
    public string OriginPrefix { get; init; } = "mspgov.local";
}

/// <summary>What <c>Connect-GovernanceStore</c> asks for.</summary>
public sealed record ConnectRequest
{
    /// <summary>Full path of the folder.</summary>
    public required string Path { get; init; }

    /// <summary>Operator id.</summary>
    public required string Operator { get; init; }

    /// <summary>Passphrase of the key.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Path of the operator's key where it is not in the store; <c>cert:</c> and a thumbprint for one in the user's certificate store.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Resolves <c>vault:</c> references (a SecretManagement script block); null when none is set.</summary>
    public Func<string, string?>? VaultResolver { get; init; }

    /// <summary>Shows a message that a person must act on, such as a device code; null when nobody is there.</summary>
    public Action<string>? Prompt { get; init; }

    /// <summary>How long to wait for another process that is writing.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A store, as <c>Get-GovernanceStore</c> shows it.</summary>
public sealed record StoreInfo
{
    /// <summary>Full path.</summary>
    public required string Path { get; init; }

    /// <summary>Ledger UUID.</summary>
    public required string LedgerId { get; init; }

    /// <summary>Checkpoint origin.</summary>
    public required string Origin { get; init; }

    /// <summary>Connected operator, or the first of a store just created; null where nobody is at hand.</summary>
    public string? Operator { get; init; }

    /// <summary>Key id of that operator.</summary>
    public string? KeyId { get; init; }

    /// <summary>Version of the store's format.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Number of epochs (commits).</summary>
    public long Epochs { get; init; }

    /// <summary>Number of entries.</summary>
    public long Entries { get; init; }

    /// <summary>Number of active tenants.</summary>
    public int Tenants { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
