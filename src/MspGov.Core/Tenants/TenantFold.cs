using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Tenants;

/// <summary>The register of client tenants.</summary>
public sealed class TenantFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [TenantActions.Register, TenantActions.Update, TenantActions.Unregister];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        TenantDocument? known = register.Get<TenantDocument>(entry.Log);
        switch (entry.Action)
        {
            case TenantActions.Register:
                register.Put(entry.DetailAs<TenantDocument>() with { RegisteredAt = entry.At, OffBoardedAt = null });
                break;
            case TenantActions.Update when known is not null:
                register.Put(entry.DetailAs<TenantDocument>() with { RegisteredAt = known.RegisteredAt, OffBoardedAt = null });
                break;
            case TenantActions.Unregister when known is not null:
                register.Put(known with { OffBoardedAt = entry.At });
                break;
        }
    }
}
