using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Rules;

namespace MspGov.Lab.Storage;

/// <summary>
/// The directory of a lab tenant over time: generated, then changed by journal entries. Keeps, when writes become visible late, a
/// second directory that lags behind. Not safe for concurrent use; <see cref="LabStore"/> holds the lock.
/// </summary>
internal sealed class LabState(LabSpec spec, LabJournal? journal, TimeProvider time)
{
    private readonly List<JournalEntry> _history = [];
    private LabDirectory? _current;
    private LabDirectory? _lagging;
    private int _lagged;
    private DateTimeOffset _nextTick = DateTimeOffset.MinValue;

    /// <summary>The true state.</summary>
    internal LabDirectory Current => _current ??= LabGenerator.Generate(spec);

    /// <summary>What reads see: the true state, or what it was some time ago.</summary>
    internal LabDirectory Visible(TimeSpan? delay)
    {
        CatchUp();
        if (delay is not { Ticks: > 0 })
        {
            _lagging = null;
            return Current;
        }

        if (_lagging is null)
        {
            _lagging = LabGenerator.Generate(spec);
            _lagged = 0;
        }

        var until = time.GetUtcNow() - delay.Value;
        while (_lagged < _history.Count && _history[_lagged].At <= until)
        {
            Apply(_lagging, _history[_lagged++]);
        }

        return _lagging;
    }

    /// <summary>Runs a write: under the lock of the folder, on the newest state, with what the clock ended before it.</summary>
    internal LabResponse Write(Func<LabTransaction, LabResponse> write, bool keep)
    {
        using var held = journal?.Lock();
        CatchUp();
        TickLocked();
        var transaction = new LabTransaction(Current);
        LabResponse response;
        try
        {
            response = write(transaction);
        }
        catch
        {
            transaction.Rollback();
            throw;
        }

        if (!keep)
        {
            transaction.Rollback();
            return response;
        }

        Commit(transaction);
        return response;
    }

    /// <summary>Ends what is past its end and starts what has begun.</summary>
    internal void Tick()
    {
        if (time.GetUtcNow() < _nextTick)
        {
            return;
        }

        CatchUp();
        if (PimClock.NextTick(Current) > time.GetUtcNow())
        {
            _nextTick = PimClock.NextTick(Current);
            return;
        }

        using var held = journal?.Lock();
        CatchUp();
        TickLocked();
    }

    private void TickLocked()
    {
        if (time.GetUtcNow() < _nextTick)
        {
            return;
        }

        var transaction = new LabTransaction(Current);
        PimClock.Advance(Current, transaction, time.GetUtcNow());
        Commit(transaction);
        _nextTick = PimClock.NextTick(Current);
    }

    private void Commit(LabTransaction transaction)
    {
        if (transaction.Mutations.Count == 0)
        {
            return;
        }

        var entry = new JournalEntry(time.GetUtcNow(), [.. transaction.Mutations]);
        journal?.Append(entry);
        _history.Add(entry);
        Current.Commit(entry.Mutations);
        _nextTick = DateTimeOffset.MinValue;
    }

    private void CatchUp()
    {
        if (journal is null || !journal.HasNews)
        {
            return;
        }

        foreach (var entry in journal.ReadNews())
        {
            Apply(Current, entry);
            _history.Add(entry);
            _nextTick = DateTimeOffset.MinValue;
        }
    }

    private static void Apply(LabDirectory directory, JournalEntry entry)
    {
        foreach (var mutation in entry.Mutations)
        {
            // A copy, because an object remembers its position in one directory.
            directory.Apply(mutation.Object is { } item ? mutation with { Object = item.With(item.Json) } : mutation);
        }

        directory.Commit(entry.Mutations);
    }
}
