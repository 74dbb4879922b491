using MspGov.Core.Services;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Tests.Support;

/// <summary>A world of packs that is backed up, lost, and restored.</summary>
internal sealed class BackupWorld : IDisposable
{
    public BackupWorld(int entries = 6) => World = new PackWorld(entries);

    public PackWorld World { get; }

    public TestStore Store => World.Store;

    public LedgerStore Ledger => World.Store.Ledger;

    public string State => HighWaterMark.StateFile(Ledger.LedgerId);

    public string At(string name) => Path.Combine(Store.Root, name);

    public string Backup(string name = "backup")
    {
        Ledger.Backup(At(name), new LedgerVerification());
        return At(name);
    }

    public RestoreInfo Restore(string from, string? to = null, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        var request = new RestoreRequest { BackupPath = from, Path = to ?? Store.StorePath, Operator = "alice", Reason = "disk lost", Ticket = "INC-1" };
        return LedgerStore.Restore(with?.Invoke(request) ?? request, time: Store.Time);
    }

    /// <summary>Copies the store as it is now, as somebody would who copies files.</summary>
    public string CopyStore(string name)
    {
        Ledger.Dispose();
        Copy(Store.StorePath, At(name));
        Store.Reopen();
        return At(name);
    }

    public static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    public void Lose()
    {
        Ledger.Dispose();
        Directory.Delete(Store.StorePath, recursive: true);
    }

    public void Dispose() => World.Dispose();
}
