using MspGov.Core.Services;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger;

public sealed partial class LedgerStore
{
    /// <summary>Verifies the whole store in one read transaction (LEDGER section 9). Writers go on meanwhile.</summary>
    public VerificationReport Verify(LedgerVerification options, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _readers.Read(connection => StoreVerification.Run(connection, _context.Folder, _context.Secret, options, cancellationToken));
    }
}
