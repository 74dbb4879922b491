using System.Diagnostics;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Benchmarks.Policy;

/// <summary>Decisions a second on one core: 200 operators scoped by tenant group, 1,000 tenants, rules included.</summary>
internal static class PolicyBenchmark
{
    public static void Run()
    {
        var register = new MemoryRegister();
        var tenants = Enumerable.Range(0, 1000).Select(i => new TenantDocument
        {
            Id = new Guid(i + 1, 0, 0, new byte[8]).ToString("D"),
            Name = $"tenant{i}",
            Groups = [$"group{i % 20}"],
            Connection = new TenantConnection { Kind = ConnectionKind.Lab },
        }).ToArray();
        Array.ForEach(tenants, register.Put);
        for (int i = 0; i < 200; i++)
        {
            register.Put(new OperatorDocument { Id = $"op{i}", DisplayName = $"Operator {i}" });
            register.Put(new RoleGrantDocument { Id = $"g{i}", Operator = $"op{i}", Role = BuiltInRoles.HelpDesk, Scope = new RoleScope { TenantGroups = [$"group{i % 20}", $"group{(i + 1) % 20}"] } });
        }

        var contexts = Enumerable.Range(0, 10_000).Select(i => new RuleContext(
            register, $"op{i % 200}",
            new EntryDraft { Log = tenants[i % 1000].Id, Action = TenantActions.AccessRead, Correlation = Guid.Empty },
            DateTimeOffset.UnixEpoch.AddYears(50))).ToArray();
        int permitted = 0;
        long start = Stopwatch.GetTimestamp();
        const int rounds = 100;
        for (int round = 0; round < rounds; round++)
        {
            foreach (RuleContext context in contexts)
            {
                permitted += GovernancePolicy.Decide(context).Kind == RulingKind.Permit ? 1 : 0;
            }
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{rounds * contexts.Length / seconds:N0} decisions/s on one core ({permitted:N0} of {rounds * contexts.Length:N0} permitted)");
    }
}
