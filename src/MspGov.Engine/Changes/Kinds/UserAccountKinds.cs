using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Users: created.</summary>
internal sealed class UserCreationKind : ChangeKind<UserCreation>
{
    /// <inheritdoc/>
    public override string Name => UserCreation.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, UserCreation change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync($"/users/{TenantReads.Escape(change.UserPrincipalName)}?$select=id,displayName,employeeId,accountEnabled", cancellationToken) is not { } user)
        {
            return new ChangeReading(Shown.NotAsWanted, $"There is no user {change.UserPrincipalName}.");
        }

        // Two people of one name: the name being taken does not make it the same person.
        return change.EmployeeId is { } wanted && !user.Has("employeeId", wanted)
            ? new ChangeReading(Shown.Impossible, $"{change.UserPrincipalName} is somebody else (employee id {user.Text("employeeId") ?? "none"}, not {wanted}).")
            : new ChangeReading(Shown.AsWanted, $"User {change.UserPrincipalName} is there.") { ObjectId = user.Text("id"), Name = user.Text("displayName") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, UserCreation change, ChangeReading before, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["accountEnabled"] = true,
            ["displayName"] = change.DisplayName,
            ["mailNickname"] = change.MailNickname,
            ["userPrincipalName"] = change.UserPrincipalName,
            ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = true, ["password"] = Passwords.Random() },
        };
        foreach ((string name, string? value) in new[]
        {
            ("givenName", change.GivenName), ("surname", change.Surname), ("jobTitle", change.JobTitle),
            ("department", change.Department), ("employeeId", change.EmployeeId), ("usageLocation", change.UsageLocation),
        })
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        return SendAsync(tenant, GraphRequest.Post("/users", body), cancellationToken);
    }

    protected override ITenantChange Undo(UserCreation change, string? before) => new UserDeletion(change.UserPrincipalName);
}

/// <summary>Guests: invited.</summary>
internal sealed class GuestInvitationKind : ChangeKind<GuestInvitation>
{
    /// <inheritdoc/>
    public override string Name => GuestInvitation.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, GuestInvitation change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement> found = await tenant.ListAsync($"/users?$filter=mail eq '{TenantReads.Escape(change.Mail)}'&$select=id,displayName,mail,userType", cancellationToken) ?? [];
        JsonElement guest = found.FirstOrDefault(user => user.Has("mail", change.Mail));
        return Presence(guest.ValueKind == JsonValueKind.Object, true, $"{change.Mail} is in the tenant.", $"Nobody in the tenant has the address {change.Mail}.") with
        {
            ObjectId = guest.Text("id"),
            Name = guest.Text("displayName"),
        };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, GuestInvitation change, ChangeReading before, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["invitedUserEmailAddress"] = change.Mail,
            ["inviteRedirectUrl"] = change.RedirectUrl,
            ["sendInvitationMessage"] = change.SendMessage,
        };
        if (change.DisplayName is not null)
        {
            body["invitedUserDisplayName"] = change.DisplayName;
        }

        return SendAsync(tenant, GraphRequest.Post("/invitations", body), cancellationToken);
    }
}

/// <summary>Users: sign-in allowed or blocked.</summary>
internal sealed class UserEnabledKind : ChangeKind<UserEnabledChange>
{
    /// <inheritdoc/>
    public override string Name => UserEnabledChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, UserEnabledChange change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync($"/users/{TenantReads.Escape(change.User)}?$select=id,displayName,accountEnabled", cancellationToken) is not { } user)
        {
            // Somebody who is gone cannot sign in, and cannot be let in either.
            return new ChangeReading(change.Enabled ? Shown.Impossible : Shown.AsWanted, $"User {change.User} is not in the tenant (any more).");
        }

        bool enabled = user.TryGetProperty("accountEnabled", out JsonElement value) && value.ValueKind == JsonValueKind.True;
        return Presence(enabled, change.Enabled, "Sign-in is allowed.", "Sign-in is blocked.") with { ObjectId = user.Text("id"), Name = user.Text("displayName") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, UserEnabledChange change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(tenant, GraphRequest.Patch($"/users/{TenantReads.Escape(change.User)}", new JsonObject { ["accountEnabled"] = change.Enabled }), cancellationToken);

    protected override ITenantChange Undo(UserEnabledChange change, string? before) => change with { Enabled = !change.Enabled };
}

/// <summary>Users: deleted.</summary>
internal sealed class UserDeletionKind : ChangeKind<UserDeletion>
{
    /// <inheritdoc/>
    public override string Name => UserDeletion.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, UserDeletion change, string? before, CancellationToken cancellationToken)
    {
        JsonElement? user = await tenant.FindAsync($"/users/{TenantReads.Escape(change.User)}?$select=id,displayName", cancellationToken);
        return Presence(user is not null, false, $"User {change.User} is there.", $"User {change.User} is not in the tenant (any more).") with
        {
            Name = user?.Text("displayName"),
            Before = user is null ? null : new JsonObject { ["id"] = user.Value.Text("id") }.ToJsonString(),
        };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, UserDeletion change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(tenant, GraphRequest.Delete($"/users/{TenantReads.Escape(change.User)}"), cancellationToken);

    protected override ITenantChange? Undo(UserDeletion change, string? before)
    {
        using JsonDocument document = JsonDocument.Parse(before ?? "{}");
        return document.RootElement.Text("id") is { } id ? new UserRestoration(id) : null;
    }
}

/// <summary>Users: restored within the time of soft deletion.</summary>
internal sealed class UserRestorationKind : ChangeKind<UserRestoration>
{
    /// <inheritdoc/>
    public override string Name => UserRestoration.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, UserRestoration change, string? before, CancellationToken cancellationToken)
    {
        string id = TenantReads.Escape(change.User);
        if (await tenant.FindAsync($"/users/{id}?$select=id,displayName", cancellationToken) is { } user)
        {
            return new ChangeReading(Shown.AsWanted, $"User {change.User} is there.") { ObjectId = user.Text("id"), Name = user.Text("displayName") };
        }

        JsonElement? deleted = await tenant.FindAsync($"/directory/deletedItems/{id}", cancellationToken);
        return deleted is null && before is null
            ? new ChangeReading(Shown.Impossible, $"User {change.User} is not among the deleted users (any more): it cannot be restored.")
            : new ChangeReading(Shown.NotAsWanted, $"User {change.User} is deleted.") { Name = deleted?.Text("displayName") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, UserRestoration change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(tenant, GraphRequest.Post($"/directory/deletedItems/{TenantReads.Escape(change.User)}/restore"), cancellationToken);

    protected override ITenantChange Undo(UserRestoration change, string? before) => new UserDeletion(change.User);
}
