using System.Collections.Concurrent;
using MspGov.Core.Errors;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Publication;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Append;

/// <summary>
/// The one writer of a store in this process. Callers queue; whoever gets in commits for all that wait (group commit), and the
/// others return with their result. Shared by all sessions of the process on the same store.
/// </summary>
internal sealed class Committer : IDisposable
{
    private const int MostInOneCommit = 512;
    private static readonly ConcurrentDictionary<string, Committer> Open = [];
    private readonly object _leading = new();
    private readonly ConcurrentQueue<AppendRequest> _waiting = [];
    private readonly SqliteConnection _connection;
    private readonly LedgerContext _context;
    private readonly HighWaterMark _mark;
    private readonly WriterTurn _turn;
    private readonly SnapshotRegister _register;
    private KeyHistory _keys = new();
    private LedgerKeyPair? _pair;
    private IReadOnlyList<Notes.Vkey>? _pairFor;
    private Mark? _seen;
    private EpochRow? _last;
    private int _sessions;

    private Committer(LedgerContext context)
    {
        _context = context;
        _connection = SqliteConnection.Open(context.Folder.Database);
        // Waiting for other writers is the turnstile's work, which is fair; SQLite's own is not.
        _connection.Execute("PRAGMA busy_timeout=0");
        // Emptied less often, the log lets a page that changes with every commit be copied once for many of them.
        _connection.Execute("PRAGMA wal_autocheckpoint=4000");
        // What is erased must be gone from the file, not only from the tables.
        _connection.Execute("PRAGMA secure_delete=ON");
        _register = new SnapshotRegister(_connection, null);
        _mark = HighWaterMark.Open(context.Folder);
        _turn = new WriterTurn(context.Folder.Turnstile);
    }

    public static Committer Acquire(LedgerContext context)
    {
        lock (Open)
        {
            Committer committer = Open.GetOrAdd(context.Folder.Database, _ => new Committer(context));
            committer._sessions++;
            return committer;
        }
    }

    /// <summary>Appends a request; returns when it is durable.</summary>
    /// <exception cref="GovException">What was wrong with the request, or with the store.</exception>
    public void Append(AppendRequest request, TimeSpan busyTimeout)
    {
        foreach (Core.Ledger.EntryDraft draft in request.Drafts)
        {
            DraftRules.Check(draft, request.Internal);
        }

        _waiting.Enqueue(request);
        lock (_leading)
        {
            while (!request.Done)
            {
                Lead(busyTimeout);
            }
        }

        if (request.Failure is not null)
        {
            throw Copy(request.Failure);
        }
    }

    /// <summary>Publishes the newest checkpoint; the mark outside the database knows before the checkpoint can leave.</summary>
    public EpochRow PublishLast(TimeSpan busyTimeout)
    {
        EpochRow? row = null;
        Write(busyTimeout, connection =>
        {
            CatchUp(EpochRow.Last(connection));
            row = Publisher.PublishLast(connection, Pair(_keys));
        });
        lock (_leading)
        {
            Remember(row!);
        }

        return row!;
    }

    /// <summary>Empties the write-ahead log, so that what was erased is nowhere on the disk. A reader in the way only delays it.</summary>
    public void EmptyLog()
    {
        lock (_leading)
        {
            SqliteStatement checkpoint = _connection["PRAGMA wal_checkpoint(TRUNCATE)"];
            checkpoint.Step();
            checkpoint.Reset();
        }
    }

    /// <summary>Uses the ledger keys in force.</summary>
    public void WithLedgerKeys(Action<LedgerKeyPair> use)
    {
        lock (_leading)
        {
            if (_keys.Size == 0)
            {
                _keys = KeyLog.Read(_connection);
            }

            use(Pair(_keys));
        }
    }

    /// <summary>Writes beside the entries (anchors, cursors) in a transaction of its own.</summary>
    public void Write(TimeSpan busyTimeout, Action<SqliteConnection> work)
    {
        lock (_leading)
        {
            try
            {
                _turn.Begin(_connection, busyTimeout, () => false);
                work(_connection);
                _connection.Commit();
            }
            catch
            {
                _connection.Rollback();
                Recover();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (Open)
        {
            if (--_sessions > 0)
            {
                return;
            }

            Open.TryRemove(_context.Folder.Database, out _);
        }

        lock (_leading)
        {
            _pair?.Dispose();
            _mark.Dispose();
            _turn.Dispose();
            _connection.Dispose();
        }
    }

    // An exception is thrown once per caller; the same object from two threads would mix their stack traces.
    private static Exception Copy(Exception failure) =>
        failure is GovException gov ? new GovException(gov.Definition, gov.Message, gov.InnerException) { Target = gov.Target, TenantId = gov.TenantId }
        : failure is OperationCanceledException ? failure
        : new InvalidOperationException(failure.Message, failure);

    private void Lead(TimeSpan busyTimeout)
    {
        var requests = new List<AppendRequest>();
        Gather(requests);
        try
        {
            _turn.Begin(_connection, busyTimeout, () => requests.All(request => request.CancellationToken.IsCancellationRequested));
            // Who came while this waited for other processes goes along.
            Gather(requests);
            Commit(requests);
        }
        catch (Exception e)
        {
            _connection.Rollback();
            Recover();
            foreach (AppendRequest request in requests)
            {
                request.Failure = e;
            }
        }

        foreach (AppendRequest request in requests)
        {
            request.Done = true;
        }
    }

    private void Gather(List<AppendRequest> requests)
    {
        while (requests.Count < MostInOneCommit && !(requests.Count == 1 && requests[0].Alone)
            && _waiting.TryPeek(out AppendRequest? next) && !(next.Alone && requests.Count > 0) && _waiting.TryDequeue(out _))
        {
            requests.Add(next);
        }
    }

    private void Recover()
    {
        _seen = null;
        _keys = new KeyHistory();
        _register.ForgetAll();
    }

    private void Commit(List<AppendRequest> requests)
    {
        EpochRow? last = Known(EpochRow.Last(_connection));
        bool acknowledges = requests[0].Incarnation is not null;
        CatchUp(last, acknowledges);
        string incarnation = requests[0].Incarnation ?? last?.Leaf.Incarnation ?? Encodings.Scalars.Of(Guid.NewGuid());
        var batch = new AppendBatch(_connection, _context, _register, _keys, (last?.Epoch + 1) ?? 0, incarnation);
        foreach (AppendRequest request in requests)
        {
            RunOne(batch, request);
        }

        if (batch.IsEmpty)
        {
            _connection.Rollback();
            return;
        }

        batch.Seal();

        LedgerKeyPair[] signing = [Pair(last is null ? batch.Keys : _keys), .. requests.Where(request => request.NewKeys is not null && !request.Denied).Select(request => request.NewKeys!)];
        bool publish = requests.Any(request => request.Publish && request.Failure is null);
        EpochRow epoch = new EpochSeal(_connection, _context, last, incarnation).Write(batch, signing, publish);
        _connection.Commit();
        Remember(batch, epoch, acknowledges);
    }

    private static void RunOne(AppendBatch batch, AppendRequest request)
    {
        if (request.CancellationToken.IsCancellationRequested)
        {
            request.Failure = new OperationCanceledException(request.CancellationToken);
            return;
        }

        try
        {
            batch.Run(request);
        }
        catch (GovException e) when ((!request.Alone || (request.Denied && request.Incarnation is null)) && e.Definition.Kind is not (ErrorKind.StorageFailure or ErrorKind.Busy or ErrorKind.InvalidData) && e.Definition != LedgerErrors.Invalid)
        {
            request.Failure = e;
        }
    }

    /// <summary>Checks that the store extends what was last seen, and takes in what other processes committed since.</summary>
    private void CatchUp(EpochRow? last, bool acknowledges = false)
    {
        if (_seen is not null && last?.Epoch + 1 == _seen.Epochs && last?.CheckpointHash == _seen.Checkpoint)
        {
            return;
        }

        foreach (Mark expected in _seen is null ? _mark.ReadEach(_context.Ledger).OfType<Mark>() : [_seen])
        {
            // A restore acknowledges that what was not published is lost.
            RollbackCheck.Demand(_connection, acknowledges ? expected with { Epochs = 0 } : expected, _context.Folder.Path);
        }

        if (last is not null && (_seen is null || _seen.Epochs != last.Epoch + 1))
        {
            _register.ForgetAll();
            _keys = KeyLog.Read(_connection, _keys);
        }
    }

    /// <summary>The same row as after the last commit of this process, when it is: what was read out of it is not read again.</summary>
    private EpochRow? Known(EpochRow? last) =>
        last is not null && _last is not null && last.Epoch == _last.Epoch && last.Note == _last.Note && last.LeafBytes.AsSpan().SequenceEqual(_last.LeafBytes) ? _last : last;

    private LedgerKeyPair Pair(KeyHistory keys)
    {
        IReadOnlyList<Notes.Vkey> vkeys = keys.Vkeys;
        if (_pair is null || (vkeys != _pairFor && !KeyHistory.SameKeys(_pair.Vkeys, vkeys)))
        {
            _pair?.Dispose();
            _pair = null;
            _pair = LedgerKeyPair.Load(_context.Folder.LedgerKeys, vkeys);
        }

        _pairFor = vkeys;
        return _pair;
    }

    private void Remember(AppendBatch batch, EpochRow epoch, bool acknowledges)
    {
        _keys = batch.Keys;
        if (batch.RegisterReplaced)
        {
            _register.ForgetAll();
        }

        foreach (RegisterRow row in batch.RegisterRows)
        {
            _register.Forget(row.Kind, row.Key);
        }

        if (acknowledges)
        {
            EpochRow? published = EpochRow.LastPublished(_connection);
            _seen = new Mark(_context.Ledger, epoch.Epoch + 1, epoch.CheckpointHash, (published?.Epoch + 1) ?? 0, published?.CheckpointHash ?? "");
            _mark.Replace(_seen);
        }
        else
        {
            Remember(epoch);
        }
    }

    private void Remember(EpochRow epoch)
    {
        Mark before = _seen ?? _mark.Read(_context.Ledger) ?? new Mark(_context.Ledger, 0, "", 0, "");
        string hash = epoch.CheckpointHash;
        _seen = before with
        {
            Epochs = Math.Max(before.Epochs, epoch.Epoch + 1),
            Checkpoint = before.Epochs > epoch.Epoch + 1 ? before.Checkpoint : hash,
            Published = epoch.Published ? epoch.Epoch + 1 : before.Published,
            PublishedCheckpoint = epoch.Published ? hash : before.PublishedCheckpoint,
        };
        _mark.Write(_seen);
        _last = epoch;
    }
}
