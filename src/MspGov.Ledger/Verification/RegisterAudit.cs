using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Verification;

/// <summary>
/// Folds every entry again on a register of its own, asks the policy again before each, and compares with the stored projections,
/// their history too. What an erased detail would have decided cannot be asked again: it is counted and said.
/// </summary>
internal sealed class RegisterAudit(SqliteConnection connection, FindingList findings, bool replay)
{
    private readonly RebuiltRegister _register = new();
    private readonly Dictionary<(string Kind, string Key), long> _since = [];
    private readonly HashSet<string> _erasedLogs = [];
    private long _rows;
    private long _undecided;

    /// <summary>Decides and folds the next entry, in the order of append.</summary>
    public void Next(EntryView entry)
    {
        if (entry.Detail is null && Folds.Handles(entry.Action))
        {
            _erasedLogs.Add(entry.Log);
        }

        try
        {
            if (replay && entry.Outcome != EntryOutcome.Denied)
            {
                Decide(entry);
            }

            Folds.Apply(_register, entry);
        }
        catch (FormatException e)
        {
            findings.Add(0, "DetailUnreadable", $"The detail of entry {entry.Seq} of log '{entry.Log}' is not what '{entry.Action}' needs: {e.Message}", entry.Seq);
        }
    }

    /// <summary>Compares the rows that an epoch changed.</summary>
    public void CloseEpoch(long epoch)
    {
        foreach (((string kind, string key), RegisterRow row) in _register.Changed)
        {
            if (_since.Remove((kind, key), out long from))
            {
                // The row before this epoch ends here.
                SqliteStatement ended = connection["SELECT to_epoch FROM register WHERE kind=?1 AND key=?2 AND from_epoch=?3"].Bind(kind).Bind(key).Bind(from);
                bool ends = ended.Step() && ended.OptionalInteger(0) == epoch;
                ended.Reset();
                findings.Demand(ends, 0, "ProjectionWrong", $"The {kind} '{key}' of epoch {from} does not end with epoch {epoch}.");
            }

            if (row.Json is not null)
            {
                _since[(kind, key)] = epoch;
                _rows++;
                Compare(row, epoch);
            }
        }

        _register.Changed.Clear();
    }

    /// <summary>Compares what is left at the end.</summary>
    public void End()
    {
        SqliteStatement count = connection["SELECT COUNT(*), COUNT(*) FILTER (WHERE to_epoch IS NULL) FROM register"];
        count.Step();
        bool same = count.Integer(0) == _rows && count.Integer(1) == _since.Count;
        count.Reset();
        findings.Demand(same, 0, "ProjectionExtra", "The register holds rows that no entry gives.");
        if (_undecided > 0)
        {
            findings.Note($"{_undecided} entries could not be decided again, because details that decide it were erased.");
        }
    }

    private void Compare(RegisterRow row, long epoch)
    {
        SqliteStatement statement = connection["SELECT tenant,state,json FROM register WHERE kind=?1 AND key=?2 AND from_epoch=?3"].Bind(row.Kind).Bind(row.Key).Bind(epoch);
        bool same = statement.Step() && statement.OptionalText(0) == row.Tenant && statement.OptionalText(1) == row.State && statement.Blob(2).AsSpan().SequenceEqual(row.Json);
        statement.Reset();
        findings.Demand(same, 0, "ProjectionWrong", $"The {row.Kind} '{row.Key}' of epoch {epoch} is not what the entries give.");
    }

    private void Decide(EntryView entry)
    {
        if (entry.Detail is null)
        {
            _undecided++;
            return;
        }

        var draft = new EntryDraft
        {
            Log = entry.Log,
            Action = entry.Action,
            Phase = entry.Phase,
            Outcome = entry.Outcome,
            Correlation = entry.Correlation,
            Subject = entry.Subject,
            Ticket = entry.Ticket,
            Reason = entry.Reason,
            Detail = entry.Detail.Value,
        };
        Ruling ruling = GovernancePolicy.Decide(new RuleContext(_register, entry.Operator, draft, entry.At));
        if (ruling.Kind == RulingKind.Permit)
        {
            return;
        }

        if (_erasedLogs.Contains(entry.Log) || _erasedLogs.Contains(LogIds.Msp))
        {
            _undecided++;
        }
        else
        {
            findings.Add(0, "NotPermitted", $"Entry {entry.Seq} of log '{entry.Log}' ({entry.Action} by {entry.Operator}) was not permitted: {ruling.Reason}", entry.Seq);
        }
    }
}
