using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Users: created with a password, mastered on-premises where synced, deleted into the bin.</summary>
internal sealed class UserRules() : SetRules(Sets.Users, "user")
{
    /// <summary>Still writable in the cloud when the user is synced.</summary>
    private static readonly HashSet<string> CloudProperties = ["accountEnabled", "usageLocation", "passwordProfile", "passwordPolicies", "authorizationInfo", "otherMails"];

    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        SoftDelete.Delete(call, item);
        return LabResponse.NoContent;
    }

    internal static LabResponse Invite(LabCall call)
    {
        var body = call.Checked("invitation", create: true);
        var mail = body.RequiredText("invitedUserEmailAddress");
        _ = body.RequiredText("inviteRedirectUrl");
        if (call.Directory.Users.Any(u => string.Equals(u["mail"], mail, StringComparison.OrdinalIgnoreCase)))
        {
            throw LabError.BadRequest("A user with this email address already exists in the directory.");
        }

        var id = Writes.NewId();
        var domain = call.Directory.Set(Sets.Domains).All.First(d => d.Flag("isInitial") == true).Id;
        var guest = Writes.Make(Sets.Users, "user", id, NewUser(call), new JsonObject
        {
            ["accountEnabled"] = true,
            ["displayName"] = body.Text("invitedUserDisplayName") ?? mail.Split('@')[0],
            ["mail"] = mail,
            ["mailNickname"] = mail.Replace('@', '_'),
            ["userPrincipalName"] = $"{mail.Replace('@', '_')}#EXT#@{domain}",
            ["userType"] = body.Text("invitedUserType") ?? "Guest",
            ["creationType"] = "Invitation",
            ["externalUserState"] = "PendingAcceptance",
        });
        call.Transaction.Put(guest);
        return LabResponse.Json(201, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#invitations/$entity");
            w.WriteString("id", Writes.NewId());
            w.WriteString("inviteRedeemUrl", $"https://login.microsoftonline.com/redeem?rd=https%3a%2f%2finvitations&tenant={call.Spec.TenantId}&user={id}");
            w.WriteString("invitedUserDisplayName", guest["displayName"]);
            w.WriteString("invitedUserType", guest["userType"]);
            w.WriteString("invitedUserEmailAddress", mail);
            w.WriteBoolean("sendInvitationMessage", body.Flag("sendInvitationMessage") ?? false);
            w.WriteString("inviteRedirectUrl", body.Text("inviteRedirectUrl"));
            w.WriteString("status", "PendingAcceptance");
            w.WriteStartObject("invitedUser");
            w.WriteString("id", id);
            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        foreach (var name in (string[])["displayName", "mailNickname", "userPrincipalName"])
        {
            _ = body.RequiredText(name);
        }

        if (body.Flag("accountEnabled") is null || body["passwordProfile"] is not JsonObject profile || string.IsNullOrEmpty(profile.Text("password")))
        {
            throw LabError.BadRequest("A value is required for properties 'accountEnabled' and 'passwordProfile' of resource.");
        }

        return NewUser(call);
    }

    protected override LabObject Complete(LabCall call, LabObject item)
    {
        var name = item["userPrincipalName"] ?? "";
        var domain = name.Split('@') is [_, var part] ? part : "";
        if (call.Directory.Find(Sets.Domains, domain) is null)
        {
            throw LabError.BadRequest("The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.");
        }

        if (call.Directory.Set(Sets.Users).Where("userPrincipalName", name).Any(u => u.Id != item.Id))
        {
            throw LabError.BadRequest("Another object with the same value for property userPrincipalName already exists.");
        }

        // A password is written, never read.
        return item["passwordProfile"] is null && !item.ToNode().ContainsKey("passwordProfile") ? item : item.With(n =>
        {
            n.Remove("passwordProfile");
            n["lastPasswordChangeDateTime"] = call.Time();
        });
    }

    protected override void AfterCreate(LabCall call, LabObject item)
    {
        foreach (var manager in Writes.Bound(call.Body, "manager"))
        {
            call.Transaction.Link(Relations.Manager, item.Id, manager);
        }

        call.Transaction.Put(new LabObject(Sets.AuthenticationMethods, "passwordAuthenticationMethod", PasswordMethodOf(item.Id), item.Id, LabJson.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", Generation.AuthenticationGenerator.PasswordMethodId);
            w.WriteNull("password");
            w.WriteString("createdDateTime", call.Time());
            w.WriteEndObject();
        })));
    }

    protected override void BeforeUpdate(LabCall call, LabObject item, JsonObject body)
    {
        if (item.Flag("onPremisesSyncEnabled") == true && body.Any(p => !p.Key.Contains('@', StringComparison.Ordinal) && !CloudProperties.Contains(p.Key)))
        {
            throw LabError.BadRequest("Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.");
        }

        foreach (var manager in Writes.Bound(body, "manager"))
        {
            References.SetManager(call, item, manager);
        }
    }

    internal static string PasswordMethodOf(string user) => user + "/password";

    private static JsonObject NewUser(LabCall call) => new()
    {
        ["deletedDateTime"] = null,
        ["accountEnabled"] = true,
        ["businessPhones"] = new JsonArray(),
        ["createdDateTime"] = call.Time(),
        ["creationType"] = null,
        ["displayName"] = null,
        ["givenName"] = null,
        ["surname"] = null,
        ["userPrincipalName"] = null,
        ["mail"] = null,
        ["mailNickname"] = null,
        ["jobTitle"] = null,
        ["department"] = null,
        ["employeeId"] = null,
        ["officeLocation"] = null,
        ["mobilePhone"] = null,
        ["preferredLanguage"] = null,
        ["usageLocation"] = null,
        ["userType"] = "Member",
        ["externalUserState"] = null,
        ["onPremisesSyncEnabled"] = null,
        ["lastPasswordChangeDateTime"] = call.Time(),
        ["signInSessionsValidFromDateTime"] = call.Time(),
        ["assignedLicenses"] = new JsonArray(),
    };
}
