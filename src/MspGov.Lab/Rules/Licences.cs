using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Keeps the number of units in use and the licence details of users in step with what is assigned.</summary>
internal static class Licences
{
    internal static void Take(LabCall call, LabObject user, string sku)
    {
        var subscription = Find(call, sku) ?? throw LabError.BadRequest($"License {sku} does not correspond to a valid company License.");
        var node = subscription.ToNode();
        var used = node["consumedUnits"]!.GetValue<int>();
        if (used >= node["prepaidUnits"]!["enabled"]!.GetValue<int>())
        {
            throw LabError.BadRequest($"Subscription with SKU {sku} does not have any available licenses.");
        }

        call.Transaction.Put(subscription.With(n => n["consumedUnits"] = used + 1));
        call.Transaction.Put(Writes.Make(
            Sets.LicenseDetails,
            "licenseDetails",
            Writes.NewId(),
            new JsonObject { ["skuId"] = sku, ["skuPartNumber"] = node["skuPartNumber"]!.DeepClone(), ["servicePlans"] = new JsonArray() },
            [],
            user.Id));
    }

    internal static void Free(LabCall call, LabObject user, string sku)
    {
        if (Find(call, sku) is { } subscription)
        {
            call.Transaction.Put(subscription.With(n => n["consumedUnits"] = Math.Max(0, n["consumedUnits"]!.GetValue<int>() - 1)));
        }

        foreach (var detail in call.Directory.ChildrenOf(user.Id, Sets.LicenseDetails).Where(d => d["skuId"] == sku).ToList())
        {
            call.Transaction.Delete(detail);
        }
    }

    private static LabObject? Find(LabCall call, string sku) => call.Directory.Set(Sets.Skus).Where("skuId", sku) is [var found, ..] ? found : null;
}
