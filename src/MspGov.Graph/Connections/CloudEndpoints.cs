using MspGov.Core.Errors;
using MspGov.Core.Tenants;

namespace MspGov.Graph.Connections;

/// <summary>Where a connection leads: Graph and the sign-in authority (FACTS section 9).</summary>
/// <param name="Graph">Root before <c>/v1.0</c>.</param>
/// <param name="Authority">Sign-in authority.</param>
/// <param name="Scope">Scope to ask tokens for.</param>
public sealed record CloudEndpoints(Uri Graph, Uri Authority, string Scope)
{
    /// <summary>Finds the endpoints of a connection.</summary>
    /// <exception cref="GovException">EndpointNotSecure, when an endpoint is neither https nor http on loopback.</exception>
    public static CloudEndpoints Of(TenantConnection connection)
    {
        (string graph, string authority) = connection.Cloud switch
        {
            GraphCloud.USGov => ("https://graph.microsoft.us", "https://login.microsoftonline.us"),
            GraphCloud.USGovDoD => ("https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
            GraphCloud.China => ("https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
            _ => ("https://graph.microsoft.com", "https://login.microsoftonline.com"),
        };

        // The audience stays the cloud's own Graph, also behind a proxy or another endpoint: that is what the token is good for.
        return new CloudEndpoints(
            Secure(connection.GraphEndpoint ?? graph, "Graph endpoint"),
            Secure(connection.AuthorityHost ?? authority, "authority host"),
            graph + "/.default");
    }

    /// <summary>Checks an endpoint before it is used or stored.</summary>
    /// <exception cref="GovException">EndpointNotSecure or ConnectionInvalid.</exception>
    public static Uri Secure(string endpoint, string what)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw TenantErrors.ConnectionInvalid.With($"The {what} '{endpoint}' is not an absolute address. Give it like https://graph.microsoft.com.").About(endpoint);
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        {
            throw TenantErrors.EndpointNotSecure.With($"The {what} '{endpoint}' is not https. Tokens and directory data go there, so only https is accepted, or http to this machine itself (127.0.0.1, ::1, localhost).").About(endpoint);
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw TenantErrors.ConnectionInvalid.With($"The {what} '{endpoint}' must be a plain root without user, query or fragment.").About(endpoint);
        }

        return uri;
    }
}
