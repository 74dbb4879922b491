using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MspGov.Benchmarks.Support;
using MspGov.Testing;

namespace MspGov.Benchmarks.Module;

/// <summary>
/// Import of the module into a running engine against that of a binary module with one cmdlet that does nothing. Each import is the
/// first of its module in a process of its own, in which the engine has imported another module, with a view, before: the engine's own
/// first use of its parts is not ours.
/// </summary>
internal static class ImportBenchmark
{
    private const int Rounds = 15;

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        string warmUp = EmptyModule.Write(folder.Path, "WarmUp", view: true);
        string empty = EmptyModule.Write(folder.Path, "Nothing");
        var times = new Dictionary<string, List<double>> { [empty] = [], [Repository.ModuleManifest] = [] };
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((string manifest, List<double> found) in times)
            {
                using Process worker = Self.Start(["import", manifest, warmUp]);
                found.Add(double.Parse(await worker.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture));
            }
        }

        Console.WriteLine($"{Rounds} processes each, load {Contest.Load()}");
        Console.WriteLine("| module | best | median |");
        Console.WriteLine("|---|---|---|");
        foreach ((string manifest, List<double> found) in times)
        {
            found.Sort();
            Console.WriteLine($"| {Path.GetFileNameWithoutExtension(manifest)} | {found[0]:0.0} ms | {found[Rounds / 2]:0.0} ms |");
        }

        List<double> nothing = times[empty];
        List<double> ours = times[Repository.ModuleManifest];
        Console.WriteLine($"| ratio | {ours[0] / nothing[0]:0.00} | {ours[Rounds / 2] / nothing[Rounds / 2]:0.00} |");
    }

    /// <summary>Imports in this process and tells how many milliseconds it took.</summary>
    public static void One(string manifest, string warmUp)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        Import(runspace, warmUp);
        long start = Stopwatch.GetTimestamp();
        Import(runspace, manifest);
        Console.Write(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static void Import(Runspace runspace, string manifest)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop").Invoke();
    }
}
