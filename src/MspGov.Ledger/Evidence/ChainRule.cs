using System.Globalization;
using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Store;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>Rules 2, 3 and 4: from the trusted keys over rotations to the checkpoint, from it to the epoch, from that to the heads.</summary>
internal sealed class ChainRule(PackFiles files, TrustAnchor anchor, FindingList findings, KeysRule keys)
{
    private const long MostSlots = 1 << 24;

    /// <summary>The pack's checkpoint; null where it cannot be read.</summary>
    public Checkpoint? Checkpoint { get; private set; }

    public SignedNote? Note { get; private set; }

    /// <summary>The checkpoint's last epoch, when it is proven.</summary>
    public EpochLeaf? Epoch { get; private set; }

    /// <summary>The tenant log's head, when it is proven.</summary>
    public HeadLeaf? Head { get; private set; }

    public HeadLeaf? KeysHead { get; private set; }

    /// <summary>Checkpoints of the rotations since the baseline, in order.</summary>
    public List<Checkpoint> Rotations { get; } = [];

    /// <summary>Demands a signature of each key type of the trusted keys, ECDSA first, and that no other key of the ledger that signed failed.</summary>
    public static void DemandBoth(SignedNote note, IReadOnlyList<Vkey> trusted, IEnumerable<Vkey> known)
    {
        List<Vkey> signed = [.. note.VerifiedBy(trusted.Concat(known)).Select(signature => signature.Key).Where(trusted.Contains)];
        int ecdsa = signed.FindIndex(key => key.Type == NoteKeyType.Ecdsa);
        int ed25519 = signed.FindIndex(key => key.Type == NoteKeyType.Ed25519);
        if (ecdsa < 0 || ed25519 < ecdsa)
        {
            throw new LedgerFormatException("It is not signed by both of the trusted ledger keys, ECDSA first.");
        }
    }

    /// <summary>Follows the rotations since the baseline; gives the keys trusted after the last.</summary>
    public IReadOnlyList<Vkey> FollowRotations(IReadOnlyList<Vkey> trusted, long baselineKeysSize)
    {
        int count = keys.History.Rotations.Count(seq => seq >= baselineKeysSize);
        for (int i = 0; i < count; i++)
        {
            int index = i;
            IReadOnlyList<Vkey> before = trusted;
            if (!findings.Try(2, "RotationInvalid", () => trusted = Follow(index, before, baselineKeysSize)))
            {
                return before;
            }
        }

        findings.Demand(
            !files.Files.Keys.Any(path => path.StartsWith("rotation-", StringComparison.Ordinal) && path.Contains('/') && IndexOf(path) >= count),
            2, "RotationExtra", "The pack holds rotations that log keys does not.");
        return trusted;
    }

    /// <summary>Rules 2 and 3 for the pack's own checkpoint and epoch.</summary>
    public void CheckCheckpoint(IReadOnlyList<Vkey> trusted)
    {
        TlogProof? proof = null;
        byte[] epoch = [];
        if (findings.Try(2, "CheckpointInvalid", () =>
            {
                proof = TlogProof.Parse(files.ReadAll(PackNames.EpochProof));
                Note = SignedNote.Parse(proof.Note);
                Checkpoint = OfThisLedger(Note);
                DemandBoth(Note, trusted, keys.History.AllVkeys);
            })
            | Checkpoint is not null)
        {
            findings.Try(3, "EpochInvalid", () =>
            {
                epoch = files.ReadAll(PackNames.Epoch);
                Epoch = LastLeaf(proof!, Checkpoint!, epoch);
            });
        }
    }

    /// <summary>Rule 4.</summary>
    public void CheckHeads()
    {
        if (Epoch is not { } proven)
        {
            return;
        }

        findings.Try(4, "HeadInvalid", () => Head = ProvenHead("", proven, anchor.Slot, anchor.Log));
        findings.Try(4, "KeysHeadInvalid", () => KeysHead = ProvenHead("keys.", proven, KeyLog.Slot, LogIds.Keys));
    }

    private static int IndexOf(string path) => int.TryParse(path["rotation-".Length..path.IndexOf('/')], CultureInfo.InvariantCulture, out int index) ? index : int.MaxValue;

    private IReadOnlyList<Vkey> Follow(int index, IReadOnlyList<Vkey> trusted, long baselineKeysSize)
    {
        string prefix = PackNames.Rotation(index, "");
        TlogProof proof = TlogProof.Parse(files.ReadAll(prefix + PackNames.EpochProof));
        SignedNote note = SignedNote.Parse(proof.Note);
        Checkpoint checkpoint = OfThisLedger(note);
        DemandBoth(note, trusted, keys.History.AllVkeys);
        EpochLeaf epoch = LastLeaf(proof, checkpoint, files.ReadAll(prefix + PackNames.Epoch));
        HeadLeaf head = ProvenHead(prefix + "keys.", epoch, KeyLog.Slot, LogIds.Keys);
        long seq = keys.History.Rotations.Where(rotation => rotation >= baselineKeysSize).ElementAt(index);
        if (head.Size != seq + 1 || head.Size > keys.Size || !head.Root.AsSpan().SequenceEqual(keys.RootAt(head.Size)))
        {
            throw new LedgerFormatException($"Rotation {index} does not show log keys as it ended in the rotation.");
        }

        if (!Entries.KeyHistory.SameKeys(trusted, keys.History.VkeysAt(seq)))
        {
            throw new LedgerFormatException($"Rotation {index} is not from the keys trusted before it.");
        }

        // Section 4: the new keys sign it too, so that whoever holds the old ones alone cannot name others.
        IReadOnlyList<Vkey> fresh = keys.History.VkeysAt(head.Size);
        DemandBoth(note, fresh, trusted);
        if (!LastEpoch.Holds(keys.StatementAt(seq), epoch))
        {
            throw new LedgerFormatException($"Rotation {index} is of another incarnation than its epoch, or later.");
        }

        Rotations.Add(checkpoint);
        return fresh;
    }

    private Checkpoint OfThisLedger(SignedNote note)
    {
        Checkpoint checkpoint = Notes.Checkpoint.Parse(note.Text);
        return checkpoint.Origin == anchor.Origin && checkpoint.Size > 0
            ? checkpoint
            : throw new LedgerFormatException("The checkpoint is of another origin.");
    }

    private EpochLeaf LastLeaf(TlogProof proof, Checkpoint checkpoint, byte[] leafBytes)
    {
        EpochLeaf leaf = EpochLeaf.Parse(leafBytes);
        bool last = leaf.Ledger == anchor.Ledger && leaf.Epoch == checkpoint.Size - 1 && proof.Index == leaf.Epoch
            && TreeProof.VerifyInclusion(TreeHash.Leaf(leafBytes), proof.Index, checkpoint.Size, proof.Hashes, checkpoint.Root);
        return last ? leaf : throw new LedgerFormatException("The epoch is not the last leaf of the checkpoint's tree.");
    }

    private HeadLeaf ProvenHead(string prefix, EpochLeaf epoch, long slot, string log)
    {
        byte[] bytes = files.ReadAll(prefix + PackNames.Head);
        HeadLeaf head = HeadLeaf.Parse(bytes);
        InclusionFile proof = InclusionFile.Parse(files.ReadAll(prefix + PackNames.HeadProof));
        bool slotsGood = epoch.Slots is >= HeadsTable.FewestSlots and <= MostSlots && (epoch.Slots & (epoch.Slots - 1)) == 0;
        bool placed = head.Ledger == anchor.Ledger && head.Slot == slot && head.Log == log && proof.Slot == slot && proof.Slots == epoch.Slots;
        return slotsGood && placed && TreeProof.VerifyInclusion(TreeHash.Leaf(bytes), slot, epoch.Slots, proof.Hashes, epoch.HeadsRoot)
            ? head
            : throw new LedgerFormatException($"The head of log '{log}' is not in the epoch's heads tree at slot {slot}.");
    }
}
