using MspGov.Core.Errors;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Sessions;

/// <summary>What Connect-GovernanceStore gives: one open store as one operator. Pass it with -Session, for example into another runspace.</summary>
public sealed class GovernanceSession
{
    private IGovernanceSession? _open;

    internal GovernanceSession(IGovernanceSession open) => _open = open;

    /// <summary>Path of the store.</summary>
    public string Path => Info.Path;

    /// <summary>Connected operator.</summary>
    public string? Operator => Info.Operator;

    /// <summary>Ledger UUID.</summary>
    public string LedgerId => Info.LedgerId;

    /// <summary>Whether it is still open.</summary>
    public bool IsOpen => _open is not null;

    internal IGovernanceSession Open =>
        _open ?? throw StoreErrors.SessionClosed.With("This session was disconnected. Run Connect-GovernanceStore again.");

    private StoreInfo Info => Open.Info;

    internal void Close() => Interlocked.Exchange(ref _open, null)?.Dispose();

    /// <inheritdoc/>
    public override string ToString() => IsOpen ? $"{Operator}@{Path}" : "disconnected";
}
