using MspGov.Core.Errors;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>For what can only be done for one tenant at a time.</summary>
internal static class SingleTenant
{
    /// <summary>The one tenant; several are an error that names them.</summary>
    public static TenantDocument Single(this TenantCmdlet _, IReadOnlyList<TenantDocument> tenants) => tenants switch
    {
        [TenantDocument one] => one,
        [] => throw TenantErrors.NotFound.With("No registered tenant fits. Get-ClientTenant lists them."),
        _ => throw PolicyErrors.InvalidArgument.With(
            $"This takes one tenant at a time; {tenants.Count} fit: {string.Join(", ", tenants.Take(5).Select(tenant => tenant.Name))}."),
    };
}
