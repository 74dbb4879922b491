using MspGov.Ledger.Entries;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>
/// What an epoch says of the entries that were committed in it: of its incarnation, none claims a later time (LEDGER section 2). A pack
/// shows which those are only where its baseline is the epoch before, or where there is but one. Elsewhere a later time proves
/// nothing, because clocks are set back, and is noted.
/// </summary>
internal sealed class LastEpoch(EpochLeaf? epoch, Baseline baseline, FindingList findings)
{
    private readonly bool _follows = epoch is not null && epoch.Epoch == baseline.Checkpoint.Size;
    private bool _noted;

    public static bool Holds(Statement statement, EpochLeaf epoch) => statement.At <= epoch.At && statement.Incarnation == epoch.Incarnation;

    /// <summary>Checks an entry of the tenant's log, or of log keys.</summary>
    public void Check(Statement statement, bool isKeys)
    {
        if (epoch is null)
        {
            return;
        }

        bool inIt = epoch.Epoch == 0 || (_follows && statement.Seq >= (isKeys ? baseline.KeysSize : baseline.Size));
        if (inIt)
        {
            findings.Demand(Holds(statement, epoch), 6, "EntryOutsideEpoch", "The entry claims a later time than the epoch that it was committed in, or another incarnation.", statement.Seq);
        }
        else if (statement.At > epoch.At && !_noted)
        {
            _noted = true;
            findings.Note($"Entry {statement.Seq} claims a time after that of the pack's epoch: a clock was set back since, or was wrong.");
        }
    }
}
