using MspGov.Lab.Http;

namespace MspGov.Lab.Rules;

/// <summary>Keeps PIM for Groups true when a membership is removed by other ways.</summary>
internal static class PimGroupRequests
{
    internal static void Forget(LabCall call, string group, string principal, string access)
    {
        var kind = PimKind.All.First(k => k is { Group: true, Eligible: false });
        var entry = new PimEntry("", principal, group, access, call.Now, null);
        if (kind.Existing(call.Directory, entry) is { } schedule)
        {
            kind.End(call.Directory, call.Transaction, entry with { Id = schedule.Id });
        }
    }
}
