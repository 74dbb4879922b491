using System.Security.Cryptography;
using System.Text;

namespace MspGov.Core.Access;

/// <summary>The stable id of a path: hex of the first 16 bytes of SHA-256 over its identifying parts, each ended by LF.</summary>
public static class AccessPathId
{
    /// <summary>Computes the id from tenant, principal, role, scope, assignment kind and way; times and names do not count.</summary>
    public static string Of(AccessPath path)
    {
        var text = new StringBuilder();
        text.Append(path.TenantId).Append('\n')
            .Append(path.PrincipalId).Append('\n')
            .Append(path.RoleId).Append('\n')
            .Append(path.Scope).Append('\n')
            .Append(path.Assignment).Append('\n');
        if (path.OnBehalfOf is not null)
        {
            text.Append("for ").Append(path.OnBehalfOf).Append('\n');
        }

        foreach (string hop in path.Via)
        {
            text.Append(hop).Append('\n');
        }

        foreach (string edge in path.Edges)
        {
            text.Append(edge).Append('\n');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16)).ToLowerInvariant();
    }
}
