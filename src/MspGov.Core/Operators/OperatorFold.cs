using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;

namespace MspGov.Core.Operators;

/// <summary>Operators and the roles they hold.</summary>
public sealed class OperatorFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. OperatorActions.All.Select(action => action.Name), LedgerActions.KeyEnrol, LedgerActions.KeyRetire];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case OperatorActions.Create:
                register.Put(entry.DetailAs<OperatorDocument>() with { CreatedAt = entry.At });
                break;
            case OperatorActions.Update:
                var updated = entry.DetailAs<OperatorDocument>();
                Change(register, updated.Id, known => updated with { CreatedAt = known.CreatedAt, Enabled = known.Enabled });
                break;
            case OperatorActions.Disable:
                Change(register, entry.DetailAs<OperatorNamed>().Operator, known => known with { Enabled = false });
                break;
            case OperatorActions.Enable:
                Change(register, entry.DetailAs<OperatorNamed>().Operator, known => known with { Enabled = true });
                break;
            case OperatorActions.RoleGrant:
                register.Put(entry.DetailAs<RoleGrantDocument>() with { Start = entry.At });
                break;
            case OperatorActions.RoleRevoke when register.Get<RoleGrantDocument>(entry.DetailAs<RoleGrantNamed>().Grant) is { } grant:
                register.Put(grant with { End = entry.At });
                break;
            case OperatorActions.RoleDefine:
                register.Put(entry.DetailAs<CustomRoleDocument>());
                break;
            case OperatorActions.RoleRemove:
                register.Remove<CustomRoleDocument>(CustomRoleDocument.KeyOf(entry.DetailAs<CustomRoleNamed>().Role));
                break;
            case LedgerActions.KeyEnrol:
                var enrolled = entry.DetailAs<KeyEnrolDetail>();
                register.Put(new OperatorKeyDocument { KeyId = enrolled.Keyid, Operator = enrolled.Operator, EnrolledAt = entry.At });
                break;
            case LedgerActions.KeyRetire when register.Get<OperatorKeyDocument>(entry.DetailAs<KeyRetireDetail>().Keyid) is { } key:
                register.Put(key with { RetiredAt = entry.At });
                break;
        }
    }

    private static void Change(IRegisterWriter register, string id, Func<OperatorDocument, OperatorDocument> change)
    {
        if (register.Get<OperatorDocument>(id) is { } known)
        {
            register.Put(change(known));
        }
    }
}
