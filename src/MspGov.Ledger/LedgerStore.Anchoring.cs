using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Evidence;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Publication;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

/// <summary>What authorities answer is verified here, before it is kept.</summary>
public sealed partial class LedgerStore
{
    /// <summary>Keeps a timestamp of a published checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="name">Name of the authority; the file's name in packs.</param>
    /// <param name="response">DER TimeStampResp.</param>
    /// <param name="certificate">DER certificate that the authority is known by.</param>
    /// <returns>Time that it states, UTC.</returns>
    /// <exception cref="GovException">TimestampFailed, when it does not verify or is another's.</exception>
    public DateTimeOffset AddTimestamp(PublishedCheckpoint checkpoint, string name, byte[] response, byte[] certificate)
    {
        TimestampToken token = TimestampToken.Evaluate(response, checkpoint.Text, [certificate])
            ?? throw LedgerErrors.TimestampFailed.With($"What '{name}' answered is not a valid timestamp of this checkpoint.").About(name);
        if (!token.Listed)
        {
            throw LedgerErrors.TimestampFailed.With($"'{name}' signed with another certificate than the one set for it ('{token.Name}'), or outside its validity. Set the right one with Set-AuditAnchor.").About(name);
        }

        AddCheckpointAnchor(new CheckpointAnchor(checkpoint.Epoch, Publisher.Timestamp, name, token.Time, response));
        return token.Time;
    }

    /// <summary>Keeps a witness's cosignature of a published checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="vkey">The witness's key.</param>
    /// <param name="lines">Signature lines that it answered.</param>
    /// <returns>Time that it states, UTC.</returns>
    /// <exception cref="GovException">WitnessFailed, when none of the lines is a valid cosignature with a time by that key.</exception>
    public DateTimeOffset AddCosignature(PublishedCheckpoint checkpoint, string vkey, string lines)
    {
        try
        {
            Vkey key = Vkey.Parse(vkey);
            var answer = SignedNote.Parse(checkpoint.Text + "\n" + (lines.EndsWith('\n') ? lines : lines + "\n"));
            (Vkey _, byte[] signature) = answer.VerifiedBy([key]).SingleOrDefault();
            if (signature is null || key.Type != NoteKeyType.Cosignature || Cosignature.Time(signature) == 0)
            {
                throw new LedgerFormatException($"it holds no cosignature with a time by {key.Name}");
            }

            DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(Cosignature.Time(signature));
            string line = new NoteSignature(key.Name, key.KeyId, signature).Line;
            AddCheckpointAnchor(new CheckpointAnchor(checkpoint.Epoch, Publisher.Witness, key.Name, at, System.Text.Encoding.UTF8.GetBytes(line)));
            return at;
        }
        catch (LedgerFormatException e)
        {
            throw LedgerErrors.WitnessFailed.With($"The witness's answer does not verify: {e.Message}.", e).About(vkey);
        }
    }

    /// <summary>The consistency proof of the global log between two sizes (RFC 6962), base64 hashes.</summary>
    public IReadOnlyList<string> ConsistencyProof(long from, long size)
    {
        ThrowIfDisposed();
        return from <= 0 || from >= size
            ? []
            : _readers.Read(connection => (IReadOnlyList<string>)
                [.. TreeProof.Consistency(from, size, NodeTable.Reader(connection, Schema.GlobalSlot)).Select(hash => Base64Text.Of(hash))]);
    }
}
