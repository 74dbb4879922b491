using MspGov.Core.Anchoring;
using MspGov.Core.Ledger;
using MspGov.Core.Services;

namespace MspGov.Engine.Anchoring;

/// <summary>How long what is recorded has been without anybody outside who vouches for it.</summary>
/// <param name="Configured">Whether anybody is asked at all.</param>
/// <param name="Last">The newest checkpoint that somebody vouched for, or that was copied where only copies are asked for; null for none.</param>
/// <param name="Since">Time of the first entry after it, UTC; null when there is none.</param>
internal sealed record AnchorAge(bool Configured, CheckpointInfo? Last, DateTimeOffset? Since)
{
    // More than any schedule leaves unanchored; an older anchor is found by time.
    private const int Newest = 200;

    /// <summary>Looks at checkpoints up to a moment.</summary>
    public static AnchorAge At(ILedger ledger, IAnchorService anchors, AnchorSettings settings, DateTimeOffset at)
    {
        bool vouched = settings.Authorities.Count + settings.Witnesses.Count > 0;
        CheckpointInfo? last = anchors.Get(Newest).FirstOrDefault(checkpoint => checkpoint.At <= at && (!vouched || checkpoint.Anchors.Count > 0));
        EntryView? first = ledger
            .Query(new EntryQuery { After = last?.At, Before = at })
            .FirstOrDefault(entry => last is null || entry.Epoch >= last.Size);
        return new AnchorAge(vouched || settings.Places.Count > 0, last, first?.At);
    }
}
