using System.Diagnostics;
using System.Globalization;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger;

// A process that writes to a store, for the tests that kill it, run several of it, or give it too small a disk.
switch (args)
{
    case ["append", var path, var tenant, var writer, var first, var count]:
        Append(path, tenant, writer, int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
        return 0;
    case ["fill-disk", var folder]:
        FillDisk(folder);
        return 0;
    case ["backup", var path, var to]:
        return Work(path, ledger => ledger.Backup(to, new LedgerVerification()));
    case ["restore", var from, var path]:
        return Restore(from, path, asSuccessor: false);
    case ["succeed", var from, var path]:
        return Restore(from, path, asSuccessor: true);
    case ["rotate", var path]:
        return Work(path, ledger => ledger.RotateLedgerKeys("T-1", "drill"));
    case ["export", var path, var tenant, var to]:
        return Work(path, ledger => ledger.ExportEvidence(new EvidenceRequest { TenantId = tenant, Path = to }));
    case ["trust", var path, var tenant, var to]:
        return Work(path, ledger => ledger.ExportTrust(tenant, to, overwrite: true));
    case ["erase", var path, var tenant, var seq]:
        long one = long.Parse(seq, CultureInfo.InvariantCulture);
        return Work(path, ledger => ledger.EraseDetails(new ErasureRequest { Log = tenant, First = one, Last = one, Reason = "drill", Ticket = "T-1" }));
    default:
        Console.Error.WriteLine("append <store> <tenant> <writer> <first> <count> | fill-disk <folder> | backup | restore | succeed | rotate | export | trust | erase");
        return 2;
}

// What a command of the module does, in a process that a test can kill. A refusal is said by its id: exit code 1.
static int Work(string path, Action<LedgerStore> work) => Try(() =>
{
    using LedgerStore ledger = LedgerStore.Open(new ConnectRequest { Path = path, Operator = "alice" });
    work(ledger);
});

static int Restore(string from, string path, bool asSuccessor) => Try(() =>
    LedgerStore.Restore(new RestoreRequest { BackupPath = from, Path = path, Operator = "alice", Reason = "drill", AsSuccessor = asSuccessor }));

static int Try(Action work)
{
    try
    {
        work();
        return 0;
    }
    catch (GovException e)
    {
        Say($"{e.Definition.Id}: {e.Message}");
        return 1;
    }
}

// Says every entry's number once it is durable, and at the end the longest that one took.
static void Append(string path, string tenant, string writer, int first, int count)
{
    using LedgerStore ledger = LedgerStore.Open(new ConnectRequest { Path = path, Operator = "alice" });
    Say("open");
    var longest = TimeSpan.Zero;
    for (int n = first; n < first + count; n++)
    {
        long start = Stopwatch.GetTimestamp();
        ledger.Append([Draft(tenant, $"{writer}-{n}", "{}")]);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        longest = took > longest ? took : longest;
        Say(n.ToString(CultureInfo.InvariantCulture));
    }

    Say(string.Create(CultureInfo.InvariantCulture, $"longest {longest.TotalMilliseconds:0}"));
}

// On a small disk: appends until it is full, makes room, goes on, and verifies.
static void FillDisk(string folder)
{
    string ballast = Path.Combine(folder, "ballast");
    File.WriteAllBytes(ballast, new byte[1 << 20]);
    string path = Path.Combine(folder, "store");
    LedgerStore.Initialize(new InitializeStoreRequest { Path = path, Operator = "alice", DisplayName = "Alice" });
    using LedgerStore ledger = LedgerStore.Open(new ConnectRequest { Path = path, Operator = "alice" });
    string tenant = Guid.NewGuid().ToString("D");
    ledger.Append([new EntryDraft
    {
        Log = tenant,
        Action = TenantActions.Register,
        Correlation = Guid.NewGuid(),
        Detail = MspGov.Core.Json.CoreJson.ToBytes(new TenantDocument { Id = tenant, Name = "contoso", Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = "contoso" } }),
    }]);
    int acknowledged = 0;
    GovException? full = null;
    while (full is null)
    {
        try
        {
            ledger.Append([Draft(tenant, $"w-{acknowledged}", $"{{\"text\":\"{new string('x', 20_000)}\"}}")]);
            acknowledged++;
        }
        catch (GovException e)
        {
            full = e;
        }
    }

    Say($"full {full.Definition.Id} {acknowledged}");
    Say($"kept {Count(ledger, tenant)} {ledger.Verify(new LedgerVerification()).Verdict}");
    File.Delete(ballast);
    ledger.Append([Draft(tenant, "after", "{}")]);
    Say($"after {Count(ledger, tenant)} {ledger.Verify(new LedgerVerification()).Verdict}");
}

static int Count(LedgerStore ledger, string tenant) => ledger.Query(new EntryQuery { Logs = [tenant], Action = TenantActions.Test }).Count();

static EntryDraft Draft(string tenant, string ticket, string detail) => new()
{
    Log = tenant,
    Action = TenantActions.Test,
    Correlation = Guid.NewGuid(),
    Ticket = ticket,
    Detail = Encoding.UTF8.GetBytes(detail),
};

static void Say(string line)
{
    Console.Out.WriteLine(line);
    Console.Out.Flush();
}
