using System.Globalization;
using MspGov.Graph.Throttling;
using MspGov.Graph.Tokens;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Throttling;

/// <summary>What each of several processes does that share a tenant: sends requests, eight at a time.</summary>
internal static class BudgetWorker
{
    public static string[] Arguments(Uri endpoint, string folder, int requests) =>
        ["budget-worker", endpoint.AbsoluteUri, folder, requests.ToString(CultureInfo.InvariantCulture)];

    public static async Task<int> RunAsync(string[] args)
    {
        using BudgetTable table = BudgetTable.Shared(args[2]);
        TenantClient client = new(
            Clients.Tenant,
            "contoso",
            new Uri(args[1]),
            new HttpMessageInvoker(new SocketsHttpHandler()),
            new Fixed(),
            new TenantClientSettings { Gate = new ThrottleBudget(table, "app", Clients.Tenant, WorkloadLimit.Published, TimeProvider.System) });
        Console.WriteLine("ready");
        Console.ReadLine();
        int fine = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, int.Parse(args[3], CultureInfo.InvariantCulture)),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, cancellationToken) =>
            {
                if ((await client.SendAsync(GraphRequest.Get("/groups/x"), cancellationToken)).IsSuccess)
                {
                    Interlocked.Increment(ref fine);
                }
            });
        Console.WriteLine(fine);
        return 0;
    }

    private sealed class Fixed : ITokenSource
    {
        private readonly TenantToken _token = TenantToken.Read(Jwt.Of(Clients.Tenant));

        public ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(_token);
    }
}
