using System.Buffers.Binary;
using System.Diagnostics;
using MspGov.Core.Errors;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Append;

/// <summary>
/// Takes turns at writing among processes. SQLite alone lets a busy writer come back before a waiting one wakes. Here who waits
/// says so in a small shared file, and who has just written lets them go first.
/// </summary>
internal sealed class WriterTurn : IDisposable
{
    private const int Record = 16;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _file;
    private readonly long _token = Random.Shared.NextInt64(1, long.MaxValue);

    public WriterTurn(string path)
    {
        FileStream? file = null;
        StoreFiles.Writing(path, () => file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        _file = file!;
    }

    /// <summary>Begins a writing transaction.</summary>
    /// <exception cref="GovException">Busy past the timeout.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public void Begin(SqliteConnection connection, TimeSpan timeout, Func<bool> cancelled)
    {
        if (OthersWait())
        {
            Thread.Sleep(3);
        }

        var waited = Stopwatch.StartNew();
        while (!connection.TryBeginImmediate())
        {
            if (cancelled())
            {
                throw new OperationCanceledException();
            }

            if (waited.Elapsed > timeout)
            {
                throw StoreErrors.Busy.With($"Other processes held the store for more than {timeout.TotalSeconds:0.#} s. Nothing was recorded: try again, or allow more time.");
            }

            Announce();
            Thread.Sleep(1);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Announce()
    {
        Span<byte> record = stackalloc byte[Record];
        BinaryPrimitives.WriteInt64LittleEndian(record, Environment.TickCount64);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], _token);
        RandomAccess.Write(_file.SafeFileHandle, record, 0);
    }

    private bool OthersWait()
    {
        Span<byte> record = stackalloc byte[Record];
        if (RandomAccess.Read(_file.SafeFileHandle, record, 0) < Record || BinaryPrimitives.ReadInt64LittleEndian(record[8..]) == _token)
        {
            return false;
        }

        // Ticks since the machine started: the same clock for all its processes. A store on a share at worst waits in vain.
        long age = Environment.TickCount64 - BinaryPrimitives.ReadInt64LittleEndian(record);
        return age >= 0 && age < Fresh.TotalMilliseconds;
    }
}
