using MspGov.Benchmarks.Access;

switch (args)
{
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
    case ["policy"]:
        MspGov.Benchmarks.Policy.PolicyBenchmark.Run();
        break;
    case ["ledger-append"]:
        MspGov.Benchmarks.Ledger.AppendBenchmark.Run();
        break;
    default:
        Console.WriteLine("Name a benchmark: access-large, access-fleet <tenants> <latency in ms>, access-delta, policy, ledger-append.");
        break;
}
