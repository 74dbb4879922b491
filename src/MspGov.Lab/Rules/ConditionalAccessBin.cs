using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Deleted policies and named locations: kept apart, restored with their ids (FACTS section 8).</summary>
internal static class ConditionalAccessBin
{
    internal static LabResponse Delete(LabCall call, LabObject item, string bin)
    {
        call.Transaction.Delete(item);
        call.Transaction.Put(new LabObject(bin, item.Type, item.Id, null, item.With(n => n["deletedDateTime"] = call.Time()).Json));
        return LabResponse.NoContent;
    }

    internal static LabResponse? TryHandle(LabCall call, LabObject item, string[] rest)
    {
        var home = item.Set switch { Sets.DeletedPolicies => Sets.ConditionalPolicies, Sets.DeletedLocations => Sets.NamedLocations, _ => null };
        if (home is null || (call.Method, rest) is not ("POST", ["restore" or "microsoft.graph.restore"]))
        {
            return null;
        }

        var restored = new LabObject(home, item.Type, item.Id, null, item.With(n => n.Remove("deletedDateTime")).Json);
        call.Transaction.Delete(item);
        call.Transaction.Put(restored);
        return ReadHandler.Entity(call, restored);
    }
}
