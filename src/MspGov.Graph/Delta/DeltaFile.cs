using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MspGov.Graph.Delta;

/// <summary>
/// A mirror on disk: replaced as a whole or not at all. In front stands a keyed hash over everything that follows, the tenant's id
/// too: a file that is torn, altered, of another tenant or of another store is as good as none, and the collection is read again.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="key">Key of this store and tenant.</param>
internal sealed class DeltaFile(string path, byte[] key)
{
    private const int Version = 2;
    private const int HashLength = HMACSHA256.HashSizeInBytes;

    /// <summary>What a mirror holds.</summary>
    public sealed record Content(string TenantId, string Path, string Link, DateTimeOffset At, DateTimeOffset WholeAt, Dictionary<string, DeltaItem> Items);

    /// <summary>Reads the mirror of a tenant and a path; null when there is none.</summary>
    public Content? Read(string tenantId, string collectionPath)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes.Length < HashLength || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, bytes.AsSpan(HashLength)), bytes.AsSpan(0, HashLength)))
            {
                return null;
            }

            using MemoryStream file = new(bytes, HashLength, bytes.Length - HashLength);
            using GZipStream unzip = new(file, CompressionMode.Decompress);
            using BinaryReader reader = new(unzip, Encoding.UTF8);
            if (reader.ReadInt32() != Version || reader.ReadString() != tenantId || reader.ReadString() != collectionPath)
            {
                return null;
            }

            string link = reader.ReadString();
            DateTimeOffset at = new(reader.ReadInt64(), TimeSpan.Zero);
            DateTimeOffset wholeAt = new(reader.ReadInt64(), TimeSpan.Zero);
            int count = reader.ReadInt32();
            Dictionary<string, DeltaItem> items = new(StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < count; i++)
            {
                DeltaItem item = ReadItem(reader);
                items[item.Id] = item;
            }

            return new Content(tenantId, collectionPath, link, at, wholeAt, items);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes it. A file that cannot be written costs the next reading a whole round, not this one its result.</summary>
    public void Write(Content content)
    {
        try
        {
            WriteWhole(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Forget();
        }
    }

    /// <summary>Deletes the file.</summary>
    public void Forget()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process is at it: what it leaves is checked when it is read.
        }
    }

    private void WriteWhole(Content content)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        string fresh = Path.Combine(folder, Path.GetRandomFileName());
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Names of people: for the owner's eyes only.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (BufferedStream buffered = new(zip, 64 * 1024))
        using (BinaryWriter writer = new(buffered, Encoding.UTF8))
        {
            writer.Write(Version);
            writer.Write(content.TenantId);
            writer.Write(content.Path);
            writer.Write(content.Link);
            writer.Write(content.At.UtcTicks);
            writer.Write(content.WholeAt.UtcTicks);
            writer.Write(content.Items.Count);
            foreach (DeltaItem item in content.Items.Values)
            {
                WriteItem(writer, item);
            }
        }

        ReadOnlySpan<byte> bytes = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        using (FileStream file = new(fresh, options))
        {
            file.Write(HMACSHA256.HashData(key, bytes));
            file.Write(bytes);
        }

        File.Move(fresh, path, overwrite: true);
    }

    private static DeltaItem ReadItem(BinaryReader reader)
    {
        string id = reader.ReadString();
        DeltaItem item = new(id, Bytes(reader, reader.ReadInt32()));
        int relations = reader.ReadInt32();
        for (int i = 0; i < relations; i++)
        {
            string relation = reader.ReadString();
            int count = reader.ReadInt32();
            Dictionary<string, string> targets = new(StringComparer.OrdinalIgnoreCase);
            for (int j = 0; j < count; j++)
            {
                targets[reader.ReadString()] = string.Intern(reader.ReadString());
            }

            (item.Related ??= [])[relation] = targets;
        }

        return item;
    }

    private static byte[] Bytes(BinaryReader reader, int length)
    {
        byte[] bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    private static void WriteItem(BinaryWriter writer, DeltaItem item)
    {
        writer.Write(item.Id);
        writer.Write(item.Json.Length);
        writer.Write(item.Json);
        writer.Write(item.Related?.Count ?? 0);
        foreach ((string relation, Dictionary<string, string> targets) in item.Related ?? [])
        {
            writer.Write(relation);
            writer.Write(targets.Count);
            foreach ((string id, string type) in targets)
            {
                writer.Write(id);
                writer.Write(type);
            }
        }
    }
}
