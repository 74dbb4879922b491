using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger.Append;
using MspGov.Ledger.Backup;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

/// <summary>
/// An open store, as one operator: the ledger, its register, and what is done with them. Safe for concurrent callers; several in
/// one process on one store share their commits.
/// </summary>
public sealed partial class LedgerStore : ILedger
{
    private readonly LedgerContext _context;
    private readonly Signer _signer;
    private readonly ReaderPool _readers;
    private readonly Committer _committer;
    private readonly TimeSpan _busyTimeout;
    private bool _disposed;

    private LedgerStore(LedgerContext context, Signer signer, TimeSpan busyTimeout)
    {
        (_context, _signer, _busyTimeout) = (context, signer, busyTimeout);
        _readers = new ReaderPool(context.Folder.Database);
        _committer = Committer.Acquire(context);
    }

    /// <inheritdoc/>
    public string LedgerId => _context.Ledger;

    /// <inheritdoc/>
    public string Operator => _signer.Operator;

    /// <summary>Full path of the store's folder.</summary>
    public string Path => _context.Folder.Path;

    /// <summary>Ids of all logs, in order of slot.</summary>
    public IReadOnlyList<string> Logs => _readers.Read(connection => (IReadOnlyList<string>)[.. LogRow.All(connection).Select(row => row.Id)]);

    /// <summary>The store as Get-GovernanceStore shows it.</summary>
    public StoreInfo Info => _readers.Read(connection => StoreInspection.Of(_context.Folder, connection)) with { Operator = Operator, KeyId = _signer.Key.KeyId };

    /// <summary>Creates a store with its first operator, who founds the ledger and holds every right.</summary>
    /// <param name="request">Folder, operator, passphrase, origin.</param>
    /// <param name="time">Clock; the system's by default.</param>
    /// <exception cref="GovException">StoreAlreadyExists, StoreNotRecognised, StoreNotWritable, StoreDiskFull, InvalidArgument.</exception>
    public static StoreInfo Initialize(InitializeStoreRequest request, TimeProvider? time = null) =>
        Founding.Create(request, time ?? TimeProvider.System);

    /// <summary>What is known of a store without connecting to it.</summary>
    /// <exception cref="GovException">StoreNotFound, StoreNotRecognised, StoreTooNew.</exception>
    public static StoreInfo Inspect(string path)
    {
        StoreFolder folder = StoreFolder.Open(path);
        // A backup is looked at and not changed.
        using SqliteConnection connection = SqliteConnection.Open(folder.Database, readOnly: BackupManifest.IsIn(path));
        Schema.Check(connection);
        return StoreInspection.Of(folder, connection);
    }

    /// <summary>Opens a store as an operator.</summary>
    /// <param name="request">Folder, operator, key, how long to wait for other writers.</param>
    /// <param name="time">Clock; the system's by default.</param>
    /// <exception cref="GovException">Any of StoreErrors.</exception>
    public static LedgerStore Open(ConnectRequest request, TimeProvider? time = null)
    {
        StoreFolder folder = StoreFolder.Open(request.Path);
        if (BackupManifest.IsIn(request.Path))
        {
            throw StoreErrors.NotAStore.With($"'{request.Path}' is a backup, which is not worked in. Restore it to a folder of its own with Restore-GovernanceStore.");
        }

        var context = new LedgerContext(folder, folder.ReadSecret(), LedgerContext.Here, time ?? TimeProvider.System);
        using SqliteConnection connection = SqliteConnection.Open(folder.Database);
        StoreInspection.Demand(folder, connection);
        KeyHistory keys = KeyLog.Read(connection);
        DestroyRetiredLedgerKeys(folder, keys);
        return new LedgerStore(context, OperatorSigner.Open(folder, keys, request.Operator, request.KeyPath, request.Passphrase), request.BusyTimeout);
    }

    /// <inheritdoc/>
    public IReadOnlyList<EntryView> Append(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellationToken = default)
    {
        if (drafts.Count == 0)
        {
            return [];
        }

        return Append(new AppendRequest(_signer, drafts, cancellationToken));
    }

    /// <inheritdoc/>
    public T Read<T>(Func<IRegister, T> read, DateTimeOffset? asOf = null)
    {
        ThrowIfDisposed();
        return _readers.Read(connection => read(new SnapshotRegister(connection, asOf is { } at ? EpochRow.AsOf(connection, at) ?? -1 : null)));
    }

    /// <inheritdoc/>
    public IEnumerable<EntryView> Query(EntryQuery query, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return EntrySearch.Plan(_readers, query).Run(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _committer.Dispose();
            _readers.Dispose();
            _signer.Key.Dispose();
        }
    }

    private IReadOnlyList<EntryView> Append(AppendRequest request)
    {
        ThrowIfDisposed();
        _committer.Append(request, _busyTimeout);
        return request.Entries;
    }

    private void ThrowIfDisposed()
    {
        if (_disposed)
        {
            throw StoreErrors.SessionClosed.With("The session was disconnected. Connect again with Connect-GovernanceStore.");
        }
    }
}
