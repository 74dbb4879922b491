using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Append;

/// <summary>
/// One commit in the making: the entries of one or more requests, each decided by the policy on the state it meets. A request is
/// decided and folded as a whole before anything of it is sealed, so a refusal leaves nothing to undo.
/// </summary>
internal sealed class AppendBatch
{
    private readonly SqliteConnection _connection;
    private readonly LedgerContext _context;
    private readonly OverlayRegister _register;
    private readonly Dictionary<string, PendingLog> _logs = [];
    private readonly Dictionary<string, PendingLog> _untouched = [];
    private readonly Dictionary<string, long> _sizes = [];
    private readonly List<UnsealedEntry> _unsealed = [];
    private readonly string _incarnation;
    private readonly long _knownLogs;
    private long _nextPos;
    private long _newSlots;

    public AppendBatch(SqliteConnection connection, LedgerContext context, IRegister register, KeyHistory keys, long epoch, string incarnation)
    {
        (_connection, _context, _incarnation) = (connection, context, incarnation);
        _register = new OverlayRegister(register);
        Keys = keys;
        Epoch = epoch;
        _nextPos = FirstPos = One("SELECT COALESCE(MAX(pos)+1,0) FROM entry");
        _knownLogs = One("SELECT COALESCE(MAX(slot)+1,0) FROM log WHERE slot>=0");
    }

    public SqliteConnection Connection => _connection;

    /// <summary>Log keys, with what this commit appends to it.</summary>
    public KeyHistory Keys { get; private set; }

    public long Epoch { get; }

    public long FirstPos { get; }

    public bool IsEmpty => _nextPos == FirstPos && _unsealed.Count == 0;

    public DateTimeOffset LatestAt { get; private set; } = DateTimeOffset.MinValue;

    public IReadOnlyCollection<PendingLog> Logs => _logs.Values;

    /// <summary>Position after the last entry.</summary>
    public long EndPos => _nextPos;

    public long LogCount => _knownLogs + _newSlots;

    /// <summary>Rows of the register that this commit changes.</summary>
    public IReadOnlyCollection<RegisterRow> RegisterRows => _register.Rows;

    /// <summary>Whether the whole register was written anew in this transaction.</summary>
    public bool RegisterReplaced { get; set; }

    /// <summary>Decides a request; its entries are sealed with those of the others, or before what is to run with it.</summary>
    /// <exception cref="GovException">Conflict or a draft that is not acceptable: nothing of the request is recorded. Denied: a refusal is.</exception>
    public void Run(AppendRequest request)
    {
        DateTimeOffset at = Scalars.ToMilliseconds(_context.Time.GetUtcNow());
        var register = new OverlayRegister(_register);
        KeyHistory keys = request.Drafts.Any(draft => draft.Log == LogIds.Keys) ? Keys.Clone() : Keys;
        CheckSigner(request.Signer, Keys);
        var views = new List<EntryView>(request.Drafts.Count);
        var next = new Dictionary<string, long>();
        var sizes = new List<long>(request.Drafts.Count);
        foreach (EntryDraft draft in request.Drafts)
        {
            Ruling ruling = Decide(new RuleContext(register, request.Signer.Operator, draft, at));
            switch (ruling.Kind)
            {
                case RulingKind.Conflict:
                    throw ruling.ToException();
                case RulingKind.Deny:
                    RecordDenial(request, draft, ruling, at);
                    throw ruling.ToException();
            }

            CheckSigner(request.Signer, keys);
            long seq = next.GetValueOrDefault(draft.Log, SizeOf(draft.Log));
            next[draft.Log] = seq + 1;
            EntryView view = View(draft, request.Signer, at, seq);
            sizes.Add(keys.Size);
            Fold(register, keys, view);
            views.Add(view);
        }

        Keys = keys;
        for (int i = 0; i < views.Count; i++)
        {
            Enqueue(views[i], request.Signer, sizes[i]);
        }

        Accept(register);
        request.Entries = views;
        if (request.Also is not null)
        {
            Seal();
            request.Also(this);
        }
    }

    /// <summary>Seals and stores what was decided since the last call.</summary>
    public void Seal()
    {
        EntrySealer.Seal(_context, _incarnation, _unsealed, Store);
        _unsealed.Clear();
    }

    private static Ruling Decide(RuleContext context)
    {
        try
        {
            return GovernancePolicy.Decide(context);
        }
        catch (FormatException e)
        {
            throw LedgerErrors.EntryNotAcceptable.With($"The detail is not what '{context.Entry.Action}' needs: {e.Message}", e);
        }
    }

    private static void Fold(OverlayRegister register, KeyHistory keys, EntryView view)
    {
        try
        {
            if (view.Log == LogIds.Keys)
            {
                keys.Apply(view.Action, view.Detail!.Value.Span);
                if (!keys.Keys.Any(key => key.To is null) && keys.Size > 1)
                {
                    throw new LedgerFormatException("the last key in force cannot be retired, for nobody could sign any more.");
                }
            }

            Folds.Apply(register, view);
        }
        catch (Exception e) when (e is FormatException or LedgerFormatException)
        {
            throw LedgerErrors.EntryNotAcceptable.With($"The entry '{view.Action}' cannot be recorded: {e.Message}", e);
        }
    }

    private static void CheckSigner(Signer signer, KeyHistory keys)
    {
        if (keys.Size >= 2 && !keys.MaySign(signer.Key.KeyId, signer.Operator, LogIds.Msp, 0, keys.Size))
        {
            throw StoreErrors.OperatorKeyNotEnrolled.With($"The key at hand is not in force for operator '{signer.Operator}': it was never enrolled for them, or it was retired.");
        }
    }

    private void RecordDenial(AppendRequest request, EntryDraft draft, Ruling ruling, DateTimeOffset at)
    {
        bool ownLog = LogIds.IsTenant(draft.Log) && Find(draft.Log) is not null;
        EntryDraft denied = draft with
        {
            Log = ownLog ? draft.Log : LogIds.Msp,
            Phase = EntryPhase.Fact,
            Outcome = EntryOutcome.Denied,
            Detail = CoreJson.ToBytes(new DeniedDetail(ruling.Reason, draft.Log, draft.Phase)),
        };
        EntryView view = View(denied, request.Signer, at, SizeOf(denied.Log));
        Enqueue(view, request.Signer, Keys.Size);
        request.Entries = [view];
        request.Denied = true;
    }

    private void Accept(OverlayRegister register)
    {
        foreach (RegisterRow row in register.Rows)
        {
            _register.Write(row);
        }
    }

    /// <summary>The log's size with all that was decided.</summary>
    private long SizeOf(string log)
    {
        if (!_sizes.TryGetValue(log, out long size))
        {
            _sizes[log] = size = Find(log)?.Size ?? 0;
        }

        return size;
    }

    private EntryView View(EntryDraft draft, Signer signer, DateTimeOffset at, long seq) => new()
    {
        Log = draft.Log,
        Seq = seq,
        Epoch = Epoch,
        Id = UuidV7.Create(at),
        At = at,
        Operator = signer.Operator,
        KeyId = signer.Key.KeyId,
        Action = draft.Action,
        Phase = draft.Phase,
        Outcome = draft.Outcome,
        Correlation = draft.Correlation,
        Subject = draft.Subject,
        Ticket = draft.Ticket,
        Reason = draft.Reason,
        Detail = draft.Detail.ToArray(),
    };

    private void Enqueue(EntryView view, Signer signer, long keysSize)
    {
        _unsealed.Add(new UnsealedEntry(view, LogOf(view.Log), signer, keysSize));
        _sizes[view.Log] = view.Seq + 1;
        LatestAt = view.At > LatestAt ? view.At : LatestAt;
    }

    private void Store(UnsealedEntry entry, SealedEntry stored)
    {
        EntryView view = entry.View;
        _connection["""
            INSERT INTO entry(pos,slot,seq,epoch,at,operator,action,correlation,subject,leaf,record,salt,detail)
            VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)
            """]
            .Bind(_nextPos).Bind(entry.Log.Slot).Bind(view.Seq).Bind(Epoch).Bind(view.At.ToUnixTimeMilliseconds()).Bind(view.Operator).Bind(view.Action)
            .Bind(view.Correlation.ToByteArray(bigEndian: true)).Bind(view.Subject?.Id).Bind(stored.Leaf).Bind(stored.Record)
            .Bind(stored.Salt).Bind(view.Detail!.Value.Span).Run();
        entry.Log.Append(_connection, stored.Leaf);
        _nextPos++;
    }

    /// <summary>The log, read once in this commit; null when there is none yet.</summary>
    private PendingLog? Find(string id)
    {
        if (!_logs.TryGetValue(id, out PendingLog? log) && !_untouched.TryGetValue(id, out log) && LogRow.Find(_connection, id) is { } row)
        {
            _untouched[id] = log = PendingLog.Open(row);
        }

        return log;
    }

    private PendingLog LogOf(string id)
    {
        if (_logs.TryGetValue(id, out PendingLog? log))
        {
            return log;
        }

        // msp has slot 0 and keys slot 1 whichever comes first; clients take the next free one.
        log = Find(id) ?? PendingLog.Create(id, id switch { LogIds.Msp => 0, LogIds.Keys => 1, _ => Math.Max(2, LogCount) }, _context.Secret);
        _newSlots += log.IsNew ? 1 : 0;
        return _logs[id] = log;
    }

    private long One(string sql)
    {
        SqliteStatement statement = _connection[sql];
        statement.Step();
        long value = statement.Integer(0);
        statement.Reset();
        return value;
    }
}
