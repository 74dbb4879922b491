using System.Text;

namespace MspGov.Core.Text;

/// <summary>One row of a delimited file.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Cells">Cells.</param>
public sealed record DelimitedRow(int Line, IReadOnlyList<string> Cells);

/// <summary>
/// Tables as text that Excel opens as they are (RFC 4180, with a byte order mark), and that cannot run formulas there: a cell that
/// would begin one gets an apostrophe in front, which reading takes away again (OWASP, "CSV injection"). Read is whatever HR systems,
/// PSAs and spreadsheets write: comma, semicolon or tab, with or without byte order mark, quoted cells over several lines.
/// </summary>
public static class DelimitedText
{
    /// <summary>In the order in which they are chosen where a row has as many of each.</summary>
    private const string Delimiters = ",;\t";

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

    /// <summary>Decodes bytes: by byte order mark, else as UTF-8, else as Latin 1 (what older systems write).</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            return Encoding.UTF8.GetString(bytes[3..]);
        }

        if (bytes.StartsWith<byte>([0xFF, 0xFE]))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes.StartsWith<byte>([0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Reads rows; those without any text are left out. The delimiter is the one of comma, semicolon and tab that the first row has most of.</summary>
    /// <exception cref="FormatException">A quote is never closed: the text is cut off.</exception>
    public static IEnumerable<DelimitedRow> Read(string text)
    {
        int position = text.StartsWith('\uFEFF') ? 1 : 0;
        int line = 1;
        if (text.AsSpan(position).StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            position = text.IndexOf('\n', position) is >= 0 and var end ? end + 1 : text.Length;
            line++;
        }

        char delimiter = DelimiterOf(text, position);
        while (position < text.Length)
        {
            int start = position;
            List<string> row = Row(text, ref position, delimiter, line);
            if (row.Exists(cell => cell.Length > 0))
            {
                yield return new DelimitedRow(line, row);
            }

            line += text.AsSpan(start, position - start).Count('\n');
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

    /// <summary>What is quoted in the first row does not count.</summary>
    private static char DelimiterOf(string text, int position)
    {
        int[] counts = new int[Delimiters.Length];
        bool quoted = false;
        for (; position < text.Length && (quoted || text[position] != '\n'); position++)
        {
            quoted ^= text[position] == '"';
            int candidate = quoted ? -1 : Delimiters.IndexOf(text[position], StringComparison.Ordinal);
            if (candidate >= 0)
            {
                counts[candidate]++;
            }
        }

        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }

    private static List<string> Row(string text, ref int position, char delimiter, int line)
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
            else if (c == '"' && IsBlank(cell))
            {
                quoted = true;
                cell.Clear();
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
            throw new FormatException($"A quoted cell in the row of line {line} is never closed: the table is cut off.");
        }

        row.Add(Plain(WithoutReturn(cell)));
        return row;
    }

    private static bool IsBlank(StringBuilder cell)
    {
        for (int i = 0; i < cell.Length; i++)
        {
            if (cell[i] is not (' ' or '\t'))
            {
                return false;
            }
        }

        return true;
    }

    private static string WithoutReturn(StringBuilder cell) =>
        cell.Length > 0 && cell[^1] == '\r' ? cell.ToString(0, cell.Length - 1) : cell.ToString();
}
