using System.Text;
using MspGov.Core.Errors;

namespace MspGov.Core.Lifecycle;

/// <summary>One row of a delimited file.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Cells">Cells.</param>
public sealed record DelimitedRow(int Line, IReadOnlyList<string> Cells);

/// <summary>Reads delimited text as HR systems export it: with or without BOM, comma, semicolon or tab, quoted cells over several lines (RFC 4180).</summary>
public static class DelimitedText
{
    private static readonly char[] Delimiters = [';', '\t', ','];

    /// <summary>Decodes bytes: by BOM, else as UTF-8, else as Latin 1 (what older systems write; a wrong letter in a name hurts nobody, since names are not matched).</summary>
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

    /// <summary>Rows that are not blank, the header first.</summary>
    /// <exception cref="GovException">ListInvalid, when a quote is not closed.</exception>
    public static IReadOnlyList<DelimitedRow> Parse(string text)
    {
        char delimiter = DelimiterOf(text);
        var rows = new List<DelimitedRow>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        int line = 1, start = 1;
        bool quoted = false, wasQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    line += c == '\n' ? 1 : 0;
                    cell.Append(c);
                }
            }
            else if (c == '"' && cell.ToString().AsSpan().IsWhiteSpace())
            {
                (quoted, wasQuoted) = (true, true);
                cell.Clear();
            }
            else if (c == delimiter)
            {
                Cell();
            }
            else if (c == '\n')
            {
                Row();
                line++;
                start = line;
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        if (quoted)
        {
            throw LifecycleErrors.ListInvalid.With($"A quoted cell that begins in the row of line {start} is never closed.");
        }

        Row();
        return rows;

        void Cell()
        {
            cells.Add(wasQuoted ? cell.ToString() : cell.ToString().Trim());
            cell.Clear();
            wasQuoted = false;
        }

        void Row()
        {
            Cell();
            if (cells.Any(value => value.Length > 0))
            {
                rows.Add(new DelimitedRow(start, [.. cells]));
            }

            cells.Clear();
        }
    }

    private static char DelimiterOf(string text)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string header = end < 0 ? text : text[..end];
        return Delimiters.MaxBy(delimiter => header.Count(c => c == delimiter));
    }
}
