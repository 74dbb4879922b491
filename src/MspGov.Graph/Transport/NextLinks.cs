using MspGov.Core.Errors;

namespace MspGov.Graph.Transport;

/// <summary>The links of one collection that were followed: one that comes a second time would be followed for ever.</summary>
internal sealed class NextLinks(TenantIdentity tenant, string path)
{
    private HashSet<string>? _seen;

    /// <summary>Returns the link, or throws when it was followed before.</summary>
    public string Follow(string next) => (_seen ??= new(StringComparer.Ordinal)).Add(next)
        ? next
        : throw TenantErrors.Unreachable.With($"Tenant '{tenant.Name}' gives the same nextLink twice for {GraphErrorMapping.Shown(path)}: the collection cannot be read to its end. Try again later.").About(tenant.Name, tenant.Id);
}
