using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.BreakGlass;

/// <summary>Actions on emergency accounts, in the tenant's log.</summary>
public static class BreakGlassActions
{
    /// <summary>An account is registered; detail <see cref="BreakGlassAccountDocument"/> with the checks made.</summary>
    public const string Register = "breakglass.register";

    /// <summary>An account was checked, or a drill was held; detail <see cref="BreakGlassDrillDetail"/>.</summary>
    public const string Drill = "breakglass.drill";

    /// <summary>An account is no emergency account any more; detail <see cref="BreakGlassNamed"/>.</summary>
    public const string Unregister = "breakglass.unregister";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Register, Permission.ManageApplications, RegisterRule),
        new(Drill, Permission.ManageApplications, DrillRule),
        new(Unregister, Permission.ManageApplications, UnregisterRule),
    ];

    private static Ruling RegisterRule(RuleContext context)
    {
        var account = CoreJson.FromBytes<BreakGlassAccountDocument>(context.Entry.Detail.Span);
        return TenantActions.ActiveTenant(context) is { Kind: not RulingKind.Permit } inactive ? inactive
            : account.Tenant != context.Entry.Log ? Ruling.Deny("An emergency account is registered in its tenant's own log.")
            : account.TestedAt is not null || account.TestedBy is not null ? Ruling.Deny("A test is recorded by a drill.")
            : Ruling.Permit;
    }

    private static Ruling DrillRule(RuleContext context) =>
        Known(context, CoreJson.FromBytes<BreakGlassDrillDetail>(context.Entry.Detail.Span).PrincipalId);

    private static Ruling UnregisterRule(RuleContext context)
    {
        string principal = CoreJson.FromBytes<BreakGlassNamed>(context.Entry.Detail.Span).PrincipalId;
        Ruling known = Known(context, principal);
        return known.Kind != RulingKind.Permit ? known
            : context.Register.List<BreakGlassAccountDocument>(tenantId: context.Entry.Log).Any(other => other.PrincipalId != principal && other.Working)
                ? Ruling.Permit
                : Ruling.Deny("This would leave the tenant without a working emergency account; register another first.", TenantErrors.BreakGlassGuard);
    }

    private static Ruling Known(RuleContext context, string principal) =>
        TenantActions.ActiveTenant(context) is { Kind: not RulingKind.Permit } inactive ? inactive
        : context.Register.Get<BreakGlassAccountDocument>(BreakGlassAccountDocument.KeyOf(context.Entry.Log, principal)) is null
            ? Ruling.Conflict($"{principal} is no registered emergency account of this tenant.", ElevationErrors.BreakGlassAccountNotFound)
            : Ruling.Permit;
}

/// <summary>Emergency accounts.</summary>
public sealed class BreakGlassFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. BreakGlassActions.All.Select(action => action.Name)];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case BreakGlassActions.Register:
                var account = entry.DetailAs<BreakGlassAccountDocument>();
                BreakGlassAccountDocument? earlier = register.Get<BreakGlassAccountDocument>(account.Key);
                register.Put(account with { RegisteredAt = earlier?.RegisteredAt ?? entry.At, CheckedAt = entry.At, TestedAt = earlier?.TestedAt, TestedBy = earlier?.TestedBy });
                break;
            case BreakGlassActions.Drill:
                var drill = entry.DetailAs<BreakGlassDrillDetail>();
                if (register.Get<BreakGlassAccountDocument>(BreakGlassAccountDocument.KeyOf(entry.Log, drill.PrincipalId)) is { } known)
                {
                    register.Put(known with
                    {
                        Checks = drill.Checks,
                        CheckedAt = entry.At,
                        TestedAt = drill.SignInTested ? entry.At : known.TestedAt,
                        TestedBy = drill.SignInTested ? entry.Operator : known.TestedBy,
                    });
                }

                break;
            case BreakGlassActions.Unregister:
                register.Remove<BreakGlassAccountDocument>(BreakGlassAccountDocument.KeyOf(entry.Log, entry.DetailAs<BreakGlassNamed>().PrincipalId));
                break;
        }
    }
}
