using System.Security.Cryptography;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>Rule 1: the manifest, its signature, and every file it lists and no other.</summary>
internal sealed class FilesRule(PackFiles files, TrustAnchor anchor, FindingList findings)
{
    private const int LargestManifest = 16 << 20;

    /// <summary>Checks files against the manifest; null when there is no manifest to check by.</summary>
    public PackManifest? Check()
    {
        foreach (string problem in files.Problems)
        {
            findings.Add(1, "PathNotAllowed", problem);
        }

        PackManifest? manifest = null;
        if (!findings.Try(1, "ManifestInvalid", () => manifest = PackManifest.Parse(files.ReadAll(PackNames.Manifest, LargestManifest))))
        {
            return null;
        }

        findings.Demand(
            manifest!.Ledger == anchor.Ledger && manifest.Origin == anchor.Origin && manifest.Log == anchor.Log && manifest.Slot == anchor.Slot,
            1, "ManifestOfAnother", "The manifest names another ledger, origin, log or slot than the trust anchor.");
        findings.Demand(
            manifest.Start <= manifest.End && manifest.End <= manifest.Size, 1, "RangeInvalid", "The manifest's range is not in order.");
        CheckList(manifest);
        return manifest;
    }

    /// <summary>Checks the manifest's signatures by the keys trusted at the pack's checkpoint.</summary>
    public static void CheckNote(PackFiles files, TrustAnchor anchor, IReadOnlyList<Vkey> trusted, IEnumerable<Vkey> known, FindingList findings) =>
        findings.Try(1, "ManifestNoteInvalid", () =>
        {
            SignedNote note = SignedNote.Parse(LineText.Decode(files.ReadAll(PackNames.ManifestNote)));
            if (note.Text != PackManifest.NoteText(anchor.Origin, files.ReadAll(PackNames.Manifest, LargestManifest)))
            {
                throw new LedgerFormatException("The manifest's note is not over this manifest.");
            }

            ChainRule.DemandBoth(note, trusted, known);
        });

    private void CheckList(PackManifest manifest)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (PackFile file in manifest.Files)
        {
            bool inTable = PackNames.IsWellFormed(file.Path) && PackNames.IsInTable(file.Path);
            if (findings.Demand(inTable && listed.Add(file.Path), 1, "FileNotAllowed", $"The manifest lists '{file.Path}' twice, or it is no file of a pack."))
            {
                CheckFile(file);
            }
        }

        foreach (string path in files.Files.Keys.Where(path => path is not (PackNames.Manifest or PackNames.ManifestNote) && !listed.Contains(path)))
        {
            findings.Add(1, "FileNotListed", $"'{path}' is there and the manifest does not list it.");
        }

        foreach (string path in PackNames.Required.Where(path => !listed.Contains(path)))
        {
            findings.Add(1, "FileMissing", $"The pack has no '{path}'.");
        }
    }

    private void CheckFile(PackFile file)
    {
        if (!files.Files.TryGetValue(file.Path, out long size))
        {
            findings.Add(1, "FileMissing", $"'{file.Path}' is missing.");
            return;
        }

        if (!findings.Demand(size == file.Bytes, 1, "FileSizeWrong", $"'{file.Path}' has another size than the manifest says."))
        {
            return;
        }

        findings.Try(1, "FileUnreadable", () =>
            findings.Demand(files.Reading(file.Path, stream => Matches(stream, file)), 1, "FileHashWrong", $"'{file.Path}' is not what the manifest says."));
    }

    /// <summary>Reads at most what the manifest states, so a bomb goes off in nobody's memory.</summary>
    private static bool Matches(Stream stream, PackFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            total += read;
            if (total > file.Bytes)
            {
                return false;
            }

            hash.AppendData(buffer, 0, read);
        }

        return total == file.Bytes && hash.GetHashAndReset().AsSpan().SequenceEqual(file.Sha256);
    }
}
