using System.Text.Json;

namespace MspGov.Testing.Contract;

/// <summary>A step of an HTTP pipeline that remembers what its requests did against the contract, those inside batches too.</summary>
public sealed class ContractHandler(ContractChecker checker) : DelegatingHandler
{
    private readonly List<string> _mistakes = [];

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<string> Mistakes
    {
        get
        {
            lock (_mistakes)
            {
                return [.. _mistakes.Distinct()];
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var found = (await checker.CheckAsync(request, cancellationToken)).ToList();
        if (request.RequestUri!.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) && request.Content is not null)
        {
            using var document = JsonDocument.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
            foreach (var item in document.RootElement.GetProperty("requests").EnumerateArray())
            {
                var body = item.TryGetProperty("body", out var element) ? element.GetRawText() : null;
                found.AddRange(checker.Check(item.GetProperty("method").GetString()!, "/" + item.GetProperty("url").GetString()!.TrimStart('/'), body));
            }
        }

        lock (_mistakes)
        {
            _mistakes.AddRange(found);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
