using System.Globalization;
using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>What is done to a user: licences, sessions, authentication methods, passwords.</summary>
internal static class UserActions
{
    private const int MaxPassMinutes = 43_200;

    internal static LabResponse? TryHandle(LabCall call, LabObject user, string[] rest) => (call.Method, rest) switch
    {
        ("POST", ["revokeSignInSessions"]) => Revoke(call, user),
        ("POST", ["assignLicense"]) => AssignLicence(call, user),
        ("POST", ["changePassword"]) => throw new LabError(400, "BadRequest", "/me request is only valid with delegated authentication flow."),
        ("POST", ["authentication", "methods", _, "resetPassword"]) => throw LabError.Denied(),
        ("POST", ["authentication", "temporaryAccessPassMethods"]) => CreatePass(call, user),
        ("POST", ["authentication", "phoneMethods" or "emailMethods"]) => CreateMethod(call, user, rest[1]),
        ("PATCH", ["authentication", "phoneMethods" or "emailMethods", var id]) => UpdateMethod(call, user, rest[1], id),
        ("DELETE", ["authentication", var kind, var id]) => DeleteMethod(call, user, kind, id),
        _ => null,
    };

    private static LabResponse Revoke(LabCall call, LabObject user)
    {
        call.Transaction.Put(user.With(n => n["signInSessionsValidFromDateTime"] = call.Time()));
        return LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", call.VersionRoot + "/$metadata#Edm.Boolean");
            w.WriteBoolean("value", true);
            w.WriteEndObject();
        });
    }

    private static LabResponse AssignLicence(LabCall call, LabObject user)
    {
        if (call.Body["addLicenses"] is not JsonArray add || call.Body["removeLicenses"] is not JsonArray remove)
        {
            throw LabError.BadRequest("addLicenses and removeLicenses are required.");
        }

        if (user["usageLocation"] is null && add.Count > 0)
        {
            throw LabError.BadRequest("License assignment cannot be done for user with invalid usage location.");
        }

        var changed = user.With(node =>
        {
            var held = node["assignedLicenses"] as JsonArray ?? [];
            foreach (var sku in remove.Select(r => r!.ToString()))
            {
                var licence = held.FirstOrDefault(h => h!["skuId"]?.ToString() == sku) ?? throw LabError.BadRequest("User does not have a corresponding license.");
                held.Remove(licence);
                Licences.Free(call, user, sku);
            }

            foreach (var licence in add.OfType<JsonObject>())
            {
                var sku = licence.RequiredText("skuId");
                if (held.All(h => h!["skuId"]?.ToString() != sku))
                {
                    Licences.Take(call, user, sku);
                    held.Add(new JsonObject { ["disabledPlans"] = licence["disabledPlans"]?.DeepClone() ?? new JsonArray(), ["skuId"] = sku });
                }
            }
        });
        call.Transaction.Put(changed);
        return ReadHandler.Entity(call, changed);
    }

    private static LabResponse CreatePass(LabCall call, LabObject user)
    {
        var body = call.Checked("temporaryAccessPassAuthenticationMethod", create: true);
        if (AuthenticationReads.Of(call.Directory, user.Id, "temporaryAccessPassAuthenticationMethod").Any())
        {
            throw LabError.BadRequest("A Temporary Access Pass already exists for the user. Delete it first.");
        }

        if (body["lifetimeInMinutes"] is JsonValue minutes && (minutes.GetValue<double>() < 10 || minutes.GetValue<double>() > MaxPassMinutes))
        {
            throw LabError.BadRequest("lifetimeInMinutes must be between 10 and 43200.");
        }

        var method = Writes.Make(Sets.AuthenticationMethods, "temporaryAccessPassAuthenticationMethod", Writes.NewId(), new JsonObject
        {
            ["createdDateTime"] = call.Time(),
            ["startDateTime"] = call.Time(),
            ["lifetimeInMinutes"] = 60,
            ["isUsableOnce"] = false,
            ["isUsable"] = true,
            ["methodUsabilityReason"] = "EnabledByPolicy",
            ["temporaryAccessPass"] = null,
        }, body, user.Id);
        call.Transaction.Put(method);

        // The pass is told once, here.
        return ReadHandler.Created(call, method.With(n => n["temporaryAccessPass"] = "Lab" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..7]));
    }

    private static LabResponse CreateMethod(LabCall call, LabObject user, string kind)
    {
        var type = AuthenticationReads.Types[kind];
        var body = call.Checked(type, create: true);
        _ = body.RequiredText(kind == "phoneMethods" ? "phoneNumber" : "emailAddress");
        var method = Writes.Make(Sets.AuthenticationMethods, type, Writes.NewId(), new JsonObject { ["createdDateTime"] = call.Time() }, body, user.Id);
        call.Transaction.Put(method);
        return ReadHandler.Created(call, method);
    }

    private static LabResponse UpdateMethod(LabCall call, LabObject user, string kind, string id)
    {
        call.Transaction.Put(Writes.Merge(Find(call, user, kind, id), call.Checked(AuthenticationReads.Types[kind], create: false)));
        return LabResponse.NoContent;
    }

    private static LabResponse DeleteMethod(LabCall call, LabObject user, string kind, string id)
    {
        if (kind is "methods" or "passwordMethods")
        {
            throw LabError.MethodNotAllowed();
        }

        call.Transaction.Delete(Find(call, user, kind, id));
        return LabResponse.NoContent;
    }

    private static LabObject Find(LabCall call, LabObject user, string kind, string id) =>
        AuthenticationReads.Types.TryGetValue(kind, out var type) && AuthenticationReads.Of(call.Directory, user.Id, type).FirstOrDefault(m => m["id"] == id) is { } found
            ? found
            : throw LabError.NotFound(id);
}
