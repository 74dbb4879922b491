using System.Text.RegularExpressions;

namespace MspGov.Ledger.Evidence;

/// <summary>Files of a pack (LEDGER section 7) and how large each may be.</summary>
internal static partial class PackNames
{
    public const string Manifest = "manifest.json";
    public const string ManifestNote = "manifest.note";
    public const string Entries = "entries.jsonl";
    public const string Details = "details.jsonl";
    public const string RangeProof = "range.proof";
    public const string Head = "head";
    public const string HeadProof = "head.proof";
    public const string KeysEntries = "keys.entries.jsonl";
    public const string KeysDetails = "keys.details.jsonl";
    public const string KeysHead = "keys.head";
    public const string KeysHeadProof = "keys.head.proof";
    public const string Epoch = "epoch";
    public const string EpochProof = "epoch.tlog-proof";
    public const string Consistency = "consistency.json";
    public const string Report = "report.html";

    /// <summary>Files that every pack has.</summary>
    public static readonly IReadOnlyList<string> Required =
    [
        Entries, Details, RangeProof, Head, HeadProof, KeysEntries, KeysDetails, KeysHead, KeysHeadProof, Epoch, EpochProof,
    ];

    public static string Erasure(long seq) => $"erasures/{Encodings.Scalars.Of(seq)}.json";

    public static string Rotation(int index, string file) => $"rotation-{Encodings.Scalars.Of(index)}/{file}";

    public static string Timestamp(string name) => $"timestamps/{name}.tsr";

    /// <summary>Whether the path is one that packs have at all.</summary>
    public static bool IsInTable(string path) =>
        Required.Contains(path) || path is Consistency or Report
        || ErasurePath().IsMatch(path) || RotationPath().IsMatch(path) || TimestampPath().IsMatch(path) || CsvPath().IsMatch(path);

    /// <summary>Whether the path has the form that paths of packs have.</summary>
    public static bool IsWellFormed(string path) => PathForm().IsMatch(path);

    // \z, not $: a line feed at the end is no part of a path.
    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)?\z")]
    private static partial Regex PathForm();

    [GeneratedRegex(@"^erasures/(0|[1-9][0-9]{0,15})\.json\z")]
    private static partial Regex ErasurePath();

    [GeneratedRegex(@"^rotation-(0|[1-9][0-9]{0,8})/(epoch|epoch\.tlog-proof|keys\.head|keys\.head\.proof)\z")]
    private static partial Regex RotationPath();

    [GeneratedRegex(@"^timestamps/[A-Za-z0-9_][A-Za-z0-9._-]*\.tsr\z")]
    private static partial Regex TimestampPath();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]*\.csv\z")]
    private static partial Regex CsvPath();
}
