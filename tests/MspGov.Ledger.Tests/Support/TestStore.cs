using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger;

namespace MspGov.Ledger.Tests.Support;

/// <summary>A store in its own temporary folder, with one operator and a way to add tenants and entries.</summary>
internal sealed class TestStore : IDisposable
{
    static TestStore() => Environment.SetEnvironmentVariable("MSPGOV_STATE", Path.Combine(Path.GetTempPath(), "mspgov-test-state"));

    public TestStore(TimeProvider? time = null, string? root = null)
    {
        Root = root is null ? Directory.CreateTempSubdirectory("mspgov-ledger-").FullName : Path.Combine(root, "world");
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

    public void Reopen(string? path = null)
    {
        Ledger.Dispose();
        Ledger = path is null ? Open() : LedgerStore.Open(new ConnectRequest { Path = path, Operator = "alice" }, Time);
    }

    /// <summary>A statement on a database, past all rules of the product.</summary>
    public static void Sql(string database, string statement)
    {
        using var connection = MspGov.Ledger.Sqlite.SqliteConnection.Open(database);
        connection.Execute(statement);
    }

    public static EntryDraft Enrolment(KeyEnrolDetail key) =>
        new() { Log = LogIds.Keys, Action = LedgerActions.KeyEnrol, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(key) };

    /// <summary>An operator with a key and a role everywhere.</summary>
    public static void AddOperator(TestStore store, string id, string role)
    {
        var correlation = Guid.NewGuid();
        KeyEnrolDetail key = store.Ledger.CreateOperatorKey(id, null);
        store.Ledger.Append(
        [
            new EntryDraft { Log = LogIds.Msp, Action = OperatorActions.Create, Correlation = correlation, Detail = CoreJson.ToBytes(new OperatorDocument { Id = id, DisplayName = id }) },
            Enrolment(key) with { Correlation = correlation },
            new EntryDraft
            {
                Log = LogIds.Msp,
                Action = OperatorActions.RoleGrant,
                Correlation = correlation,
                Detail = CoreJson.ToBytes(new RoleGrantDocument { Id = Guid.NewGuid().ToString(), Operator = id, Role = role, Scope = RoleScope.Everywhere }),
            },
        ]);
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
