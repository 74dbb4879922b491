using System.Security.Cryptography;
using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Merkle;

namespace MspGov.Ledger.Append;

/// <summary>An entry that was decided and waits to be sealed.</summary>
internal sealed record UnsealedEntry(EntryView View, PendingLog Log, Signer Signer, long KeysSize);

/// <summary>An entry as it is stored.</summary>
internal sealed record SealedEntry(byte[] Salt, byte[] Record, byte[] Leaf);

/// <summary>
/// Turns decided entries into signed records, on other cores while the caller stores what is ready: signing is most of what an
/// entry costs. Entries of one log are sealed one after the other, for each names the one before it.
/// </summary>
internal sealed class EntrySealer
{
    private const int FewestToShare = 4;

    // Waking a thread costs as much as half a signature: who stores waits for so many entries at once.
    private const int Handful = 8;
    private readonly LedgerContext _context;
    private readonly string _incarnation;
    private readonly IReadOnlyList<UnsealedEntry> _entries;
    private readonly SealedEntry?[] _sealed;
    private readonly int[] _before;
    private readonly object _gate = new();
    private readonly HashSet<int> _awaited = [];
    private Exception? _failure;
    private int _next;
    private int _workers;

    private EntrySealer(LedgerContext context, string incarnation, IReadOnlyList<UnsealedEntry> entries)
    {
        (_context, _incarnation, _entries) = (context, incarnation, entries);
        _sealed = new SealedEntry[entries.Count];
        _before = new int[entries.Count];
    }

    /// <summary>Seals entries and hands each to <paramref name="store"/> on the calling thread, in order.</summary>
    public static void Seal(LedgerContext context, string incarnation, IReadOnlyList<UnsealedEntry> entries, Action<UnsealedEntry, SealedEntry> store)
    {
        var sealer = new EntrySealer(context, incarnation, entries);
        int logs = sealer.Link();
        int workers = entries.Count < FewestToShare ? 0 : Math.Min(logs, Environment.ProcessorCount);
        for (int i = 0; i < workers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static sealer => sealer.Work(), sealer, preferLocal: false);
        }

        for (int i = 0; i < entries.Count; i++)
        {
            store(entries[i], sealer.Take(i));
        }
    }

    /// <summary>Notes for each entry which one stands before it in its log; gives the number of logs.</summary>
    private int Link()
    {
        var last = new Dictionary<PendingLog, int>();
        for (int i = 0; i < _entries.Count; i++)
        {
            _before[i] = last.TryGetValue(_entries[i].Log, out int before) ? before : -1;
            last[_entries[i].Log] = i;
        }

        return last.Count;
    }

    private void Work()
    {
        Interlocked.Increment(ref _workers);
        while (SealNext())
        {
        }
    }

    private SealedEntry Take(int index)
    {
        while (Volatile.Read(ref _sealed[index]) is null)
        {
            // Pool threads may all be busy, perhaps with waiting for this very commit: until one comes, the caller seals.
            if (Volatile.Read(ref _workers) == 0 && SealNext())
            {
                continue;
            }

            Await(Math.Min(index + Handful, _entries.Count) - 1);

            // The others may be there before this one, and they are also when this one failed: then it is this that says so.
            Await(index);
        }

        return _sealed[index]!;
    }

    private bool SealNext()
    {
        int index = Interlocked.Increment(ref _next) - 1;
        if (index >= _entries.Count || Volatile.Read(ref _failure) is not null)
        {
            return false;
        }

        try
        {
            SealedEntry entry = SealOne(index);
            lock (_gate)
            {
                _sealed[index] = entry;
                if (_awaited.Remove(index))
                {
                    Monitor.PulseAll(_gate);
                }
            }

            return true;
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure ??= e;
                Monitor.PulseAll(_gate);
            }

            return false;
        }
    }

    /// <summary>Waits for an entry that another thread has taken.</summary>
    private void Await(int index)
    {
        lock (_gate)
        {
            while (_sealed[index] is null)
            {
                if (_failure is not null)
                {
                    throw new InvalidOperationException("An entry could not be sealed: " + _failure.Message, _failure);
                }

                _awaited.Add(index);
                Monitor.Wait(_gate);
            }
        }
    }

    private SealedEntry SealOne(int index)
    {
        UnsealedEntry entry = _entries[index];
        byte[]? prev = entry.Log.LastLeaf;
        if (_before[index] >= 0)
        {
            Await(_before[index]);
            prev = _sealed[_before[index]]!.Leaf;
        }

        byte[] salt = RandomNumberGenerator.GetBytes(32);
        byte[] detailHash = Envelope.DetailHash(salt, entry.View.Detail!.Value.Span);
        byte[] record = Envelope.Seal(StatementOf(entry, prev, detailHash).ToBytes(), entry.Signer.Key);
        return new SealedEntry(salt, record, TreeHash.Leaf(record));
    }

    private Statement StatementOf(UnsealedEntry entry, byte[]? prev, byte[] detailHash)
    {
        EntryView view = entry.View;
        return new Statement
        {
            Ledger = _context.Ledger,
            Log = view.Log,
            Seq = view.Seq,
            Prev = prev is null ? "" : HexText.Of(prev),
            Keys = entry.KeysSize,
            Incarnation = _incarnation,
            Id = Scalars.Of(view.Id),
            At = view.At,
            Operator = view.Operator,
            Action = view.Action,
            Phase = view.Phase,
            Outcome = view.Outcome,
            Correlation = Scalars.Of(view.Correlation),
            Subject = view.Subject,
            Ticket = view.Ticket,
            Reason = view.Reason,
            Source = view.Log == LogIds.Keys ? LedgerContext.KeysSource : _context.Source,
            Detail = HexText.Of(detailHash),
        };
    }
}
