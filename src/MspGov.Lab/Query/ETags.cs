using System.Security.Cryptography;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Query;

/// <summary>Entity tags: of the bytes of the object, so that a change changes them.</summary>
internal static class ETags
{
    internal static string Of(LabObject item) => $"W/\"{Convert.ToBase64String(SHA256.HashData(item.Json).AsSpan(0, 12))}\"";

    /// <summary>GDAP's objects carry a tag, and a change of them must name it.</summary>
    internal static bool Has(LabObject item) => item.Set is Sets.Relationships or Sets.RelationshipAccess;

    /// <summary>A change of these objects must carry the tag that was read (FACTS section 7).</summary>
    internal static void Require(LabCall call, LabObject item)
    {
        var match = call.Request.Header("If-Match")
            ?? throw new LabError(400, "BadRequest", "The If-Match header is required for this request.");
        if (match != "*" && match != Of(item))
        {
            throw new LabError(412, "PreconditionFailed", "The resource was changed since it was read: the ETag does not match.");
        }
    }
}
