using System.Diagnostics;
using System.Text.Json.Nodes;
using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Graph.Inventory;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Benchmarks.Access;

/// <summary>Requests of an inventory by delta: the first one, and the next when one in a hundred of everything changed; beside them a reading that asks for everything.</summary>
internal static class DeltaBenchmark
{
    /// <summary>What Get-TenantAccess reads; and with credentials, what Get-NonHumanIdentity reads.</summary>
    private static readonly (string Cmdlet, InventoryFamily Families)[] Inventories =
    [
        ("Get-TenantAccess", InventoryFamily.Access),
        ("Get-NonHumanIdentity", InventoryFamily.Access | InventoryFamily.Credentials),
    ];

    public static async Task RunAsync()
    {
        Console.WriteLine("| tenant, inventory | reading | HTTP requests | requests in them | time | HTTP against the first | against reading everything |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (LabSize size in (LabSize[])[LabSize.Medium, LabSize.Large])
        {
            foreach ((string cmdlet, InventoryFamily families) in Inventories)
            {
                await OneAsync(size, cmdlet, families);
            }
        }
    }

    private static async Task OneAsync(LabSize size, string cmdlet, InventoryFamily families)
    {
        string folder = Directory.CreateTempSubdirectory("mspgov-delta").FullName;
        try
        {
            TestLab lab = TestLab.Create("contoso", size);
            using var counter = new Counter(lab.Handler());
            using var clients = new TenantClientFactory(new TenantClientFactoryOptions { LabHandler = _ => counter });
            TenantClient client = clients.For(new TenantDocument { Id = lab.TenantId, Name = lab.Name, Connection = new() { Kind = ConnectionKind.Lab, Lab = lab.Name } });
            string users = $"{lab.Inspect(directory => directory.Users.Count()):N0} users, {cmdlet}";
            Figures plain = await ReadAsync(lab, client, counter, families, null);
            Print("everything", plain, null);
            Figures first = await ReadAsync(lab, client, counter, families, folder);
            Print("first by delta", first, first);
            Print("next, nothing changed", await ReadAsync(lab, client, counter, families, folder), first);
            Change(lab);
            Figures next = await ReadAsync(lab, client, counter, families, folder);
            Print("next, 1% changed", next, first);
            Figures again = await ReadAsync(lab, client, counter, families, null);
            if (next.Paths != again.Paths)
            {
                throw new InvalidOperationException($"By delta {next.Paths} paths, by reading everything {again.Paths}.");
            }

            void Print(string what, Figures figures, Figures? against) => Console.WriteLine(
                $"| {users} | {what} | {figures.Http} | {figures.Requests} | {figures.Time.TotalSeconds:0.0} s | {(against is null ? "" : $"{(double)figures.Http / against.Http:0.000}")} | {(double)figures.Http / plain.Http:0.000} |");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Figures> ReadAsync(TestLab lab, TenantClient client, Counter counter, InventoryFamily families, string? folder)
    {
        lab.Requests.Clear();
        int before = counter.Count;
        long start = Stopwatch.GetTimestamp();
        InventoryMirror? mirror = folder is null ? null : InventoryMirror.Open(folder, lab.TenantId, [1]);
        TenantInventory inventory = await new InventoryReader(client, lab.Time, mirror).ReadAsync(families, CancellationToken.None);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        if (inventory.Completeness != Completeness.Complete || inventory.Requests != counter.Count - before)
        {
            throw new InvalidOperationException($"{inventory.Completeness}; {inventory.Requests} requests told, {counter.Count - before} sent.");
        }

        return new(counter.Count - before, lab.Requests.All.Count(request => request.Path != "/$batch"), time, new AccessPathFinder(inventory, lab.Name).Find(AccessFilter.All).Count());
    }

    /// <summary>One in a hundred of each list, of memberships, of role holders and of sign-ins.</summary>
    private static void Change(TestLab lab) => lab.Change((directory, transaction) =>
    {
        foreach (string set in (string[])[Sets.Users, Sets.Groups, Sets.ServicePrincipals, Sets.Applications])
        {
            foreach (LabObject item in Some(directory.Set(set).All))
            {
                transaction.Put(item.With(node => node["displayName"] = node["displayName"] + " changed"));
            }
        }

        string now = lab.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        foreach (LabObject user in Some(directory.Users.Skip(50)))
        {
            transaction.Put(user.With(node => node["signInActivity"] = new JsonObject { ["lastSignInDateTime"] = now }));
        }

        foreach ((string from, string to) in directory.Edges(Relations.Members).All.Where((_, i) => i % 100 == 0).ToList())
        {
            transaction.Unlink(Relations.Members, from, to);
        }

        foreach (string relation in (string[])[Sets.RoleAssignments, Sets.PermissionGrants, Sets.AppRoleAssignments])
        {
            foreach (LabObject item in Some(directory.Set(relation).All))
            {
                transaction.Delete(item);
            }
        }
    });

    private static List<LabObject> Some(IEnumerable<LabObject> items) => [.. items.Where((_, i) => i % 100 == 0)];

    private sealed record Figures(int Http, int Requests, TimeSpan Time, int Paths);

    private sealed class Counter(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int _count;

        public int Count => _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
