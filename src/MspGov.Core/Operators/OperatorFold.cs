using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Operators;

/// <summary>Operators and the roles they hold.</summary>
public sealed class OperatorFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [OperatorActions.Create, OperatorActions.RoleGrant];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case OperatorActions.Create:
                register.Put(entry.DetailAs<OperatorDocument>() with { CreatedAt = entry.At });
                break;
            case OperatorActions.RoleGrant:
                register.Put(entry.DetailAs<RoleGrantDocument>() with { Start = entry.At });
                break;
        }
    }
}
