using MspGov.Core.Errors;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

/// <summary>What monitoring asks of a store.</summary>
public sealed partial class LedgerStore
{
    /// <summary>Time of the newest epoch, UTC.</summary>
    public DateTimeOffset NewestEpochAt => _readers.Read(connection => EpochRow.Last(connection)!.Leaf.At);

    /// <summary>How many epochs each copy of the high-water mark has seen, against those that the database holds.</summary>
    public HighWaterState HighWater()
    {
        ThrowIfDisposed();

        // Read before the database: a mark never leads it, so with commits going on it can only look older than it is.
        using HighWaterMark mark = HighWaterMark.Open(_context.Folder);
        long[] seen = [.. mark.ReadEach(_context.Ledger).Select(found => found?.Epochs ?? 0)];
        return new HighWaterState(Info.Epochs, seen[0], seen[1], HighWaterMark.StateFile(_context.Ledger));
    }

    /// <summary>Why the private ledger keys in force cannot be read; null when they can.</summary>
    public string? LedgerKeysProblem()
    {
        ThrowIfDisposed();
        try
        {
            using var pair = LedgerKeyPair.Load(_context.Folder.LedgerKeys, _readers.Read(connection => KeyLog.Read(connection).Vkeys));
            return null;
        }
        catch (GovException e)
        {
            return e.Message;
        }
    }

    /// <summary>Files of keys and secrets that others than their owner can read.</summary>
    public IReadOnlyList<string> ExposedKeys()
    {
        string keys = System.IO.Path.Combine(Path, "keys");
        return [.. Directory.EnumerateFiles(keys, "*", SearchOption.AllDirectories).Prepend(keys).Where(file => !OwnerOnlyFile.IsOwnerOnly(file))];
    }
}

/// <summary>The high-water marks of a store.</summary>
/// <param name="Epochs">Epochs in the database.</param>
/// <param name="InFolder">Epochs that the mark in the store's folder has seen.</param>
/// <param name="InState">Epochs that the user's own mark has seen; 0 when there was none on this machine.</param>
/// <param name="StateFile">Where the user's own mark is.</param>
public sealed record HighWaterState(long Epochs, long InFolder, long InState, string StateFile);
