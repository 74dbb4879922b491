namespace MspGov.Benchmarks.Access;

/// <summary>A request as the product sent it.</summary>
internal sealed record RecordedRequest(HttpMethod Method, Uri Uri, byte[]? Body);

/// <summary>The requests of one tenant in waves: a request is in the wave after the last one whose answer it could have been made from.</summary>
internal sealed class RecordedTenant
{
    private readonly object _gate = new();
    private readonly List<(int Wave, RecordedRequest Request)> _requests = [];
    private int _answered;

    public int Start(RecordedRequest request)
    {
        lock (_gate)
        {
            _requests.Add((_answered + 1, request));
            return _answered + 1;
        }
    }

    public void Completed(int wave)
    {
        lock (_gate)
        {
            _answered = Math.Max(_answered, wave);
        }
    }

    public IEnumerable<IEnumerable<RecordedRequest>> Waves(bool ordered) => _requests
        .GroupBy(request => ordered ? request.Wave : 0, request => request.Request)
        .OrderBy(wave => wave.Key);
}
