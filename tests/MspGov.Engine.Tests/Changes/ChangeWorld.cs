using MspGov.Core.Changes;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Changes;

/// <summary>A ledger with one tenant, four operators, and a scripted tenant behind it.</summary>
internal sealed class ChangeWorld
{
    public const string TenantId = "11111111-1111-4111-8111-111111111111";

    public SkippingTime Time { get; } = new();

    public ScriptedTenant Tenant { get; } = new();

    public MemoryLedger Ledger { get; }

    public ChangePatience Patience { get; } = new() { Total = TimeSpan.FromSeconds(10) };

    public ChangeWorld()
    {
        Ledger = new MemoryLedger("ada", Time);
        Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "ada", DisplayName = "Ada" });
        Grant("ada", BuiltInRoles.AdministratorWithBilling);
        foreach ((string name, string role) in new[] { ("max", BuiltInRoles.Manager), ("hana", BuiltInRoles.HelpDesk), ("rea", BuiltInRoles.ReadOnly) })
        {
            Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = name, DisplayName = name });
            Grant(name, role);
        }

        Fact(TenantId, TenantActions.Register, new TenantDocument { Id = TenantId, Name = "contoso", Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = "contoso" } });
    }

    public ChangeRunner Runner(string @operator = "ada", params IChangeGuard[] guards) => Runner(LedgerOf(@operator), guards);

    public ChangeRunner Runner(MemoryLedger ledger, params IChangeGuard[] guards) => new(ledger, Tenant, guards, Time, Patience);

    public MemoryLedger LedgerOf(string @operator) => new(@operator, Time, Ledger.Shared);

    public static ChangeRequest Request(ITenantChange change) => new() { TenantId = TenantId, Change = change, Correlation = Guid.NewGuid(), Ticket = "T-1" };

    public static ReferenceChange Member(string group, string user, bool present) => new(Relation.GroupMember, group, user, present);

    /// <summary>Entries about changes, as action/phase/outcome.</summary>
    public IReadOnlyList<string> Story =>
        [.. Ledger.Entries.Where(entry => entry.Phase != EntryPhase.Fact || entry.Outcome == EntryOutcome.Denied)
            .Select(entry => $"{entry.Action} {entry.Phase}{(entry.Outcome is { } outcome ? $" {outcome}" : "")}")];

    public IReadOnlyList<ChangeDocument> Changes(string? state = null) => Ledger.Read(register => register.List<ChangeDocument>(state: state));

    private void Grant(string name, string role) =>
        Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = $"{name}-{role}", Operator = name, Role = role, Scope = RoleScope.Everywhere });

    private void Fact<T>(string log, string action, T detail) =>
        Ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);
}
