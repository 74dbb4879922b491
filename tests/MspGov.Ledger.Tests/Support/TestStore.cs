using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger;

namespace MspGov.Ledger.Tests.Support;

/// <summary>A store in its own temporary folder, with one operator and a way to add tenants and entries.</summary>
internal sealed class TestStore : IDisposable
{
    static TestStore() => Environment.SetEnvironmentVariable("MSPGOV_STATE", Path.Combine(Path.GetTempPath(), "mspgov-test-state"));

    public TestStore(TimeProvider? time = null)
    {
        Root = Directory.CreateTempSubdirectory("mspgov-ledger-").FullName;
        StorePath = Path.Combine(Root, "store");
        Time = time ?? TimeProvider.System;
        LedgerStore.Initialize(new InitializeStoreRequest { Path = StorePath, Operator = "alice", DisplayName = "Alice" }, Time);
        Ledger = Open();
    }

    public string Root { get; }

    public string StorePath { get; }

    public TimeProvider Time { get; }

    public LedgerStore Ledger { get; private set; }

    public string Database => Path.Combine(StorePath, "ledger.db");

    public static string NewTenantId() => Guid.NewGuid().ToString("D");

    public LedgerStore Open(string operatorId = "alice") =>
        LedgerStore.Open(new ConnectRequest { Path = StorePath, Operator = operatorId }, Time);

    public void Reopen()
    {
        Ledger.Dispose();
        Ledger = Open();
    }

    public string AddTenant(string? name = null)
    {
        string id = NewTenantId();
        Ledger.Append([Registration(id, name ?? "t" + id[..8])]);
        return id;
    }

    public static EntryDraft Registration(string id, string name) => new()
    {
        Log = id,
        Action = TenantActions.Register,
        Correlation = Guid.NewGuid(),
        Detail = CoreJson.ToBytes(new TenantDocument { Id = id, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } }),
    };

    public static EntryDraft Reading(string tenant, int n = 0) => new()
    {
        Log = tenant,
        Action = TenantActions.Test,
        Correlation = Guid.NewGuid(),
        Ticket = $"T-{n}",
        Detail = CoreJson.ToBytes(new ReadDetail(n, "größer + 😀")),
    };

    public sealed record ReadDetail(int Paths, string Note);

    public void Fill(string tenant, int count)
    {
        for (int done = 0; done < count; done += 50)
        {
            int from = done;
            Ledger.Append([.. Enumerable.Range(from, Math.Min(50, count - from)).Select(n => Reading(tenant, n))]);
        }
    }

    public void Dispose()
    {
        Ledger.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
