using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>One moment at which a process is killed.</summary>
/// <param name="Call">System call before which it dies; null where the moment is a time.</param>
/// <param name="Number">The how-manieth of them, or milliseconds after the start.</param>
internal sealed record Death(string? Call, int Number)
{
    public override string ToString() => Call is null ? $"after {Number} ms" : $"at {Call} {Number}";
}

/// <summary>
/// A world on disk that is laid out again for every death of a process that works on it. Where strace is installed the process dies
/// exactly before a chosen call that changes the disk, so that every step can be reached; elsewhere after a chosen time.
/// </summary>
internal sealed class Drill : IDisposable
{
    private static readonly string[] Calls = ["mkdir", "link", "rename", "renameat2", "unlink", "rmdir", "fsync", "fdatasync", "ftruncate", "pwrite64", "chmod"];
    private static readonly bool HasStrace = Probe();

    private readonly BackupWorld _world;
    private readonly string _stateFile;
    private readonly byte[] _state;
    private readonly Dictionary<string, byte[]> _files;

    /// <summary>Remembers the world as it is; its session is closed.</summary>
    public Drill(BackupWorld world)
    {
        _world = world;
        _stateFile = world.State;
        world.Ledger.Dispose();
        _state = File.ReadAllBytes(_stateFile);
        _files = Directory.GetFiles(Root, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);
    }

    private string Root => _world.Store.Root;

    /// <summary>The moments of a command, found by letting it run to its end: whenever something gets or loses its name, and so many others, evenly spread.</summary>
    public IReadOnlyList<Death> Deaths(int most, params string[] command)
    {
        List<Death> all = HasStrace ? Steps(command) : Times(command);
        List<Death> naming = [.. all.Where(death => death.Call is "link" or "rename" or "renameat2" or "rmdir")];
        List<Death> others = [.. all.Except(naming)];
        return [.. naming, .. others.Count <= most ? others : Enumerable.Range(0, most).Select(i => others[(int)((i + Random.Shared.NextDouble()) * others.Count / most)])];
    }

    /// <summary>Lays the world out and lets a process die in it. Whether it came to its end before.</summary>
    public bool Die(Death death, params string[] command)
    {
        Lay();
        if (death.Call is null)
        {
            using Process process = WriterProcess.Start(command);
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            bool ended = process.WaitForExit(death.Number);
            process.Kill();
            process.WaitForExit();
            return ended;
        }

        return Trace(death.Call, ["-e", $"inject={death.Call}:signal=KILL:when={death.Number.ToString(CultureInfo.InvariantCulture)}", "-o", "/dev/null"], command).ExitCode is 0 or 1;
    }

    /// <summary>Runs a command to its end: its exit code, and what it said.</summary>
    public static (int ExitCode, string Output) Run(params string[] command)
    {
        using Process process = WriterProcess.Start(command);
        return End(process);
    }

    public void Dispose() => _world.Dispose();

    private void Lay()
    {
        Directory.Delete(Root, recursive: true);
        foreach ((string path, byte[] bytes) in _files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        File.WriteAllBytes(_stateFile, _state);
    }

    private List<Death> Times(string[] command)
    {
        Lay();
        long start = Stopwatch.GetTimestamp();
        Assert.Equal((0, ""), Run(command));
        return [.. Enumerable.Range(0, (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds).Select(milliseconds => new Death(null, milliseconds))];
    }

    // A call is counted for each thread, as the injection counts them; what the runtime does before main is left out by its paths.
    private List<Death> Steps(string[] command)
    {
        Lay();
        string trace = Path.Combine(Root, "trace");
        Assert.Equal((0, ""), Trace(string.Join(',', Calls), ["-o", trace], command));
        var counts = new Dictionary<(string Thread, string Call), int>();
        var steps = new List<Death>();
        foreach (string[] parts in File.ReadLines(trace).Select(line => line.Split([' ', '('], 3, StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length == 3 && Calls.Contains(parts[1])))
        {
            int number = counts[(parts[0], parts[1])] = counts.GetValueOrDefault((parts[0], parts[1])) + 1;
            var death = new Death(parts[1], number);
            if (!steps.Contains(death))
            {
                steps.Add(death);
            }
        }

        return steps;
    }

    private static (int ExitCode, string Output) Trace(string calls, string[] options, string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            "strace", ["-f", "-qq", "-e", "trace=" + calls, .. options, "dotnet", WriterProcess.Dll, .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        return End(process);
    }

    private static (int ExitCode, string Output) End(Process process)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static bool Probe()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("strace", ["-f", "-qq", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
