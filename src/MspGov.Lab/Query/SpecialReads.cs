using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Query;

/// <summary>Reads that are no plain set: deleted items, directory objects of any type.</summary>
internal static class SpecialReads
{
    internal static LabResponse? TryGet(LabCall call, int pageCap) => call.Segments switch
    {
        ["me", ..] => throw new LabError(400, "BadRequest", "/me request is only valid with delegated authentication flow."),
        ["directory", "deletedItems", .. var rest] => Deleted(call, rest, pageCap),
        ["directoryObjects", var id, .. var rest] when call.Directory.FindDirectoryObject(id) is { } item => ReadHandler.FromObject(call, item, [id, .. rest], 1, pageCap, polymorphic: true),
        ["directoryObjects", var id, ..] => throw LabError.NotFound(id),
        ["tenantRelationships", var function] when function.StartsWith("findTenantInformationByTenantId", StringComparison.Ordinal) => TenantInformation(call, function),
        _ => null,
    };

    private static LabResponse Deleted(LabCall call, string[] rest, int pageCap)
    {
        if (rest.Length == 0)
        {
            throw new LabError(400, "Request_UnsupportedQuery", "Listing deletedItems needs an OData cast, for example /directory/deletedItems/microsoft.graph.user.");
        }

        if (ReadHandler.CastType(rest[0]) is { } type)
        {
            var source = new CollectionSource
            {
                Set = new EntitySet(Sets.Deleted, "directory/deletedItems", type) { IsDirectory = true },
                After = position => call.Directory.Set(Sets.Deleted).After(position).Where(o => o.Type == type),
                ByPosition = true,
                Type = type,
                Context = "directoryObjects/microsoft.graph." + type,
            };
            return rest is [_, "$count"] ? ReadHandler.Text(CollectionReader.Count(call, source)) : CollectionReader.Read(call, source, pageCap);
        }

        return ReadHandler.FromObject(call, call.Directory.Find(Sets.Deleted, rest[0]) ?? throw LabError.NotFound(rest[0]), rest, 1, pageCap, polymorphic: true);
    }

    private static LabResponse TenantInformation(LabCall call, string function)
    {
        var id = function.Split('\'') is [_, var found, ..] ? found : throw call.NoSegment();
        return LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", call.VersionRoot + "/$metadata#microsoft.graph.tenantInformation");
            w.WriteString("tenantId", id);
            w.WriteNull("federationBrandName");
            w.WriteString("displayName", "Tenant " + id[..Math.Min(8, id.Length)]);
            w.WriteString("defaultDomainName", $"t{id[..Math.Min(8, id.Length)]}.onmicrosoft.com");
            w.WriteEndObject();
        });
    }
}
