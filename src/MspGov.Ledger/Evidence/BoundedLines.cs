using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Evidence;

/// <summary>Reads lines of bounded length from a stream; every line, the last included, must end in LF.</summary>
internal sealed class BoundedLines(Stream stream, int longest)
{
    /// <summary>Longest line of a details file: the largest detail in base64 with what stands around it.</summary>
    public const int DetailLine = (Append.DraftRules.MaxDetail / 3 * 4) + 1024;

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>The next line without its LF, or null at the end.</summary>
    public byte[]? Next()
    {
        var line = new MemoryStream();
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = stream.Read(_buffer);
                if (_end == 0)
                {
                    return line.Length == 0 ? null : throw new LedgerFormatException("The last line does not end in LF.");
                }
            }

            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int feed = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = feed < 0 ? rest : rest[..feed];
            if (line.Length + part.Length > longest)
            {
                throw new LedgerFormatException($"A line of more than {longest} bytes.");
            }

            line.Write(part);
            _start += part.Length;
            if (feed >= 0)
            {
                _start++;
                return line.ToArray();
            }
        }
    }
}
