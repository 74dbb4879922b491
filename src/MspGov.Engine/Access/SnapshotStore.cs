using System.IO.Compression;
using System.Security.Cryptography;
using MspGov.Core.Access;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>
/// Snapshots: gzip files of lines in the store's folder, a head and one path each; the ledger holds the SHA-256 of the lines, so a
/// snapshot that was changed is refused.
/// </summary>
internal sealed class SnapshotStore(ILedger ledger, string storePath)
{
    private const byte NewLine = (byte)'\n';

    /// <summary>Saves a picture and records it.</summary>
    public AccessSnapshotDocument Save(TenantDocument tenant, TenantPaths paths, DateTimeOffset at, Guid correlation)
    {
        string id = Guid.NewGuid().ToString();
        string file = FileOf(tenant.Id, id);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string part = file + ".part";
        var tally = new AccessTally();
        string hash;
        using (FileStream stream = new(part, Private()))
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal))
        using (var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            Line(CoreJson.ToBytes(new SnapshotHead(1, ledger.LedgerId, id, tenant.Id, at)));
            foreach (AccessPath path in paths.Find(AccessFilter.All))
            {
                tally.Add(path);
                Line(CoreJson.ToBytes(path));
            }

            hash = Convert.ToHexString(sha.GetHashAndReset()).ToLowerInvariant();

            void Line(byte[] bytes)
            {
                zip.Write(bytes);
                zip.WriteByte(NewLine);
                sha.AppendData(bytes);
                sha.AppendData([NewLine]);
            }
        }

        var snapshot = new AccessSnapshotDocument
        {
            Id = id,
            Tenant = tenant.Id,
            TenantName = tenant.Name,
            At = at,
            Completeness = paths.Completeness,
            Incomplete = [.. paths.Families.Where(family => family.State != Core.Access.Inventory.FamilyState.Complete)],
            Paths = tally.Paths,
            Privileged = tally.Privileged,
            Standing = tally.Standing,
            Hash = hash,
        };
        File.Move(part, file);
        ledger.Append(
        [
            new EntryDraft
            {
                Log = tenant.Id,
                Action = AccessActions.Snapshot,
                Correlation = correlation,
                Subject = new("snapshot", id, $"{tenant.Name} {at:yyyy-MM-ddTHH:mm:ssZ}"),
                Detail = CoreJson.ToBytes(snapshot),
            },
        ]);
        return snapshot;
    }

    /// <summary>The snapshot of that id.</summary>
    /// <exception cref="GovException">AccessSnapshotNotFound.</exception>
    public AccessSnapshotDocument Find(string id) =>
        ledger.Read(register => register.Get<AccessSnapshotDocument>(id))
        ?? throw AccessErrors.SnapshotNotFound.With($"This store has no snapshot '{id}'. Get-AccessSnapshot lists those it has; a snapshot of another store cannot be used here.").About(id);

    /// <summary>The last snapshot of a tenant at or before a time, or null.</summary>
    public AccessSnapshotDocument? Last(string tenantId, DateTimeOffset? at) => ledger.Read(register => register
        .List<AccessSnapshotDocument>(tenantId)
        .Where(snapshot => at is null || snapshot.At <= at)
        .MaxBy(snapshot => snapshot.At));

    /// <summary>Reads a snapshot whole and checks it before the first path is given out.</summary>
    /// <exception cref="GovException">AccessSnapshotDamaged, AccessSnapshotOfAnotherStore.</exception>
    public AccessPicture Read(AccessSnapshotDocument snapshot)
    {
        var paths = new List<AccessPath>(snapshot.Paths);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using FileStream stream = File.OpenRead(FileOf(snapshot.Tenant, snapshot.Id));
            using var zip = new GZipStream(stream, CompressionMode.Decompress);
            using var reader = new StreamReader(zip);
            bool head = true;
            while (reader.ReadLine() is { } line)
            {
                byte[] bytes = System.Text.Encoding.UTF8.GetBytes(line);
                sha.AppendData(bytes);
                sha.AppendData([NewLine]);
                if (head)
                {
                    head = false;
                    DemandOurs(snapshot, CoreJson.FromBytes<SnapshotHead>(bytes));
                }
                else
                {
                    paths.Add(CoreJson.FromBytes<AccessPath>(bytes));
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            throw AccessErrors.SnapshotDamaged.With($"Snapshot {snapshot.Id} of tenant '{snapshot.TenantName}' cannot be read: {e.Message}", e).About(snapshot.Id, snapshot.Tenant);
        }

        if (!string.Equals(Convert.ToHexString(sha.GetHashAndReset()), snapshot.Hash, StringComparison.OrdinalIgnoreCase))
        {
            throw AccessErrors.SnapshotDamaged.With($"Snapshot {snapshot.Id} of tenant '{snapshot.TenantName}' is not what the ledger recorded: its file was changed.").About(snapshot.Id, snapshot.Tenant);
        }

        return new(snapshot.Tenant, $"snapshot of {snapshot.At:yyyy-MM-dd HH:mm}Z", paths, snapshot.Incomplete);
    }

    /// <summary>Names of people: for the owner's eyes only.</summary>
    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private void DemandOurs(AccessSnapshotDocument snapshot, SnapshotHead head)
    {
        if (head.Ledger != ledger.LedgerId || head.Id != snapshot.Id || head.Tenant != snapshot.Tenant)
        {
            throw AccessErrors.SnapshotOfAnotherStore.With($"The file of snapshot {snapshot.Id} is snapshot {head.Id} of another store or tenant.").About(snapshot.Id, snapshot.Tenant);
        }
    }

    private string FileOf(string tenantId, string id) => Path.Combine(storePath, "snapshots", tenantId, id + ".json.gz");

    private sealed record SnapshotHead(int Format, string Ledger, string Id, string Tenant, DateTimeOffset At);
}
