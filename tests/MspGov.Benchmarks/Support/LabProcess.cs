using System.Diagnostics;
using System.Globalization;
using MspGov.Core.Services;
using MspGov.Testing.Lab;

namespace MspGov.Benchmarks.Support;

/// <summary>Lab tenants served by a process of their own, so that time and memory measured here are the client's alone.</summary>
internal sealed class LabProcess : IDisposable
{
    private readonly Process _process;

    private LabProcess(Process process, Uri endpoint, IReadOnlyList<Tenant> tenants)
    {
        _process = process;
        Endpoint = endpoint;
        Tenants = tenants;
    }

    public Uri Endpoint { get; }

    public IReadOnlyList<Tenant> Tenants { get; }

    /// <summary>Starts one; returns when all its tenants are made.</summary>
    /// <param name="tenants">How many tenants.</param>
    /// <param name="size">Their size.</param>
    /// <param name="latency">What each answer waits.</param>
    /// <param name="unitsPer10Seconds">Limit of each tenant in resource units; 0 for none.</param>
    public static async Task<LabProcess> StartAsync(int tenants, LabSize size, TimeSpan latency, int unitsPer10Seconds = 0)
    {
        Process process = Self.Start(["lab", $"{tenants}", $"{size}", $"{latency.TotalMilliseconds}", $"{unitsPer10Seconds}"]);
        var endpoint = new Uri((await process.StandardOutput.ReadLineAsync())!);
        var found = new List<Tenant>();
        for (int i = 0; i < tenants; i++)
        {
            string[] parts = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
            found.Add(new(parts[0], parts[1], parts[2]));
        }

        return new(process, endpoint, found);
    }

    /// <summary>What the started process does: serves until its input ends.</summary>
    public static async Task ServeAsync(string[] args)
    {
        int count = int.Parse(args[0], CultureInfo.InvariantCulture);
        TestLab[] labs =
        [
            .. Enumerable.Range(1, count).Select(i => TestLab.Create($"lab{i:000}", Enum.Parse<LabSize>(args[1]), i)),
        ];
        foreach (TestLab lab in labs)
        {
            lab.Inspect(directory => directory.Version);
            int units = int.Parse(args[3], CultureInfo.InvariantCulture);
            lab.Behaviour = new()
            {
                Latency = TimeSpan.FromMilliseconds(double.Parse(args[2], CultureInfo.InvariantCulture)),
                ResourceUnitsPer10Seconds = units == 0 ? null : units,
            };
        }

        await using LabServer server = await LabServer.StartAsync(labs);
        Console.WriteLine(server.Endpoint);
        foreach (TestLab lab in labs)
        {
            Console.WriteLine($"{lab.Name} {lab.TenantId} {lab.Token}");
        }

        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>A tenant that is served.</summary>
    internal sealed record Tenant(string Name, string TenantId, string Token);
}
