using MspGov.Core.Ledger;
using MspGov.Ledger.Entries;

namespace MspGov.Ledger.Verification;

/// <summary>What one row of the store is found to be by itself; what depends on its neighbours is asked in the order of append.</summary>
internal readonly record struct EntryRow
{
    public required long Pos { get; init; }

    public required long Slot { get; init; }

    public required long Seq { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Hash of the record, its form and its signature where they are asked for.</summary>
    public required CheckedEntry Entry { get; init; }

    /// <summary>Whether the stored leaf hash is the record's.</summary>
    public required bool LeafMatches { get; init; }

    /// <summary>Whether the detail that is there is the one that the statement names.</summary>
    public required bool DetailMatches { get; init; }

    /// <summary>Whether the columns say what the record says; true where they are not looked at.</summary>
    public required bool ColumnsMatch { get; init; }

    /// <summary>Whether salt and detail are there: both, or not both.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Whether neither salt nor detail is there.</summary>
    public required bool IsGone { get; init; }

    public required long? ErasedBy { get; init; }

    /// <summary>The entry where the register is folded from it or the policy asked about it. Without a detail that is too large to be kept: see <see cref="DetailLeftOut"/>.</summary>
    public required EntryView? View { get; init; }

    public required bool DetailLeftOut { get; init; }

    /// <summary>What its rows of the lookup tables are, for <see cref="LookupAudit"/>.</summary>
    public required ulong Lookups { get; init; }
}
