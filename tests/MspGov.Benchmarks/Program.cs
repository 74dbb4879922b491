using MspGov.Benchmarks.Access;

switch (args)
{
    case ["access-memory"]:
        await MemoryBenchmark.RunAsync();
        break;
    case ["import"]:
        await MspGov.Benchmarks.Module.ImportBenchmark.RunAsync();
        break;
    case ["throttle"]:
        await MspGov.Benchmarks.Throttling.ThrottleBenchmark.RunAsync();
        break;

    // What the benchmarks start as other processes.
    case ["lab", .. var rest]:
        await MspGov.Benchmarks.Support.LabProcess.ServeAsync(rest);
        break;
    case ["access-memory", var count]:
        await MemoryBenchmark.OneAsync(int.Parse(count));
        break;
    case ["import", var manifest, var warmUp]:
        MspGov.Benchmarks.Module.ImportBenchmark.One(manifest, warmUp);
        break;
    case ["throttle", .. var rest]:
        await MspGov.Benchmarks.Throttling.ThrottleBenchmark.WorkAsync(rest);
        break;

    case ["access-large"]:
        await LargeTenantBenchmark.RunAsync();
        break;
    case ["access-fleet", var tenants, var latency]:
        await FleetBenchmark.RunAsync(int.Parse(tenants), int.Parse(latency));
        break;
    case ["access-fleet", var tenants, var latency, var rounds]:
        await FleetBenchmark.RunAsync(int.Parse(tenants), int.Parse(latency), int.Parse(rounds), sdkTenants: 0);
        break;
    case ["access-delta"]:
        await DeltaBenchmark.RunAsync();
        break;
    case ["lifecycle", var tenants, var latency]:
        await MspGov.Benchmarks.Lifecycle.LifecycleBenchmark.RunAsync(int.Parse(tenants), int.Parse(latency), people: 5000);
        break;
    case ["policy"]:
        MspGov.Benchmarks.Policy.PolicyBenchmark.Run();
        break;
    case ["ledger-append"]:
        MspGov.Benchmarks.Ledger.AppendBenchmark.Run();
        break;
    case ["sweep"]:
        await MspGov.Benchmarks.Elevation.SweepBenchmark.RunAsync(20, 1000);
        break;
    case ["sweep", var tenants, var grants]:
        await MspGov.Benchmarks.Elevation.SweepBenchmark.RunAsync(int.Parse(tenants), int.Parse(grants));
        break;
    case ["reviews"]:
        await MspGov.Benchmarks.Reviews.OpeningBenchmark.RunAsync(20, 30, 3);
        break;
    case ["reviews", var tenants, var latency, var rounds]:
        await MspGov.Benchmarks.Reviews.OpeningBenchmark.RunAsync(int.Parse(tenants), int.Parse(latency), int.Parse(rounds));
        break;
    case ["templates"]:
        await MspGov.Benchmarks.Templates.TemplateBenchmark.RunAsync(tenants: 200, latencyMilliseconds: 20, rounds: 5);
        break;
    case ["templates", var tenants, var latency, var rounds]:
        await MspGov.Benchmarks.Templates.TemplateBenchmark.RunAsync(int.Parse(tenants), int.Parse(latency), int.Parse(rounds));
        break;
    case ["ledger-large", var entries, .. var folder]:
        MspGov.Benchmarks.Ledger.LargeLedgerBenchmark.Run(int.Parse(entries), folder.FirstOrDefault());
        break;
    case ["ledger-verify"]:
        MspGov.Benchmarks.Ledger.VerifyBenchmark.Run();
        break;
    default:
        Console.WriteLine("Name a benchmark: access-large, access-fleet <tenants> <latency in ms> [rounds], access-delta, access-memory, import, throttle, lifecycle <tenants> <latency in ms>, policy, ledger-append, ledger-verify, ledger-large <entries> [folder], sweep [<tenants> <grants>], reviews [<tenants> <latency in ms> <rounds>], templates [<tenants> <latency in ms> <rounds>].");
        break;
}
