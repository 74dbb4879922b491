using System.Globalization;
using System.Text;
using System.Text.Json;
using MspGov.Lab.Model;

namespace MspGov.Lab.Storage;

/// <summary>A committed group of changes.</summary>
internal sealed record JournalEntry(DateTimeOffset At, IReadOnlyList<LabMutation> Mutations);

/// <summary>
/// The changes of a lab tenant in a file, one line a request. Several processes share it: each reads the lines that others appended,
/// and appends under an exclusive lock. A line without its end of line was torn by a crash and does not count.
/// </summary>
internal sealed class LabJournal(string path)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    private long _read;

    /// <summary>True when there are bytes this process has not read.</summary>
    internal bool HasNews => new FileInfo(path) is { Exists: true } file && file.Length > _read;

    /// <summary>Takes the lock; other writers wait.</summary>
    internal IDisposable Lock()
    {
        var deadline = Environment.TickCount64 + (long)LockTimeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 < deadline)
            {
                Thread.Sleep(5);
            }
        }
    }

    /// <summary>What others appended since the last call.</summary>
    internal IReadOnlyList<JournalEntry> ReadNews()
    {
        if (!HasNews)
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _read;
        var bytes = new byte[stream.Length - _read];
        stream.ReadExactly(bytes);
        var end = bytes.AsSpan().LastIndexOf((byte)'\n');
        if (end < 0)
        {
            return [];
        }

        _read += end + 1;
        return [.. Encoding.UTF8.GetString(bytes, 0, end).Split('\n').Select(Parse)];
    }

    /// <summary>Appends durably; the caller holds the lock and has read all news, so whatever follows is a torn line.</summary>
    internal void Append(JournalEntry entry)
    {
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        stream.SetLength(_read);
        stream.Position = _read;
        stream.Write(LabJson.Write(w => Write(w, entry)));
        stream.WriteByte((byte)'\n');
        stream.Flush(flushToDisk: true);
        _read = stream.Position;
    }

    private static void Write(Utf8JsonWriter w, JournalEntry entry)
    {
        w.WriteStartObject();
        w.WriteString("at", entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        w.WriteStartArray("do");
        foreach (var mutation in entry.Mutations)
        {
            w.WriteStartObject();
            w.WriteString("k", mutation.Kind.ToString());
            w.WriteString("t", mutation.Table);
            w.WriteString("i", mutation.Id);
            if (mutation.To is not null)
            {
                w.WriteString("to", mutation.To);
            }

            if (mutation.Object is { } item)
            {
                w.WriteString("y", item.Type);
                w.WriteString("p", item.Parent);
                w.WritePropertyName("o");
                w.WriteRawValue(item.Json, skipInputValidation: true);
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static JournalEntry Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var at = DateTimeOffset.Parse(document.RootElement.GetProperty("at").GetString()!, CultureInfo.InvariantCulture);
        return new JournalEntry(at, [.. document.RootElement.GetProperty("do").EnumerateArray().Select(ParseMutation)]);
    }

    private static LabMutation ParseMutation(JsonElement element)
    {
        var kind = Enum.Parse<MutationKind>(element.GetProperty("k").GetString()!);
        var (table, id) = (element.GetProperty("t").GetString()!, element.GetProperty("i").GetString()!);
        return new LabMutation
        {
            Kind = kind,
            Table = table,
            Id = id,
            To = element.TryGetProperty("to", out var to) ? to.GetString() : null,
            Object = kind == MutationKind.Put
                ? new LabObject(table, element.GetProperty("y").GetString()!, id, element.GetProperty("p").GetString(), Encoding.UTF8.GetBytes(element.GetProperty("o").GetRawText()))
                : null,
        };
    }
}
