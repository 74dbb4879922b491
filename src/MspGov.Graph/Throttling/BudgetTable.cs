using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using System.Text;

namespace MspGov.Graph.Throttling;

/// <summary>
/// Records of budgets in a memory-mapped file, shared by the processes of this machine that use the same store. Each value is one
/// 64-bit word that is only changed by compare-and-swap: there is no lock to wait for and none that a killed process could leave behind.
/// What it holds is only ever advice on timing; losing the file loses nothing.
/// </summary>
internal sealed unsafe class BudgetTable : IDisposable
{
    private const long Magic = 0x3130544744424753;
    private const int Records = 8192;
    private const int HeaderWords = BudgetRecord.Words;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly long[]? _memory;
    private readonly long* _words;

    private BudgetTable(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _words = (long*)(start + _view.PointerOffset);
    }

    private BudgetTable()
    {
        _memory = GC.AllocateArray<long>(Length / sizeof(long), pinned: true);
        _words = (long*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _memory[0]);
    }

    private static int Length => (HeaderWords + (Records * BudgetRecord.Words)) * sizeof(long);

    /// <summary>True when other processes see it.</summary>
    public bool IsShared => _file is not null;

    /// <summary>A table of this process alone.</summary>
    public static BudgetTable InProcess() => new();

    /// <summary>The table of a folder; one of this process alone where the folder does not let it be.</summary>
    public static BudgetTable Shared(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            FileStream stream = new(Path.Combine(folder, "throttle.v1"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length < Length)
            {
                stream.SetLength(Length);
            }

            BudgetTable table = new(MemoryMappedFile.CreateFromFile(stream, null, Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false));
            long found = Interlocked.CompareExchange(ref table._words[0], Magic, 0);
            if (found is 0 or Magic)
            {
                return table;
            }

            table.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // A read-only or odd folder: the budget is kept, only not shared.
        }

        return InProcess();
    }

    /// <summary>The record of a key; made when missing. Null when the table is full.</summary>
    public BudgetRecord? Find(string key)
    {
        long hash = BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        hash = hash == 0 ? 1 : hash;
        int start = (int)((ulong)hash % Records);
        for (int i = 0; i < Records; i++)
        {
            long* record = _words + HeaderWords + ((start + i) % Records * BudgetRecord.Words);
            long found = Interlocked.CompareExchange(ref *record, hash, 0);
            if (found == 0 || found == hash)
            {
                return new BudgetRecord(this, record);
            }
        }

        return null;
    }

    public void Dispose()
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }
    }
}
