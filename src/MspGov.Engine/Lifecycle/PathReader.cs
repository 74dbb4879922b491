using MspGov.Core.Access;
using MspGov.Core.Services;

namespace MspGov.Engine.Lifecycle;

/// <summary>What reading a tenant's effective access again gave.</summary>
internal sealed record PathReading(IReadOnlyList<AccessPath> Paths, Completeness Completeness, IReadOnlyList<string> Words);

/// <summary>Reads the paths of some principals in one tenant, through the same service as Get-TenantAccess: recorded, and honest about what it could not read.</summary>
internal sealed class PathReader(IAccessService access)
{
    /// <summary>The paths of the principals with these object ids.</summary>
    public async Task<PathReading> ReadAsync(string tenantId, IReadOnlyList<string> principals, CancellationToken cancellationToken, Guid? of = null)
    {
        PathReading reading = await ReadNamedAsync(tenantId, principals, cancellationToken, of ?? Guid.NewGuid());
        return reading with { Paths = [.. reading.Paths.Where(path => principals.Contains(path.PrincipalId, StringComparer.OrdinalIgnoreCase))] };
    }

    /// <summary>The paths of the principals with these ids or names.</summary>
    public async Task<PathReading> ReadNamedAsync(string tenantId, IReadOnlyList<string> principals, CancellationToken cancellationToken, Guid? of = null)
    {
        if (principals.Count == 0)
        {
            return new PathReading([], Completeness.Complete, []);
        }

        var output = new Gathered<AccessPath>();
        await access.ReadAsync(new AccessQuery { TenantIds = [tenantId], Principals = principals, Reading = of }, output, cancellationToken);
        return new PathReading([.. output.Items], output.Errors.IsEmpty ? Completeness.Complete : Completeness.Partial, [.. output.Errors.Select(error => error.Message)]);
    }
}
