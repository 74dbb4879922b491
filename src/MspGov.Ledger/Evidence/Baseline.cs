using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;

namespace MspGov.Ledger.Evidence;

/// <summary>What a pack must be consistent with: a trust anchor, or an earlier pack.</summary>
internal sealed record Baseline(string Log, string Note, Checkpoint Checkpoint, long Size, byte[] Root, long KeysSize, byte[] KeysRoot)
{
    public static Baseline Of(TrustAnchor anchor) =>
        new(anchor.Log, anchor.Checkpoint, anchor.CheckedCheckpoint(), anchor.Size, anchor.Root, anchor.KeysSize, anchor.KeysRoot);

    /// <summary>Reads what an earlier pack says of itself, for making the next one; nothing is verified here.</summary>
    public static Baseline OfPack(PackFiles pack)
    {
        TlogProof proof = TlogProof.Parse(pack.ReadAll(PackNames.EpochProof));
        HeadLeaf head = HeadLeaf.Parse(pack.ReadAll(PackNames.Head));
        HeadLeaf keys = HeadLeaf.Parse(pack.ReadAll(PackNames.KeysHead));
        return new Baseline(head.Log, proof.Note, Checkpoint.Parse(SignedNote.Parse(proof.Note).Text), head.Size, head.Root, keys.Size, keys.Root);
    }
}
