using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>Authentication methods, the registration report, and licence details of users.</summary>
internal static class AuthenticationGenerator
{
    /// <summary>Id of the password method: the same for every user, as in Graph.</summary>
    internal const string PasswordMethodId = "28c10230-6103-485e-b985-444c60001490";

    internal static void Generate(GenerationContext context)
    {
        var roles = context.Directory.Set(Sets.RoleAssignments);
        foreach (var user in context.Directory.Users.ToList())
        {
            var methods = AddMethods(context, user);
            var guest = user["userType"] == "Guest";
            if (context.Spec.Premium)
            {
                AddRegistration(context, user, methods, roles.Where("principalId", user.Id).Count > 0, guest);
            }

            if (!guest && user.ToNode()["assignedLicenses"] is System.Text.Json.Nodes.JsonArray { Count: > 0 } licences)
            {
                AddLicence(context, user, licences[0]!["skuId"]!.ToString());
            }
        }
    }

    private static List<string> AddMethods(GenerationContext context, LabObject user)
    {
        var created = user["createdDateTime"]!;
        Add(context, user, "passwordAuthenticationMethod", user.Id + "/password", PasswordMethodId, w =>
        {
            w.WriteNull("password");
            w.WriteString("createdDateTime", created);
        });
        var methods = new List<string>();
        if (context.Random.Chance(0.75))
        {
            methods.Add("microsoftAuthenticatorPush");
            var id = context.Random.Id();
            Add(context, user, "microsoftAuthenticatorAuthenticationMethod", id, id, w =>
            {
                w.WriteString("displayName", "Phone");
                w.WriteString("deviceTag", "SoftwareTokenActivated");
                w.WriteString("phoneAppVersion", "6.2409.6094");
                w.WriteString("createdDateTime", created);
            });
        }

        if (context.Random.Chance(0.4))
        {
            methods.Add("mobilePhone");
            Add(context, user, "phoneAuthenticationMethod", user.Id + "/phone", "3179e48a-750b-4051-897c-87b9720928f7", w =>
            {
                w.WriteString("phoneNumber", "+1 55501" + context.Random.Below(100_000).ToString("00000", System.Globalization.CultureInfo.InvariantCulture));
                w.WriteString("phoneType", "mobile");
                w.WriteString("smsSignInState", "notAllowedByPolicy");
                w.WriteString("createdDateTime", created);
            });
        }

        if (context.Random.Chance(0.1))
        {
            methods.Add("fido2SecurityKey");
            var id = Convert.ToBase64String(context.Random.Guid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            Add(context, user, "fido2AuthenticationMethod", id, id, w =>
            {
                w.WriteString("displayName", "Security key");
                w.WriteString("createdDateTime", created);
                w.WriteString("model", "Key 5");
                w.WriteString("attestationLevel", "attested");
            });
        }

        return methods;
    }

    private static void Add(GenerationContext context, LabObject user, string type, string key, string id, Action<System.Text.Json.Utf8JsonWriter> write) =>
        context.Directory.Set(Sets.AuthenticationMethods).Put(new LabObject(Sets.AuthenticationMethods, type, key, user.Id, LabJson.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", id);
            write(w);
            w.WriteEndObject();
        })));

    private static void AddRegistration(GenerationContext context, LabObject user, List<string> methods, bool admin, bool guest) =>
        context.Add(Sets.RegistrationDetails, "userRegistrationDetails", user.Id, w =>
        {
            w.WriteString("userPrincipalName", user["userPrincipalName"]);
            w.WriteString("userDisplayName", user["displayName"]);
            w.WriteString("userType", guest ? "guest" : "member");
            w.WriteBoolean("isAdmin", admin);
            w.WriteBoolean("isSsprRegistered", methods.Count > 0);
            w.WriteBoolean("isSsprEnabled", true);
            w.WriteBoolean("isSsprCapable", methods.Count > 0);
            w.WriteBoolean("isMfaRegistered", methods.Count > 0);
            w.WriteBoolean("isMfaCapable", methods.Count > 0);
            w.WriteBoolean("isPasswordlessCapable", methods.Contains("fido2SecurityKey"));
            w.WriteStartArray("methodsRegistered");
            foreach (var method in methods)
            {
                w.WriteStringValue(method);
            }

            w.WriteEndArray();
            w.WriteBoolean("isSystemPreferredAuthenticationMethodEnabled", true);
            w.WriteStartArray("systemPreferredAuthenticationMethods");
            w.WriteEndArray();
            w.WriteString("userPreferredMethodForSecondaryAuthentication", methods.Count > 0 ? "push" : "none");
            w.WriteString("lastUpdatedDateTime", context.At(-1));
        });

    private static void AddLicence(GenerationContext context, LabObject user, string sku) =>
        context.Add(
            Sets.LicenseDetails,
            "licenseDetails",
            Convert.ToBase64String(context.Random.Guid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            w =>
            {
                w.WriteString("skuId", sku);
                w.WriteString("skuPartNumber", sku == TenancyGenerator.E5Sku ? "SPE_E5" : "O365_BUSINESS_ESSENTIALS");
                w.WriteStartArray("servicePlans");
                w.WriteEndArray();
            },
            user.Id);
}
