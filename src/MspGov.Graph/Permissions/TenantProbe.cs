using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Graph.Tokens;

namespace MspGov.Graph.Permissions;

/// <summary>Tests a tenant's connection: token, tenant, reachability and each permission, in words for the administrator who must fix it.</summary>
public sealed class TenantProbe(TenantClient client, bool isPartnerTenant = false)
{
    /// <summary>Runs the checks in order; stops where nothing further can be known.</summary>
    public async Task<IReadOnlyList<TenantCheck>> RunAsync(CancellationToken cancellationToken)
    {
        List<TenantCheck> checks = [];
        if (await CheckTokenAsync(checks, cancellationToken) is not { } token || !CheckTenant(checks, token))
        {
            return checks;
        }

        if (await CheckReachableAsync(checks, cancellationToken))
        {
            await CheckPermissionsAsync(checks, token, cancellationToken);
        }

        return checks;
    }

    private async Task<TenantToken?> CheckTokenAsync(List<TenantCheck> checks, CancellationToken cancellationToken)
    {
        try
        {
            TenantToken token = await client.GetTokenAsync(cancellationToken);
            string names = (token.Roles ?? token.Scopes) is null
                ? "It does not name its permissions: reads are tried one by one, and permissions for changes show at their first use."
                : "It names its permissions.";
            checks.Add(new TenantCheck("Token", true, $"A token was obtained. {names}"));
            return token;
        }
        catch (GovException e)
        {
            checks.Add(new TenantCheck("Token", false, e.Message));
            return null;
        }
    }

    private bool CheckTenant(List<TenantCheck> checks, TenantToken token)
    {
        if (token.TenantId is null || token.TenantId == client.TenantId)
        {
            checks.Add(token.TenantId is null
                ? new TenantCheck("Tenant", false, "The token does not say which tenant it is of (no tid claim). Reads are allowed after the tenant itself was asked; changes are not. Use a certificate, a secret or a token with the claim.")
                : new TenantCheck("Tenant", true, $"The token is of tenant {token.TenantId}."));
            return true;
        }

        checks.Add(new TenantCheck("Tenant", false, $"The token is of tenant {token.TenantId}, not of {client.TenantId}. Nothing was sent. Correct the tenant id, or the secret, certificate or token that the connection names."));
        return false;
    }

    private async Task<bool> CheckReachableAsync(List<TenantCheck> checks, CancellationToken cancellationToken)
    {
        try
        {
            GraphResponse answer = await client.SendAsync(GraphRequest.Get("/organization?$select=id,displayName"), cancellationToken);
            if (answer.Status is 401 or 429 or >= 500)
            {
                checks.Add(new TenantCheck("Reachable", false, answer.ToException().Message));
                return false;
            }

            string? other = answer.IsSuccess ? OtherTenant(answer) : null;
            checks.Add(other is null
                ? new TenantCheck("Reachable", true, $"{client.Endpoint.Authority} answers{(answer.IsSuccess ? "" : $" (status {answer.Status} for the organization)")}.")
                : new TenantCheck("Reachable", false, $"{client.Endpoint.Authority} answers for tenant {other}, not for {client.TenantId}. Correct the tenant id or -GraphEndpoint."));
            return other is null;
        }
        catch (GovException e)
        {
            checks.Add(new TenantCheck("Reachable", false, e.Message));
            return false;
        }
    }

    private string? OtherTenant(GraphResponse answer)
    {
        JsonElement root = answer.ParseRoot();
        if (root.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement organization in value.EnumerateArray())
            {
                if (organization.TryGetProperty("id", out JsonElement id) && id.GetString() is { } found && !found.Equals(client.TenantId, StringComparison.OrdinalIgnoreCase))
                {
                    return found;
                }
            }
        }

        return null;
    }

    private async Task CheckPermissionsAsync(List<TenantCheck> checks, TenantToken token, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? named = token.Roles ?? token.Scopes;
        foreach (PermissionNeed need in PermissionCatalogue.All.Where(need => isPartnerTenant || !need.PartnerOnly))
        {
            if (named is not null)
            {
                checks.Add(ByName(need, named, delegated: token.Roles is null));
            }
            else if (need is { IsWrite: false, Probe: not null })
            {
                checks.Add(await ByReadingAsync(need, cancellationToken));
            }
        }
    }

    private static TenantCheck ByName(PermissionNeed need, IReadOnlyList<string> named, bool delegated) => need.IsMetBy(named)
        ? new TenantCheck(need.Least, true, $"Granted: to {need.For}.", Cmdlets(need))
        : new TenantCheck(need.Least, false, Missing(need, delegated ? "Delegated" : "Application"), Cmdlets(need));

    private async Task<TenantCheck> ByReadingAsync(PermissionNeed need, CancellationToken cancellationToken)
    {
        try
        {
            GraphResponse answer = await client.SendAsync(GraphRequest.Get(need.Probe!), cancellationToken);
            if (answer.IsSuccess)
            {
                return new TenantCheck(need.Least, true, $"Works: to {need.For}.", Cmdlets(need));
            }

            GovException error = answer.ToException();
            return error.Definition == TenantErrors.NotLicensed
                ? new TenantCheck(need.Least, true, $"The tenant has no licence to {need.For}: that part of every result says NotLicensed.", Cmdlets(need))
                : new TenantCheck(need.Least, false, answer.Status == 403 ? Missing(need, "Application") : error.Message, Cmdlets(need));
        }
        catch (GovException e)
        {
            return new TenantCheck(need.Least, false, e.Message, Cmdlets(need));
        }
    }

    private static string Missing(PermissionNeed need, string kind) =>
        $"Missing: to {need.For}. In the tenant's Entra admin center open App registrations, the application, API permissions; add Microsoft Graph, {kind} permissions, {need.Least}; then grant admin consent.";

    private static string Cmdlets(PermissionNeed need) => string.Join(", ", need.Cmdlets);
}
