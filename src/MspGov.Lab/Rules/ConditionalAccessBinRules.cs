using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>The bin itself: objects in it are only purged.</summary>
internal sealed class ConditionalAccessBinRules(string bin, string type) : SetRules(bin, type)
{
    internal override LabResponse Create(LabCall call) => throw LabError.MethodNotAllowed();

    internal override LabResponse Update(LabCall call, LabObject item) => throw LabError.MethodNotAllowed();
}
