using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MspGov.Engine.Forwarding;

/// <summary>How far each log was sent to one destination: the next seq by log, in a file of the store that is replaced whole.</summary>
internal sealed class ForwardCursor
{
    private readonly string _path;
    private readonly SortedDictionary<string, long> _next;

    private ForwardCursor(string path, string name, SortedDictionary<string, long> next)
    {
        _path = path;
        Name = name;
        _next = next;
    }

    /// <summary>Its name: the destination unless another was given.</summary>
    public string Name { get; }

    /// <summary>Logs of which something was sent.</summary>
    public IReadOnlyCollection<string> Logs => _next.Keys;

    /// <summary>Opens the cursor of a name, at its beginning where there is none.</summary>
    public static ForwardCursor Open(string folder, string name, bool restart)
    {
        string file = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToLowerInvariant() + ".json";
        string path = Path.Combine(folder, file);
        return !restart && File.Exists(path) ? Read(path) : new ForwardCursor(path, name, new SortedDictionary<string, long>(StringComparer.Ordinal));
    }

    /// <summary>Every cursor of a store.</summary>
    public static IReadOnlyList<ForwardCursor> All(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read)] : [];

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
            JsonSerializer.Serialize(stream, new Content(Name, _next));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, _path, overwrite: true);
    }

    private static ForwardCursor Read(string path)
    {
        try
        {
            Content content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path))!;
            return new ForwardCursor(path, content.Name, new SortedDictionary<string, long>(content.Next, StringComparer.Ordinal));
        }
        catch (JsonException e)
        {
            throw new FormatException($"The forwarding cursor '{path}' cannot be read: {e.Message}", e);
        }
    }

    private sealed record Content(string Name, IDictionary<string, long> Next);
}
