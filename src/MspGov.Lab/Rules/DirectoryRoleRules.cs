using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Activation of directory roles.</summary>
internal sealed class DirectoryRoleRules() : SetRules(Sets.DirectoryRoles, "directoryRole")
{
    internal override LabResponse Create(LabCall call)
    {
        var template = call.Checked(Type, create: true).RequiredText("roleTemplateId");
        if (call.Directory.Set(Sets.DirectoryRoles).Where("roleTemplateId", template).Count > 0)
        {
            throw LabError.BadRequest("A conflicting object with one or more of the specified property values is present in the directory.");
        }

        return ReadHandler.Created(call, RoleActivation.Activate(call.Directory, call.Transaction, template) ?? throw LabError.NotFound(template));
    }

    internal override LabResponse Update(LabCall call, LabObject item) => throw LabError.MethodNotAllowed();

    internal override LabResponse Delete(LabCall call, LabObject item) => throw LabError.MethodNotAllowed();
}
