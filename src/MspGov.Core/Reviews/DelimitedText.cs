using System.Text;

namespace MspGov.Core.Reviews;

/// <summary>
/// Tables as text that Excel opens as they are (RFC 4180, with a byte order mark), and that cannot run formulas there: a cell that
/// would begin one gets an apostrophe in front, which reading takes away again (OWASP, "CSV injection").
/// </summary>
public static class DelimitedText
{
    private const string Dangerous = "=+-@\t\r";

    /// <summary>Writes rows.</summary>
    public static void Write(TextWriter writer, IEnumerable<IReadOnlyList<string?>> rows, char delimiter)
    {
        writer.Write('\uFEFF');
        foreach (IReadOnlyList<string?> row in rows)
        {
            for (int i = 0; i < row.Count; i++)
            {
                if (i > 0)
                {
                    writer.Write(delimiter);
                }

                writer.Write(Cell(row[i] ?? "", delimiter));
            }

            writer.Write("\r\n");
        }
    }

    /// <summary>Reads rows; blank lines are left out. The delimiter is the one of comma, semicolon and tab that the first row has most of.</summary>
    /// <exception cref="FormatException">A quote is never closed: the text is cut off.</exception>
    public static IEnumerable<IReadOnlyList<string>> Read(string text)
    {
        int position = text.StartsWith('\uFEFF') ? 1 : 0;
        if (text.AsSpan(position).StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            position = text.IndexOf('\n', position) is >= 0 and var end ? end + 1 : text.Length;
        }

        char delimiter = DelimiterOf(text, position);
        while (position < text.Length)
        {
            List<string> row = Row(text, ref position, delimiter);
            if (row.Count > 1 || row[0].Length > 0)
            {
                yield return row;
            }
        }
    }

    private static string Cell(string value, char delimiter)
    {
        if (value.Length > 0 && (IsDangerous(value[0]) || (value[0] == '\'' && value.Length > 1 && (IsDangerous(value[1]) || value[1] == '\''))))
        {
            value = "'" + value;
        }

        return value.AsSpan().IndexOfAny("\"\r\n") >= 0 || value.Contains(delimiter, StringComparison.Ordinal) || value.StartsWith(' ') || value.EndsWith(' ')
            ? '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : value;
    }

    private static string Plain(string value) =>
        value.Length > 1 && value[0] == '\'' && (IsDangerous(value[1]) || value[1] == '\'') ? value[1..] : value;

    private static bool IsDangerous(char first) => Dangerous.Contains(first, StringComparison.Ordinal);

    private static char DelimiterOf(string text, int position)
    {
        int end = text.IndexOf('\n', position);
        ReadOnlySpan<char> first = text.AsSpan(position, (end < 0 ? text.Length : end) - position);
        char best = ',';
        int most = first.Count(',');
        foreach (char candidate in ";\t")
        {
            if (first.Count(candidate) > most)
            {
                best = candidate;
                most = first.Count(candidate);
            }
        }

        return best;
    }

    private static List<string> Row(string text, ref int position, char delimiter)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        while (position < text.Length)
        {
            char c = text[position++];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (position < text.Length && text[position] == '"')
                {
                    cell.Append('"');
                    position++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == delimiter)
            {
                row.Add(Plain(cell.ToString()));
                cell.Clear();
            }
            else if (c == '\n')
            {
                row.Add(Plain(WithoutReturn(cell)));
                return row;
            }
            else
            {
                cell.Append(c);
            }
        }

        if (quoted)
        {
            throw new FormatException("A quoted cell is never closed: the table is cut off.");
        }

        row.Add(Plain(WithoutReturn(cell)));
        return row;
    }

    private static string WithoutReturn(StringBuilder cell) =>
        cell.Length > 0 && cell[^1] == '\r' ? cell.ToString(0, cell.Length - 1) : cell.ToString();
}
