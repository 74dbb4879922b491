using System.Security.Cryptography;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;

namespace MspGov.Testing;

/// <summary>
/// A ledger in memory that decides and folds as the real one does, without signatures and files. Several sessions of different
/// operators share one <see cref="Book"/>. <see cref="BeforeAppend"/> lets a test die at any append.
/// </summary>
public sealed class MemoryLedger : ILedger
{
    private readonly Book _book;
    private readonly TimeProvider _time;

    /// <summary>Opens a book, or a new one, as an operator.</summary>
    public MemoryLedger(string @operator, TimeProvider? time = null, Book? book = null)
    {
        Operator = @operator;
        _time = time ?? TimeProvider.System;
        _book = book ?? new Book();
    }

    /// <summary>The shared entries.</summary>
    public Book Shared => _book;

    /// <summary>Called before each append; may throw, as a killed process would stop there.</summary>
    public Action<IReadOnlyList<EntryDraft>>? BeforeAppend { get; set; }

    /// <summary>Called after each append; may throw.</summary>
    public Action<IReadOnlyList<EntryView>>? AfterAppend { get; set; }

    /// <inheritdoc/>
    public string LedgerId { get; } = "00000000-0000-4000-8000-000000000001";

    /// <inheritdoc/>
    public string Operator { get; }

    /// <summary>All entries so far.</summary>
    public IReadOnlyList<EntryView> Entries => _book.Locked(() => _book.Entries.ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<EntryView> Append(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BeforeAppend?.Invoke(drafts);
        IReadOnlyList<EntryView> appended = _book.Locked(() => _book.Append(drafts, Operator, _time.GetUtcNow()));
        AfterAppend?.Invoke(appended);
        return appended;
    }

    /// <inheritdoc/>
    public T Read<T>(Func<IRegister, T> read, DateTimeOffset? asOf = null) =>
        _book.Locked(() => read(asOf is { } at ? Book.Fold(_book.Entries.Where(entry => entry.At <= at)) : _book.Register));

    /// <inheritdoc/>
    public IEnumerable<EntryView> Query(EntryQuery query, CancellationToken cancellationToken = default)
    {
        IEnumerable<EntryView> found = Entries.Where(entry =>
            (query.Logs is null || query.Logs.Contains(entry.Log))
            && (query.Operator is null || query.Operator == entry.Operator)
            && (query.Action is null || (query.Action.EndsWith('*') ? entry.Action.StartsWith(query.Action[..^1], StringComparison.Ordinal) : entry.Action == query.Action))
            && (query.Correlation is null || query.Correlation == entry.Correlation)
            && (query.SubjectId is null || query.SubjectId == entry.Subject?.Id)
            && (query.After is null || entry.At >= query.After)
            && (query.Before is null || entry.At <= query.Before)
            && (query.AsOf is null || entry.At <= query.AsOf)
            && (query.FirstSeq is null || entry.Seq >= query.FirstSeq));
        found = query.Newest ? found.Reverse() : found;
        return query.First is { } first ? found.Take(first) : found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Entries and what they fold to.</summary>
    public sealed class Book
    {
        private readonly object _gate = new();
        private readonly Dictionary<string, long> _sizes = [];
        private long _epochs;

        internal List<EntryView> Entries { get; } = [];

        internal MemoryRegister Register { get; private set; } = new();

        internal static MemoryRegister Fold(IEnumerable<EntryView> entries)
        {
            var register = new MemoryRegister();
            foreach (EntryView entry in entries)
            {
                Folds.Apply(register, entry);
            }

            return register;
        }

        internal T Locked<T>(Func<T> deed)
        {
            lock (_gate)
            {
                return deed();
            }
        }

        internal IReadOnlyList<EntryView> Append(IReadOnlyList<EntryDraft> drafts, string @operator, DateTimeOffset at)
        {
            int before = Entries.Count;
            foreach (EntryDraft draft in drafts)
            {
                Ruling ruling = GovernancePolicy.Decide(new RuleContext(Register, @operator, draft, at));
                if (ruling.Kind == RulingKind.Permit)
                {
                    Put(draft, @operator, at);
                    continue;
                }

                foreach (EntryView undone in Entries.Skip(before))
                {
                    _sizes[undone.Log]--;
                }

                Entries.RemoveRange(before, Entries.Count - before);
                Register = Fold(Entries);
                if (ruling.Kind == RulingKind.Deny)
                {
                    Put(draft with { Log = draft.Log == LogIds.Keys ? LogIds.Msp : draft.Log, Phase = EntryPhase.Fact, Outcome = EntryOutcome.Denied }, @operator, at);
                }

                throw ruling.ToException();
            }

            _epochs++;
            return Entries[before..];
        }

        private void Put(EntryDraft draft, string @operator, DateTimeOffset at)
        {
            var entry = new EntryView
            {
                Log = draft.Log,
                Seq = _sizes[draft.Log] = _sizes.GetValueOrDefault(draft.Log, -1) + 1,
                Epoch = _epochs,
                Id = Guid.NewGuid(),
                At = at,
                Operator = @operator,
                KeyId = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(@operator))),
                Action = draft.Action,
                Phase = draft.Phase,
                Outcome = draft.Outcome,
                Correlation = draft.Correlation,
                Subject = draft.Subject,
                Ticket = draft.Ticket,
                Reason = draft.Reason,
                Detail = draft.Detail,
            };
            Entries.Add(entry);
            Folds.Apply(Register, entry);
        }
    }
}
