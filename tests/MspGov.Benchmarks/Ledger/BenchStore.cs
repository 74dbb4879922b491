using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger;

namespace MspGov.Benchmarks.Ledger;

/// <summary>A store in a folder of its own, and drafts to append.</summary>
internal sealed class BenchStore : IDisposable
{
    private readonly bool _kept;

    /// <param name="root">A folder to keep the store in, and to find it in again; a temporary one by default.</param>
    public BenchStore(string? root = null)
    {
        _kept = root is not null;
        Root = root ?? Directory.CreateTempSubdirectory("mspgov-bench-").FullName;
        Environment.SetEnvironmentVariable("MSPGOV_STATE", Path.Combine(Root, "state"));
        IsNew = !Directory.Exists(StorePath);
        if (IsNew)
        {
            LedgerStore.Initialize(new InitializeStoreRequest { Path = StorePath, Operator = "alice", DisplayName = "Alice" });
        }

        Ledger = Open();
    }

    public bool IsNew { get; }

    public string Root { get; }

    public string StorePath => Path.Combine(Root, "store");

    public string Database => Path.Combine(StorePath, "ledger.db");

    public LedgerStore Ledger { get; private set; }

    public LedgerStore Open() => LedgerStore.Open(new ConnectRequest { Path = StorePath, Operator = "alice" });

    public void Close() => Ledger.Dispose();

    public void Reopen() => Ledger = Open();

    public string AddTenant(string name)
    {
        string id = Guid.NewGuid().ToString("D");
        Ledger.Append([new EntryDraft
        {
            Log = id,
            Action = TenantActions.Register,
            Correlation = Guid.NewGuid(),
            Detail = CoreJson.ToBytes(new TenantDocument { Id = id, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } }),
        }]);
        return id;
    }

    /// <summary>What a test of a tenant leaves: an entry that no fold looks at.</summary>
    public static EntryDraft Reading(string tenant, int n, Guid correlation) => new()
    {
        Log = tenant,
        Action = TenantActions.Test,
        Correlation = correlation,
        Subject = new EntrySubject("user", $"{n % 5000:x8}-0000-4000-8000-000000000000", "Adele Vance"),
        Ticket = $"CHG-{n}",
        Detail = CoreJson.ToBytes(new ReadingDetail(n, 20_000 + n, "connection and permissions tested, nothing missing, no warning")),
    };

    /// <summary>Appends so many entries, round the tenants, some to a commit.</summary>
    public void Fill(IReadOnlyList<string> tenants, int entries, int commit = 500)
    {
        for (int done = 0; done < entries; done += commit)
        {
            var correlation = Guid.NewGuid();
            int from = done;
            Ledger.Append([.. Enumerable.Range(from, Math.Min(commit, entries - from)).Select(n => Reading(tenants[n % tenants.Count], n, correlation))]);
        }
    }

    public void Dispose()
    {
        Ledger.Dispose();
        if (!_kept)
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    private sealed record ReadingDetail(int Run, int Paths, string Note);
}
