using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Changes that are done when a time stamp of the user has moved: there is no state to wish for, so it is always done once.</summary>
internal abstract class StampKind<T>(string property, string deed) : ChangeKind<T>
    where T : class, ISignInChange
{
    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, T change, string? before, CancellationToken cancellationToken)
    {
        string id = change.Subject.Id;
        if (await tenant.FindAsync($"/users/{TenantReads.Escape(id)}?$select=id,displayName,{property}", cancellationToken) is not { } user)
        {
            return new ChangeReading(before is null ? Shown.Impossible : Shown.NotAsWanted, $"User {id} is not in the tenant (any more).");
        }

        DateTimeOffset? now = user.Time(property);
        if (before is null)
        {
            return new ChangeReading(Shown.NotAsWanted, $"{property} is {user.Text(property) ?? "not set"}.")
            {
                Name = user.Text("displayName"),
                Before = new JsonObject { ["stamp"] = user.Text(property) }.ToJsonString(),
            };
        }

        using JsonDocument document = JsonDocument.Parse(before);
        DateTimeOffset? then = document.RootElement.Time("stamp");
        return new ChangeReading(
            now is not null && (then is null || now > then) ? Shown.AsWanted : Shown.NotAsWanted,
            now is not null && (then is null || now > then) ? $"{deed} at {user.Text(property)}." : $"{property} has not moved ({user.Text(property) ?? "not set"}).");
    }
}

/// <summary>Sessions: revoked.</summary>
internal sealed class SessionRevocationKind() : StampKind<SessionRevocation>("signInSessionsValidFromDateTime", "Sessions were revoked")
{
    /// <inheritdoc/>
    public override string Name => SessionRevocation.KindName;

    protected override async Task<ChangeWrite> ApplyAsync(ITenantPort tenant, SessionRevocation change, ChangeReading before, CancellationToken cancellationToken)
    {
        GraphRequest request = GraphRequest.Post($"/users/{TenantReads.Escape(change.User)}/revokeSignInSessions");
        ChangeWrite write = await SendAsync(tenant, request, cancellationToken);

        // The stamp has whole seconds: a revocation in the second of the one before would not show, and is made again in the next.
        using JsonDocument document = JsonDocument.Parse(before.Before ?? "{}");
        if (write.Response.IsSuccess && document.RootElement.Time("stamp") is { } stamp
            && write.Response.Headers.TryGetValue("Date", out string? date) && DateTimeOffset.TryParse(date, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset answered)
            && answered - stamp < TimeSpan.FromSeconds(1))
        {
            await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
            write = await SendAsync(tenant, request, cancellationToken);
        }

        return write;
    }
}

/// <summary>Passwords: reset.</summary>
internal sealed class PasswordResetKind() : StampKind<PasswordReset>("lastPasswordChangeDateTime", "The password was changed")
{
    /// <summary>The password has the same method id in every tenant.</summary>
    private const string PasswordMethod = "28c10230-6103-485e-b985-444c60001490";

    /// <inheritdoc/>
    public override string Name => PasswordReset.KindName;

    protected override async Task<ChangeWrite> ApplyAsync(ITenantPort tenant, PasswordReset change, ChangeReading before, CancellationToken cancellationToken)
    {
        string password = Passwords.Random();
        if (change.Delegated)
        {
            // The method's own action is for people who are signed in only; it always asks for a change at the next sign-in. It is only
            // accepted: the operation at the Location says when the cloud, and the on-premises directory where there is one, have it.
            var wanted = new JsonObject { ["newPassword"] = password };
            ChangeWrite write = await SendAsync(tenant, GraphRequest.Post($"/users/{TenantReads.Escape(change.User)}/authentication/methods/{PasswordMethod}/resetPassword", wanted), cancellationToken) with { Secret = password };
            return write.Response.Status != 202 ? write
                : write.Response.Location is { Length: > 0 } operation ? write with { Operation = operation }
                : write with { Words = "it names no operation to follow", Ended = false };
        }

        var body = new JsonObject
        {
            ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = change.ForceChange, ["password"] = password },
        };
        return await SendAsync(tenant, GraphRequest.Patch($"/users/{TenantReads.Escape(change.User)}", body), cancellationToken) with { Secret = password };
    }
}

/// <summary>Authentication methods: removed.</summary>
internal sealed class MethodRemovalKind : ChangeKind<MethodRemoval>
{
    /// <inheritdoc/>
    public override string Name => MethodRemoval.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, MethodRemoval change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement>? methods = await tenant.ListAsync($"/users/{TenantReads.Escape(change.User)}/authentication/methods", cancellationToken);
        return Presence(
            methods?.Any(method => method.Has("id", change.Method)) == true,
            false,
            $"Method {change.Method} ({change.Collection}) is there.",
            $"Method {change.Method} ({change.Collection}) is gone.");
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, MethodRemoval change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(tenant, GraphRequest.Delete($"/users/{TenantReads.Escape(change.User)}/authentication/{change.Collection}/{TenantReads.Escape(change.Method)}"), cancellationToken);
}

/// <summary>Temporary Access Passes: created.</summary>
internal sealed class AccessPassCreationKind : ChangeKind<AccessPassCreation>
{
    /// <inheritdoc/>
    public override string Name => AccessPassCreation.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, AccessPassCreation change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement>? passes = await tenant.ListAsync(Collection(change), cancellationToken);
        if (passes is null)
        {
            return new ChangeReading(before is null ? Shown.Impossible : Shown.NotAsWanted, $"User {change.User} is not in the tenant (any more).");
        }

        if (before is null)
        {
            return new ChangeReading(Shown.NotAsWanted, $"The user has {passes.Count} Temporary Access Pass(es).")
            {
                Before = new JsonObject { ["passes"] = new JsonArray([.. passes.Select(pass => (JsonNode?)pass.Text("id"))]) }.ToJsonString(),
            };
        }

        using JsonDocument document = JsonDocument.Parse(before);
        HashSet<string?> known = document.RootElement.TryGetProperty("passes", out JsonElement ids) ? [.. ids.EnumerateArray().Select(id => id.GetString())] : [];
        JsonElement fresh = passes.FirstOrDefault(pass => !known.Contains(pass.Text("id")));
        return Presence(fresh.ValueKind == JsonValueKind.Object, true, $"Temporary Access Pass {fresh.Text("id")} is there.", "There is no new Temporary Access Pass.") with { ObjectId = fresh.Text("id") };
    }

    protected override async Task<ChangeWrite> ApplyAsync(ITenantPort tenant, AccessPassCreation change, ChangeReading before, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["isUsableOnce"] = change.UsableOnce };
        if (change.LifetimeMinutes is { } minutes)
        {
            body["lifetimeInMinutes"] = minutes;
        }

        GraphResponse response = await tenant.SendAsync(GraphRequest.Post(Collection(change), body), cancellationToken);
        return new ChangeWrite(response) { Secret = response.IsSuccess ? response.ParseRoot().Text("temporaryAccessPass") : null };
    }

    private static string Collection(AccessPassCreation change) => $"/users/{TenantReads.Escape(change.User)}/authentication/temporaryAccessPassMethods";
}
