using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Delegated consents: narrowed or revoked.</summary>
internal sealed class ConsentKind : ChangeKind<ConsentChange>
{
    /// <inheritdoc/>
    public override string Name => ConsentChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, ConsentChange change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync(Path(change), cancellationToken) is not { } grant)
        {
            return new ChangeReading(change.Scope is null ? Shown.AsWanted : before is null ? Shown.Impossible : Shown.NotAsWanted, $"There is no consent {change.Grant}.");
        }

        string scope = grant.Text("scope") ?? "";
        bool same = change.Scope is { } wanted && Split(wanted).SetEquals(Split(scope));
        return new ChangeReading(same ? Shown.AsWanted : Shown.NotAsWanted, $"The consent's scopes are '{scope.Trim()}'.")
        {
            Before = new JsonObject
            {
                ["clientId"] = grant.Text("clientId"),
                ["resourceId"] = grant.Text("resourceId"),
                ["principalId"] = grant.Text("principalId"),
                ["scope"] = scope,
            }.ToJsonString(),
        };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ConsentChange change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(
            tenant,
            change.Scope is null ? GraphRequest.Delete(Path(change)) : GraphRequest.Patch(Path(change), new JsonObject { ["scope"] = change.Scope }),
            cancellationToken);

    protected override ITenantChange? Undo(ConsentChange change, string? before)
    {
        if (before is null)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(before);
        JsonElement grant = document.RootElement;
        return change.Scope is not null ? change with { Scope = grant.Text("scope") ?? "" }
            : new ConsentGrant(grant.Text("clientId") ?? "", grant.Text("resourceId") ?? "", grant.Text("principalId"), grant.Text("scope") ?? "");
    }

    /// <summary>Scopes as a set.</summary>
    public static HashSet<string> Split(string scope) => [.. scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Path(ConsentChange change) => $"/oauth2PermissionGrants/{TenantReads.Escape(change.Grant)}";
}

/// <summary>Delegated consents: given.</summary>
internal sealed class ConsentGrantKind : ChangeKind<ConsentGrant>
{
    /// <inheritdoc/>
    public override string Name => ConsentGrant.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, ConsentGrant change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement> grants = await tenant.ListAsync($"/oauth2PermissionGrants?$filter=clientId eq '{TenantReads.Escape(change.Client)}'", cancellationToken) ?? [];
        JsonElement match = grants.FirstOrDefault(grant => grant.Has("clientId", change.Client) && grant.Has("resourceId", change.Resource)
            && string.Equals(grant.Text("principalId"), change.Principal, StringComparison.OrdinalIgnoreCase)
            && ConsentKind.Split(change.Scope).IsSubsetOf(ConsentKind.Split(grant.Text("scope") ?? "")));
        return Presence(match.ValueKind == JsonValueKind.Object, true, $"{change.Client} has '{change.Scope.Trim()}'.", $"{change.Client} does not have '{change.Scope.Trim()}'.") with { ObjectId = match.Text("id") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ConsentGrant change, ChangeReading before, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["clientId"] = change.Client,
            ["consentType"] = change.Principal is null ? "AllPrincipals" : "Principal",
            ["resourceId"] = change.Resource,
            ["scope"] = change.Scope,
        };
        if (change.Principal is not null)
        {
            body["principalId"] = change.Principal;
        }

        return SendAsync(tenant, GraphRequest.Post("/oauth2PermissionGrants", body), cancellationToken);
    }
}
