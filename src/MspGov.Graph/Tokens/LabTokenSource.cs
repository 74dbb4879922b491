using MspGov.Graph.Permissions;

namespace MspGov.Graph.Tokens;

/// <summary>Tokens of lab tenants: an administrator application that holds every permission.</summary>
internal sealed class LabTokenSource(string tenantId, TimeProvider time) : ITokenSource
{
    /// <summary>Application id that lab tenants see.</summary>
    public const string AppId = "00000000-0000-0000-0000-00006d737067";

    public ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset expires = time.GetUtcNow().AddHours(1);
        return ValueTask.FromResult(TenantToken.Read(UnsignedToken.Create(tenantId, AppId, PermissionCatalogue.All.Select(need => need.Least), expires), expires));
    }
}
