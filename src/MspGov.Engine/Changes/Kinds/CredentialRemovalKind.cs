using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Secrets and certificates of applications.</summary>
internal sealed class CredentialRemovalKind : ChangeKind<CredentialRemoval>
{
    /// <inheritdoc/>
    public override string Name => CredentialRemoval.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, CredentialRemoval change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync($"{Path(change)}?$select=id,displayName,passwordCredentials,keyCredentials", cancellationToken) is not { } holder)
        {
            return new ChangeReading(Shown.AsWanted, $"{change.Object} is not in the tenant (any more).");
        }

        return Presence(
            Credentials(holder, change).Any(credential => credential.Has("keyId", change.KeyId)),
            false,
            $"Credential {change.KeyId} is there.",
            $"Credential {change.KeyId} is gone.") with
        { Name = holder.Text("displayName") };
    }

    protected override async Task<ChangeWrite> ApplyAsync(ITenantPort tenant, CredentialRemoval change, ChangeReading before, CancellationToken cancellationToken)
    {
        if (!change.Certificate)
        {
            return await SendAsync(tenant, GraphRequest.Post($"{Path(change)}/removePassword", new JsonObject { ["keyId"] = change.KeyId }), cancellationToken);
        }

        // removeKey wants a proof signed with a certificate of the application, which nobody but the application has: the others are written back instead.
        JsonElement? holder = await tenant.FindAsync($"{Path(change)}?$select=id,keyCredentials", cancellationToken);
        JsonNode?[] others = holder is null ? []
            : [.. Credentials(holder.Value, change).Where(credential => !credential.Has("keyId", change.KeyId)).Select(credential => JsonNode.Parse(credential.GetRawText()))];
        return await SendAsync(tenant, GraphRequest.Patch(Path(change), new JsonObject { ["keyCredentials"] = new JsonArray(others) }), cancellationToken);
    }

    private static JsonElement.ArrayEnumerator Credentials(JsonElement holder, CredentialRemoval change) =>
        holder.TryGetProperty(change.Certificate ? "keyCredentials" : "passwordCredentials", out JsonElement credentials) && credentials.ValueKind == JsonValueKind.Array
            ? credentials.EnumerateArray() : default;

    private static string Path(CredentialRemoval change) => $"/{(change.ServicePrincipal ? "servicePrincipals" : "applications")}/{TenantReads.Escape(change.Object)}";
}
