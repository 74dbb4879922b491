using System.Text.Json.Nodes;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Secrets, certificates and federation of applications and service principals.</summary>
internal static class Credentials
{
    private const int SecretYears = 2;

    internal static LabResponse? TryHandle(LabCall call, LabObject item, string[] rest) => (call.Method, rest) switch
    {
        ("POST", ["addPassword"]) => AddPassword(call, item),
        ("POST", ["removePassword"]) => Remove(call, item, "passwordCredentials"),
        ("POST", ["addKey"]) => AddKey(call, item),
        ("POST", ["removeKey"]) => Remove(call, item, "keyCredentials"),
        ("POST", ["federatedIdentityCredentials"]) => AddFederation(call, item),
        ("PATCH", ["federatedIdentityCredentials", var id]) => UpdateFederation(call, item, id),
        ("DELETE", ["federatedIdentityCredentials", var id]) => DeleteFederation(call, item, id),
        _ => null,
    };

    private static LabResponse AddPassword(LabCall call, LabObject item)
    {
        var wanted = call.Body["passwordCredential"] as JsonObject ?? [];
        var secret = "Lab~" + Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=');
        var credential = new JsonObject
        {
            ["customKeyIdentifier"] = null,
            ["displayName"] = wanted.Text("displayName"),
            ["endDateTime"] = wanted.Text("endDateTime") ?? GenerationContext.Text(call.Now.AddYears(SecretYears)),
            ["hint"] = secret[..3],
            ["keyId"] = Writes.NewId(),
            ["secretText"] = null,
            ["startDateTime"] = wanted.Text("startDateTime") ?? call.Time(),
        };
        call.Transaction.Put(item.With(n => List(n, "passwordCredentials").Add(credential.DeepClone())));

        // The secret is told once, here.
        credential["secretText"] = secret;
        credential["@odata.context"] = call.VersionRoot + "/$metadata#microsoft.graph.passwordCredential";
        return new LabResponse(200, LabJson.ToBytes(credential));
    }

    private static LabResponse AddKey(LabCall call, LabObject item)
    {
        if (call.Body["keyCredential"] is not JsonObject wanted || call.Body.Text("proof") is null)
        {
            throw LabError.BadRequest("A keyCredential and a proof are required.");
        }

        var credential = wanted.DeepClone().AsObject();
        credential["keyId"] = Writes.NewId();
        credential["startDateTime"] ??= call.Time();
        credential["endDateTime"] ??= GenerationContext.Text(call.Now.AddYears(1));
        credential.Remove("key");
        call.Transaction.Put(item.With(n => List(n, "keyCredentials").Add(credential.DeepClone())));
        credential["@odata.context"] = call.VersionRoot + "/$metadata#microsoft.graph.keyCredential";
        return new LabResponse(200, LabJson.ToBytes(credential));
    }

    private static LabResponse Remove(LabCall call, LabObject item, string list)
    {
        var keyId = call.Body.RequiredText("keyId");
        var found = false;
        var changed = item.With(n =>
        {
            var credentials = List(n, list);
            found = credentials.FirstOrDefault(c => c!["keyId"]?.ToString() == keyId) is { } credential && credentials.Remove(credential);
        });
        if (!found)
        {
            throw LabError.BadRequest("No password credential found with keyId.");
        }

        call.Transaction.Put(changed);
        return LabResponse.NoContent;
    }

    private static LabResponse AddFederation(LabCall call, LabObject item)
    {
        var body = call.Checked("federatedIdentityCredential", create: true);
        var name = body.RequiredText("name");
        _ = body.RequiredText("issuer");
        if (call.Directory.ChildrenOf(item.Id, Sets.FederatedCredentials).Any(c => c["name"] == name))
        {
            throw LabError.BadRequest("FederatedIdentityCredential with the same name already exists on the object.");
        }

        var credential = Writes.Make(Sets.FederatedCredentials, "federatedIdentityCredential", Writes.NewId(), new JsonObject { ["description"] = null }, body, item.Id);
        call.Transaction.Put(credential);
        return ReadHandler.Created(call, credential);
    }

    private static LabResponse UpdateFederation(LabCall call, LabObject item, string id)
    {
        var credential = Find(call, item, id);
        call.Transaction.Put(Writes.Merge(credential, call.Checked("federatedIdentityCredential", create: false)));
        return LabResponse.NoContent;
    }

    private static LabResponse DeleteFederation(LabCall call, LabObject item, string id)
    {
        call.Transaction.Delete(Find(call, item, id));
        return LabResponse.NoContent;
    }

    private static LabObject Find(LabCall call, LabObject item, string id) =>
        call.Directory.ChildrenOf(item.Id, Sets.FederatedCredentials).FirstOrDefault(c => c.Id == id) ?? throw LabError.NotFound(id);

    private static JsonArray List(JsonObject node, string name)
    {
        if (node[name] is not JsonArray list)
        {
            node[name] = list = [];
        }

        return list;
    }
}
