using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Query;

/// <summary>Policies of which a tenant has one: their id in the store is their path.</summary>
internal static class SingletonReads
{
    internal static LabResponse? Get(LabCall call, int pageCap) =>
        Find(call) is { } found ? ReadHandler.FromObject(call, found.Item, call.Segments, found.Length, pageCap) : null;

    internal static (LabObject Item, int Length)? Find(LabCall call)
    {
        for (var length = Math.Min(call.Segments.Length, 4); length > 0; length--)
        {
            if (call.Directory.Find(Sets.Singletons, string.Join('/', call.Segments.Take(length))) is { } item)
            {
                return (item, length);
            }
        }

        return null;
    }
}
