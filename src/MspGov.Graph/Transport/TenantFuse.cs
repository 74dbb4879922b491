using MspGov.Core.Errors;
using MspGov.Graph.Tokens;

namespace MspGov.Graph.Transport;

/// <summary>
/// The one place that every request passes before it leaves: its token must be of the tenant it is meant for. Nothing is sent otherwise.
/// </summary>
internal sealed class TenantFuse(TenantIdentity tenant)
{
    /// <summary>Lets a token pass for a request, or throws.</summary>
    /// <param name="token">The token that would be sent.</param>
    /// <param name="isWrite">Whether the request changes the tenant.</param>
    /// <param name="provenOtherwise">True when the tenant behind an opaque token was asked for its id; serves reads only.</param>
    public void Check(TenantToken token, bool isWrite, bool provenOtherwise)
    {
        if (token.TenantId is { } tid)
        {
            if (!string.Equals(tid, tenant.Id, StringComparison.OrdinalIgnoreCase))
            {
                throw TenantErrors.WrongTenant.With($"The token for tenant '{tenant.Name}' ({tenant.Id}) is of tenant {tid}. Nothing was sent. Check the tenant id and which token, secret or certificate the tenant's connection names.")
                    .About(tenant.Name, tenant.Id);
            }

            return;
        }

        if (isWrite)
        {
            throw TenantErrors.WrongTenant.With($"The token for tenant '{tenant.Name}' does not say which tenant it is of (no tid claim), so no change is made with it. Connect with a certificate, a secret or a token that has the claim.")
                .About(tenant.Name, tenant.Id);
        }

        if (!provenOtherwise)
        {
            throw TenantErrors.WrongTenant.With($"The token for tenant '{tenant.Name}' does not say which tenant it is of, and what answers is not tenant {tenant.Id}, or does not say so. Nothing was read. Use a token with a tid claim.")
                .About(tenant.Name, tenant.Id);
        }
    }
}
