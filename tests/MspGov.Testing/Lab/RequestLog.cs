using System.Collections.Concurrent;
using System.Text;
using MspGov.Lab.Http;

namespace MspGov.Testing.Lab;

/// <summary>The requests a tenant answered, in order.</summary>
public sealed class RequestLog
{
    private readonly ConcurrentQueue<LoggedRequest> _requests = new();

    /// <summary>Keep the bodies of answers too.</summary>
    public bool KeepAnswers { get; set; }

    public IReadOnlyList<LoggedRequest> All => [.. _requests];

    public IReadOnlyList<LoggedRequest> Writes => [.. _requests.Where(r => r.IsWrite)];

    public int Count => _requests.Count;

    public void Clear() => _requests.Clear();

    internal void Add(LabRequest request, LabResponse response) =>
        _requests.Enqueue(new LoggedRequest(
            request.Method,
            request.PathAndQuery,
            request.Headers,
            request.Body is null ? null : Encoding.UTF8.GetString(request.Body),
            response.Status,
            request.InBatch)
        {
            IsWrite = LabApi.IsWrite(request),
            Answer = KeepAnswers && response.Body is { } body ? Encoding.UTF8.GetString(body) : null,
        });
}
