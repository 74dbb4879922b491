using MspGov.Core.Anchoring;
using MspGov.Core.Services;
using MspGov.Engine.Anchoring;
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
    public RestoreInfo RestoreStore(RestoreRequest request, CancellationToken cancellationToken) => LedgerStore.Restore(
        request,
        (register, ledgerId) => AnchorPlaces.NewestCopies(register.Get<AnchorSettings>(AnchorSettings.TheKey)?.Places ?? [], ledgerId),
        TimeProvider.System,
        cancellationToken);

    /// <inheritdoc/>
    public StoreInfo InspectStore(string path) => LedgerStore.Inspect(path);
}
