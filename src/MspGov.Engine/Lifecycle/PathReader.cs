using System.Collections.Concurrent;
using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Services;

namespace MspGov.Engine.Lifecycle;

/// <summary>What reading a tenant's effective access again gave.</summary>
internal sealed record PathReading(IReadOnlyList<AccessPath> Paths, Completeness Completeness, IReadOnlyList<string> Words);

/// <summary>Reads the paths of some principals in one tenant, through the same service as Get-TenantAccess: recorded, and honest about what it could not read.</summary>
internal sealed class PathReader(IAccessService access)
{
    /// <summary>The paths of the principals with these object ids.</summary>
    public async Task<PathReading> ReadAsync(string tenantId, IReadOnlyList<string> principals, CancellationToken cancellationToken)
    {
        PathReading reading = await ReadNamedAsync(tenantId, principals, cancellationToken);
        return reading with { Paths = [.. reading.Paths.Where(path => principals.Contains(path.PrincipalId, StringComparer.OrdinalIgnoreCase))] };
    }

    /// <summary>The paths of the principals with these ids or names.</summary>
    public async Task<PathReading> ReadNamedAsync(string tenantId, IReadOnlyList<string> principals, CancellationToken cancellationToken)
    {
        if (principals.Count == 0)
        {
            return new PathReading([], Completeness.Complete, []);
        }

        var output = new Collected();
        await access.ReadAsync(new AccessQuery { TenantIds = [tenantId], Principals = principals }, output, cancellationToken);
        return new PathReading([.. output.Paths], output.Errors.IsEmpty ? Completeness.Complete : Completeness.Partial, [.. output.Errors.Select(error => error.Message)]);
    }

    private sealed class Collected : IOutput<AccessPath>
    {
        public ConcurrentQueue<AccessPath> Paths { get; } = [];

        public ConcurrentQueue<GovException> Errors { get; } = [];

        public ValueTask WriteAsync(AccessPath item, CancellationToken cancellationToken)
        {
            Paths.Enqueue(item);
            return ValueTask.CompletedTask;
        }

        public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken)
        {
            Errors.Enqueue(error);
            return ValueTask.CompletedTask;
        }

        public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Progress(ProgressUpdate update)
        {
        }

        public void Verbose(string message)
        {
        }
    }
}
