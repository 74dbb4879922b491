using System.Globalization;
using MspGov.Core.Services;
using MspGov.Lab.Generation;
using MspGov.Lab.Model;
using MspGov.Lab.Storage;

namespace MspGov.Lab.Http;

/// <summary>A running lab tenant: answers requests as Graph would, with the behaviour that is switched on.</summary>
internal sealed class LabStore
{
    private const long CacheLimit = 16 << 20;

    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly LabState _state;
    private readonly Throttle _throttle;
    private readonly DeterministicRandom _random;
    private readonly Func<LabBehaviour> _behaviour;
    private readonly Dictionary<string, LabResponse> _cache = new(StringComparer.Ordinal);
    private (long Version, LabDirectory? Directory, int? Page) _cached;
    private long _cacheSize;

    internal LabStore(LabSpec spec, Func<LabBehaviour> behaviour, TimeProvider time, LabJournal? journal = null)
    {
        Spec = spec;
        _behaviour = behaviour;
        _time = time;
        _state = new LabState(spec, journal, time);
        _throttle = new Throttle(time);
        _random = DeterministicRandom.Of("faults|" + spec.RandomKey);
    }

    internal LabSpec Spec { get; }

    /// <summary>Asked for each request, those inside a batch one by one; a fault it gives is put in the way.</summary>
    internal Func<LabRequest, LabFault?>? Faults { get; set; }

    /// <summary>Told of each request and its answer, those inside a batch one by one.</summary>
    internal Action<LabRequest, LabResponse>? Observed { get; set; }

    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Reads the raw directory, as it is now.</summary>
    internal T Inspect<T>(Func<LabDirectory, T> read)
    {
        lock (_gate)
        {
            _state.Tick();
            return read(_state.Visible(null));
        }
    }

    /// <summary>Changes the raw directory behind Graph's back.</summary>
    internal void Change(Action<LabDirectory, LabTransaction> change)
    {
        lock (_gate)
        {
            _state.Write(
                transaction =>
                {
                    change(_state.Current, transaction);
                    return LabResponse.NoContent;
                },
                keep: true);
        }
    }

    internal async Task<LabResponse> SendAsync(LabRequest request, CancellationToken cancellationToken)
    {
        var behaviour = _behaviour();
        if (behaviour.Latency is { Ticks: > 0 } latency)
        {
            await Task.Delay(latency, cancellationToken);
        }

        if (Chance(behaviour.ResetRate))
        {
            return new LabResponse(0) { Fault = TransportFault.Reset };
        }

        LabResponse response;
        try
        {
            var claims = Authenticate(request);
            response = request is { Method: "POST", Path: "/$batch" }
                ? await BatchRunner.RunAsync(request, item => OneAsync(item, behaviour, claims, cancellationToken))
                : await OneAsync(request, behaviour, claims, cancellationToken);
        }
        catch (LabError error)
        {
            response = error.ToResponse(request, Now);
        }

        return Chance(behaviour.TruncateRate) && response.Body is { Length: > 1 } ? response with { Fault = TransportFault.Truncate } : response;
    }

    private LabClaims Authenticate(LabRequest request)
    {
        var claims = LabTokens.Read(request.Header("Authorization"))
            ?? throw new LabError(401, "InvalidAuthenticationToken", request.Header("Authorization") is null ? "Access token is empty." : "CompactToken parsing failed with error code: 80049217");
        if (!string.Equals(claims.TenantId, Spec.TenantId, StringComparison.OrdinalIgnoreCase))
        {
            throw new LabError(401, "InvalidAuthenticationToken", "The token was issued for another tenant.");
        }

        return claims.Expires > Now ? claims : throw new LabError(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
    }

    private async Task<LabResponse> OneAsync(LabRequest request, LabBehaviour behaviour, LabClaims claims, CancellationToken cancellationToken)
    {
        var fault = Faults?.Invoke(request);
        if (fault is { Delay.Ticks: > 0 })
        {
            await Task.Delay(fault.Delay, cancellationToken);
        }

        var response = fault is { Apply: false, Answer: not null } ? fault.Answer
            : fault is { Apply: false, Transport: TransportFault.Reset } ? new LabResponse(0)
            : One(request, behaviour, claims, fault?.Pretend == true);
        response = fault is { Apply: true, Answer: not null } ? fault.Answer : response;
        response = fault is null || fault.Transport == TransportFault.None ? response : response with { Fault = fault.Transport };
        Observed?.Invoke(request, response);
        return response;
    }

    private LabResponse One(LabRequest request, LabBehaviour behaviour, LabClaims claims, bool pretend)
    {
        try
        {
            if (Chance(behaviour.UnavailableRate))
            {
                return new LabError(503, "serviceNotAvailable", "The service is temporarily unavailable.").ToResponse(request, Now).WithHeader("Retry-After", "1");
            }

            if (Chance(behaviour.ThrottleRate))
            {
                return _throttle.Random(request, Spec.TenantId, claims.AppId, 1);
            }

            if (_throttle.Check(request, behaviour, Spec.TenantId, claims.AppId, out var headers) is { } limited)
            {
                return limited;
            }

            if (PathPattern.Any(behaviour.DeniedPaths, request))
            {
                throw LabError.Denied();
            }

            var response = LabApi.IsWrite(request) ? Write(request, behaviour, claims, pretend) : Read(request, behaviour);
            return headers.Aggregate(response, (r, h) => r.WithHeader(h.Key, h.Value));
        }
        catch (LabError error)
        {
            return error.ToResponse(request, Now);
        }
    }

    private LabResponse Write(LabRequest request, LabBehaviour behaviour, LabClaims claims, bool pretend)
    {
        lock (_gate)
        {
            var keep = !pretend && !PathPattern.Any(behaviour.FalseSuccessPaths, request);
            var response = _state.Write(
                transaction => LabApi.Answer(new LabCall(request, Spec, _state.Current, transaction, Now, behaviour, claims.AppId), 0),
                keep);
            return PathPattern.Any(behaviour.AppliedButFailedPaths, request)
                ? new LabError(500, "InternalServerError", "An unexpected error occurred.").ToResponse(request, Now)
                : response;
        }
    }

    private LabResponse Read(LabRequest request, LabBehaviour behaviour)
    {
        lock (_gate)
        {
            _state.Tick();
            var directory = _state.Visible(behaviour.VisibilityDelay);
            if (_cached != (directory.Version, directory, behaviour.MaxPageSize))
            {
                _cached = (directory.Version, directory, behaviour.MaxPageSize);
                _cache.Clear();
                _cacheSize = 0;
            }

            var key = string.Create(CultureInfo.InvariantCulture, $"{request.Root}{request.PathAndQuery}\n{request.Header("ConsistencyLevel")}");
            if (request.IsRead && _cache.TryGetValue(key, out var cached))
            {
                return cached;
            }

            var response = LabApi.Answer(new LabCall(request, Spec, directory, null, Now), behaviour.MaxPageSize ?? 0);
            if (request.IsRead && _cacheSize < CacheLimit)
            {
                _cache[key] = response;
                _cacheSize += response.Body?.Length ?? 0;
            }

            return response;
        }
    }

    private bool Chance(double? rate)
    {
        if (rate is not > 0)
        {
            return false;
        }

        lock (_random)
        {
            return _random.Chance(rate.Value);
        }
    }
}
