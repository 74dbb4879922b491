using MspGov.Core.Services;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>Rule 9: who outside saw the checkpoint, and when. Only those whom the trust anchor lists count.</summary>
internal sealed class AnchoringRule(PackFiles files, TrustAnchor anchor, FindingList findings)
{
    private const int MostBytes = 1 << 20;

    public IReadOnlyList<AnchorTime> Check(ChainRule chain)
    {
        var times = new List<AnchorTime>();
        if (chain.Note is { } note)
        {
            findings.Try(9, "CosignatureInvalid", () => times.AddRange(Witnesses(note)));
            findings.Try(9, "TimestampInvalid", () => times.AddRange(Timestamps(note)));
        }

        return times;
    }

    private IEnumerable<AnchorTime> Witnesses(SignedNote note)
    {
        foreach ((Vkey key, byte[] signature) in note.VerifiedBy(anchor.Witnesses))
        {
            long seconds = Cosignature.Time(signature);
            yield return new AnchorTime("witness", key.Name, seconds <= 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, 253402300799)), Counts: seconds > 0);
        }
    }

    private IEnumerable<AnchorTime> Timestamps(SignedNote note)
    {
        foreach (string path in files.Files.Keys.Where(path => path.StartsWith("timestamps/", StringComparison.Ordinal)))
        {
            TimestampToken? token = TimestampToken.Evaluate(files.ReadAll(path, MostBytes), note.Text, anchor.Tsa);
            yield return new AnchorTime("timestamp", token?.Name ?? path, token?.Time, Counts: token?.Listed == true);
        }
    }
}
