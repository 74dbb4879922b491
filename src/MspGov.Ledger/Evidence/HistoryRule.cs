using MspGov.Ledger.Encodings;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>Rule 8: nothing that the baseline stands for was shortened or rewritten.</summary>
internal sealed class HistoryRule(PackFiles files, Baseline baseline, FindingList findings)
{
    private static readonly IReadOnlyList<byte[]> NoProof = [];

    public void Check(ChainRule chain, KeysRule keys)
    {
        if (chain.Checkpoint is not { } checkpoint)
        {
            return;
        }

        bool older = checkpoint.Size < baseline.Checkpoint.Size || chain.Head?.Size < baseline.Size || keys.Size < baseline.KeysSize;
        findings.Demand(!older, 8, "OlderThanBaseline", "The pack is older than the baseline, or its logs are shorter.");
        if (keys.Size >= baseline.KeysSize)
        {
            findings.Demand(
                keys.RootAt(baseline.KeysSize).AsSpan().SequenceEqual(baseline.KeysRoot), 8, "KeysRewritten", "Log keys does not begin as it did in the baseline.");
        }

        ConsistencyFile? consistency = null;
        if (files.Has(PackNames.Consistency)
            && !findings.Try(8, "ConsistencyInvalid", () => consistency = ConsistencyFile.Parse(files.ReadAll(PackNames.Consistency, 16 << 20))))
        {
            return;
        }

        if (consistency is null)
        {
            findings.Demand(checkpoint.Size == baseline.Checkpoint.Size, 8, "ConsistencyMissing", "The pack does not prove its consistency with the baseline.");
        }
        else
        {
            findings.Try(8, "ConsistencyOfAnother", () => DemandFrom(consistency));
        }

        CheckTrees(chain, checkpoint, consistency);
    }

    private void DemandFrom(ConsistencyFile consistency)
    {
        bool same = SignedNote.Parse(consistency.Checkpoint).Text == baseline.Checkpoint.Text
            && consistency.Size == baseline.Size && consistency.Root.AsSpan().SequenceEqual(baseline.Root)
            && consistency.KeysSize == baseline.KeysSize && consistency.KeysRoot.AsSpan().SequenceEqual(baseline.KeysRoot);
        if (!same)
        {
            throw new LedgerFormatException("The pack proves its consistency with something else than the baseline.");
        }
    }

    private void CheckTrees(ChainRule chain, Checkpoint checkpoint, ConsistencyFile? consistency)
    {
        findings.Demand(
            TreeProof.VerifyConsistency(baseline.Checkpoint.Size, baseline.Checkpoint.Root, checkpoint.Size, checkpoint.Root, consistency?.Global ?? NoProof),
            8, "GlobalRewritten", "The global log does not extend the baseline's.");
        if (chain.Head is { } head)
        {
            findings.Demand(
                TreeProof.VerifyConsistency(baseline.Size, baseline.Root, head.Size, head.Root, consistency?.Log ?? NoProof),
                8, "LogRewritten", "The tenant's log does not extend the baseline's.");
        }

        IReadOnlyList<IReadOnlyList<byte[]>> rotations = consistency?.Rotations ?? [];
        findings.Demand(rotations.Count == chain.Rotations.Count, 8, "RotationsDisagree", "There is another number of consistency proofs than rotations.");
        for (int i = 0; i < Math.Min(rotations.Count, chain.Rotations.Count); i++)
        {
            Checkpoint rotation = chain.Rotations[i];
            long before = i == 0 ? baseline.Checkpoint.Size : chain.Rotations[i - 1].Size;
            findings.Demand(rotation.Size > before, 8, "RotationOutOfOrder", $"Rotation {i} is not after the baseline and the rotation before it.");
            findings.Demand(
                TreeProof.VerifyConsistency(rotation.Size, rotation.Root, checkpoint.Size, checkpoint.Root, rotations[i]),
                8, "RotationRewritten", $"The global log does not extend the one of rotation {i}.");
        }
    }
}
