using System.Globalization;
using MspGov.Core.Errors;
using MspGov.Core.Text;

namespace MspGov.Core.Reviews;

/// <summary>One row of a table of decisions: a decision, or why the row is none.</summary>
/// <param name="Line">Row number, from 2 (1 is the header).</param>
/// <param name="Input">The decision; null when the row has none or cannot be read.</param>
/// <param name="Problem">Why it cannot be read.</param>
public sealed record ReviewTableRow(int Line, ReviewDecisionInput? Input, string? Problem = null);

/// <summary>Items as a table that people fill in with Excel, and back. The last row says how many rows there are: half a table is refused as a whole.</summary>
public static class ReviewTable
{
    private const string EndMark = "#end";

    private static readonly string[] Columns =
    [
        "Item", "Tenant", "Principal", "Type", "Role", "Scope", "Held", "Via", "Standing", "Privileged", "End", "LastSignIn",
        "Expected", "Recommendation", "Why", "Decision", "Reason", "Owner", "Until", "Ticket", "Fingerprint",
    ];

    private static readonly string[] Needed = ["Item", "Decision", "Fingerprint"];

    /// <summary>Writes items.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<ReviewItemDocument> items, char delimiter) =>
        DelimitedText.Write(writer, Rows(items), delimiter);

    private static IEnumerable<IReadOnlyList<string?>> Rows(IReadOnlyList<ReviewItemDocument> items)
    {
        yield return Columns;
        foreach (ReviewItemDocument item in items)
        {
            yield return
            [
                item.Id, item.Path.Tenant, item.Path.PrincipalName ?? item.Path.PrincipalId, item.Path.PrincipalType.ToString(), item.Path.Role, item.Path.Scope,
                item.Path.Assignment.ToString(), string.Join(" > ", item.ViaNames), item.Path.Standing ? "yes" : "no", item.Path.Privileged ? "yes" : "no",
                Date(item.Path.End), Date(item.Path.LastSignIn), item.Scope.Words, item.Recommendation.Decision.ToString(), item.Recommendation.Words,
                "", "", "", "", "", item.Fingerprint,
            ];
        }

        yield return [EndMark, items.Count.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>Reads decisions. Rows without a decision are passed over; rows that cannot be read say why.</summary>
    /// <exception cref="GovException">AccessReviewTableInvalid: it is no such table, or is cut off.</exception>
    public static IReadOnlyList<ReviewTableRow> Read(string text)
    {
        var rows = new List<ReviewTableRow>();
        Dictionary<string, int>? header = null;
        int line = 0;
        bool ended = false;
        try
        {
            foreach (DelimitedRow found in DelimitedText.Read(text))
            {
                IReadOnlyList<string> cells = found.Cells;
                line++;
                if (header is null)
                {
                    header = Header(cells);
                }
                else if (cells[0] == EndMark)
                {
                    ended = cells.Count > 1 && cells[1] == (line - 2).ToString(CultureInfo.InvariantCulture);
                    break;
                }
                else if (Row(cells, header, line) is { } row)
                {
                    rows.Add(row);
                }
            }
        }
        catch (FormatException e)
        {
            throw ReviewErrors.TableInvalid.With($"{e.Message} Nothing was recorded.", e);
        }

        return header is null ? throw ReviewErrors.TableInvalid.With("The table is empty.")
            : ended ? rows
            : throw ReviewErrors.TableInvalid.With(
                $"The table has {line - 1} rows and no matching '{EndMark}' row: it is cut off, or rows were removed. Keep rows without a decision, and save it again. Nothing was recorded.");
    }

    private static Dictionary<string, int> Header(IReadOnlyList<string> cells)
    {
        var header = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < cells.Count; i++)
        {
            header.TryAdd(cells[i].Trim(), i);
        }

        string[] missing = [.. Needed.Where(name => !header.ContainsKey(name))];
        return missing.Length == 0 ? header : throw new FormatException($"The table lacks the column {string.Join(", ", missing)}.");
    }

    private static ReviewTableRow? Row(IReadOnlyList<string> cells, Dictionary<string, int> header, int line)
    {
        string decision = Cell("Decision") ?? "";
        if (decision.Length == 0)
        {
            return null;
        }

        if (Cell("Item") is not { } item || Cell("Fingerprint") is not { } fingerprint)
        {
            return new ReviewTableRow(line, null, "The item or its fingerprint is missing.");
        }

        if (!Enum.TryParse(decision, ignoreCase: true, out ReviewDecisionKind kind) || !Enum.IsDefined(kind) || char.IsDigit(decision[0]))
        {
            return new ReviewTableRow(line, null, $"'{decision}' is no decision: {string.Join(", ", Enum.GetNames<ReviewDecisionKind>())}.");
        }

        DateTimeOffset? until = null;
        if (Cell("Until") is { } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset end))
            {
                return new ReviewTableRow(line, null, $"'{text}' is no date: write it as 2027-03-31.");
            }

            until = end;
        }

        return new ReviewTableRow(line, new ReviewDecisionInput
        {
            Item = item,
            Fingerprint = fingerprint,
            Decision = kind,
            Reason = Cell("Reason"),
            Owner = Cell("Owner"),
            Until = until,
            Ticket = Cell("Ticket"),
        });

        string? Cell(string name) =>
            header.TryGetValue(name, out int index) && index < cells.Count && cells[index].Trim() is { Length: > 0 } value ? value : null;
    }

    private static string? Date(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
