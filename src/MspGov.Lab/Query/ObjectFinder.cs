using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Query;

/// <summary>Finds the object that a key segment names: an id, a principal name, or <c>(appId='…')</c>.</summary>
internal static class ObjectFinder
{
    internal static LabObject Require(LabCall call, EntitySet set, string key) => Find(call, set, key) ?? throw LabError.NotFound(key);

    internal static LabObject? Find(LabCall call, EntitySet set, string key)
    {
        var table = call.Directory.Set(set.Name);
        if (key.StartsWith('('))
        {
            var inner = key[1..^1];
            var equals = inner.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                return table.Find(inner.Trim('\''));
            }

            var property = inner[..equals];
            return set.AlternateKeys.Contains(property)
                ? table.Where(property, inner[(equals + 1)..].Trim('\'').Replace("''", "'", StringComparison.Ordinal)) is [var found, ..] ? found : null
                : throw LabError.BadRequest("The key in the request URI is not valid for resource.");
        }

        return table.Find(key) ?? (set.Name == Sets.Users && key.Contains('@', StringComparison.Ordinal) && table.Where("userPrincipalName", key) is [var user, ..] ? user : null);
    }
}
