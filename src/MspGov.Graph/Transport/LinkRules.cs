using MspGov.Core.Errors;

namespace MspGov.Graph.Transport;

/// <summary>Makes the address of a request: paths go below the tenant's endpoint; absolute links must stay on its host, for the token goes with them.</summary>
internal sealed class LinkRules(Uri endpoint, TenantIdentity tenant)
{
    private readonly string _root = endpoint.AbsoluteUri.TrimEnd('/') + "/v1.0/";

    public Uri Resolve(string path)
    {
        if (!path.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !path.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return new Uri(_root + path.TrimStart('/'));
        }

        Uri link = new(path);
        if (link.Scheme != endpoint.Scheme || !string.Equals(link.Host, endpoint.Host, StringComparison.OrdinalIgnoreCase) || link.Port != endpoint.Port)
        {
            throw TenantErrors.ForeignLink.With($"Tenant '{tenant.Name}' pointed to {link.GetLeftPart(UriPartial.Authority)} while it is reached at {endpoint.GetLeftPart(UriPartial.Authority)}. The link was not followed, because the access token would go there. Check the tenant's -GraphEndpoint.")
                .About(tenant.Name, tenant.Id);
        }

        // A nextLink is opaque: it goes back byte for byte where it is a well-formed one (FACTS section 3).
        return path.All(static c => c is > ' ' and <= '~')
            ? new Uri(path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
            : link;
    }
}
