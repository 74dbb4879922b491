using MspGov.Core.Services;
using MspGov.Engine.Sessions;
using MspGov.Ledger;

namespace MspGov.Engine;

/// <summary>The engine's door, activated by the cmdlet layer inside the private load context. Holds no state of any session.</summary>
public sealed class GovernanceEngine : IGovernanceEngine
{
    /// <inheritdoc/>
    public IEvidenceVerifier Evidence { get; } = new EvidenceVerifier();

    /// <inheritdoc/>
    public StoreInfo InitializeStore(InitializeStoreRequest request) => LedgerStore.Initialize(request);

    /// <inheritdoc/>
    public IGovernanceSession Connect(ConnectRequest request) => GovernanceSession.Open(request, TimeProvider.System);

    /// <inheritdoc/>
    public StoreInfo InspectStore(string path) => LedgerStore.Inspect(path);
}
