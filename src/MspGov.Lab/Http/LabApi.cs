using MspGov.Lab.Query;

namespace MspGov.Lab.Http;

/// <summary>Answers one request on a directory: the whole of the lab's Graph behind the transport.</summary>
internal static class LabApi
{
    /// <summary>True when a request may change the tenant.</summary>
    internal static bool IsWrite(LabRequest request) => !request.IsRead && !MembershipQuestions.IsOne(request);

    internal static LabResponse Answer(LabCall call, int pageCap) =>
        call.Method == "GET" ? ReadHandler.Get(call, pageCap) : MembershipQuestions.TryAnswer(call) ?? Rules.WriteHandler.Handle(call);
}
