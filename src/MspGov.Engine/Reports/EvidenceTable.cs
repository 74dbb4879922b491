using System.Globalization;

namespace MspGov.Engine.Reports;

/// <summary>A cell of the page.</summary>
/// <param name="Text">What it shows.</param>
/// <param name="Tight">Whether it stays on one line: times, ids and whatever is short.</param>
internal sealed record EvidenceCell(string Text, bool Tight)
{
    private const string TimeForm = "yyyy-MM-dd HH:mm'Z'";
    private const int Short = 14;

    public static EvidenceCell Of(string text, bool daily)
    {
        bool time = DateTime.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        return new EvidenceCell(time && daily ? text[..10] : text, time || text.Length <= Short);
    }
}

/// <summary>One answer to an auditor's question, as a table of the report and as a CSV of the pack.</summary>
internal sealed record EvidenceTable
{
    /// <summary>Rows that the page shows; the CSV has them all.</summary>
    public const int MostShown = 500;

    /// <summary>Name of the CSV without its extension.</summary>
    public required string Name { get; init; }

    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>The question that it answers.</summary>
    public required string Question { get; init; }

    /// <summary>Where the rows are from, or why there are none.</summary>
    public required string Source { get; init; }

    /// <summary>Column headings.</summary>
    public required string[] Columns { get; init; }

    /// <summary>All rows, those first that matter most.</summary>
    public required IReadOnlyList<string[]> Rows { get; init; }

    /// <summary>How many rows, from the first, are for the page.</summary>
    public int Foremost { get; init; } = int.MaxValue;

    /// <summary>How many columns, from the first, are for the page.</summary>
    public int Wide { get; init; } = int.MaxValue;

    /// <summary>Whether the page shows the day of a time only.</summary>
    public bool Daily { get; init; }

    /// <summary>The column headings of the page.</summary>
    public string[] Headings => [.. Columns.Take(Wide)];

    /// <summary>The rows of the page.</summary>
    public EvidenceCell[][] Shown => [.. Rows.Take(Math.Min(MostShown, Foremost)).Select(row => row.Take(Wide).Select(text => EvidenceCell.Of(text, Daily)).ToArray())];

    /// <summary>How many rows are in the CSV only.</summary>
    public int Left => Rows.Count - Shown.Length;

    /// <summary>Name of the CSV.</summary>
    public string File => Name + ".csv";
}
