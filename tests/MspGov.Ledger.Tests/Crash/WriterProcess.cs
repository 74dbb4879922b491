using System.Diagnostics;
using System.Globalization;
using MspGov.Ledger.Tests.Support;
using MspGov.Testing;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>A process of its own that appends to a store and says each number once it is durable.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WriterProcess(TestStore store, string tenant, string name, int count = int.MaxValue)
    {
        Name = name;
        _process = Start("append", store.StorePath, tenant, name, "0", (count == int.MaxValue ? 1_000_000 : count).ToString(CultureInfo.InvariantCulture));
        _reading = ReadAsync();
    }

    public string Name { get; }

    /// <summary>Entries that it was told are durable.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>What the longest append took, in milliseconds; when it came to its end.</summary>
    public int? Longest { get; private set; }

    public static string Dll => Repository.At(
        "tests", "MspGov.LedgerWriter", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "MspGov.LedgerWriter.dll");

    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Dll, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Waits until an entry of it is durable.</summary>
    public Task FirstAsync() => _first.Task;

    /// <summary>SIGKILL, and what it had said until then is read to the end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("longest ", StringComparison.Ordinal))
            {
                Longest = int.Parse(line.AsSpan(8), CultureInfo.InvariantCulture);
            }
            else if (line != "open")
            {
                Acknowledged++;
                _first.TrySetResult();
            }
        }

        _first.TrySetException(new InvalidOperationException($"Writer {Name} ended before its first entry: {await errors}"));
    }
}
