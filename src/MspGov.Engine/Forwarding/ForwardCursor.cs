using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MspGov.Engine.Forwarding;

/// <summary>How far each log was sent to one destination: the next seq by log, in a file of the store that is replaced whole.</summary>
internal sealed class ForwardCursor
{
    private readonly string _path;
    private readonly SortedDictionary<string, long> _next;

    private ForwardCursor(string path, SortedDictionary<string, long> next)
    {
        _path = path;
        _next = next;
    }

    /// <summary>Opens the cursor of a name, at its beginning where there is none.</summary>
    public static ForwardCursor Open(string folder, string name, bool restart)
    {
        string file = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToLowerInvariant() + ".json";
        string path = Path.Combine(folder, file);
        SortedDictionary<string, long>? known = !restart && File.Exists(path)
            ? JsonSerializer.Deserialize<SortedDictionary<string, long>>(File.ReadAllBytes(path))
            : null;
        return new ForwardCursor(path, known ?? new SortedDictionary<string, long>(StringComparer.Ordinal));
    }

    /// <summary>Next seq of a log to send.</summary>
    public long Next(string log) => _next.GetValueOrDefault(log);

    /// <summary>Moves on, durably.</summary>
    public void Advance(string log, long next)
    {
        _next[log] = next;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        string fresh = _path + "." + Guid.NewGuid().ToString("N");
        using (var stream = new FileStream(fresh, FileMode.CreateNew))
        {
            JsonSerializer.Serialize(stream, _next);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, _path, overwrite: true);
    }
}
