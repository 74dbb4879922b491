using MspGov.Lab.Http;

namespace MspGov.Lab.Rules;

/// <summary>Answers every POST, PATCH, PUT and DELETE.</summary>
internal static class WriteHandler
{
    internal static LabResponse Handle(LabCall call) => throw call.NoSegment();
}
