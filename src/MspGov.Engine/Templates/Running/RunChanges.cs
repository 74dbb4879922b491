using MspGov.Core.Changes;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Templates;

namespace MspGov.Engine.Templates.Running;

/// <summary>A change of a template's object as the ledger has it.</summary>
/// <param name="Change">Change with its receipt.</param>
/// <param name="Done">What it was to do.</param>
internal sealed record RunChange(ChangeDocument Change, TemplateObjectChange Done);

/// <summary>What a run did, or began to do, in a tenant.</summary>
internal static class RunChanges
{
    /// <summary>In the order of doing: that of the log, for times may be equal.</summary>
    public static IReadOnlyList<RunChange> Of(ILedger ledger, string tenant, Guid correlation)
    {
        Dictionary<string, ChangeDocument> changes = ledger.Read(register => register.List<ChangeDocument>(tenant))
            .Where(change => change.Correlation == correlation && change.ChangeKind == TemplateObjectChange.KindName)
            .ToDictionary(change => change.Id);
        return
        [
            .. ledger.Query(new EntryQuery { Logs = [tenant], Correlation = correlation })
                .Where(entry => entry.Phase == EntryPhase.Intent && entry.Detail is not null)
                .Select(entry => changes.GetValueOrDefault(entry.DetailAs<ChangeIntentDetail>().Change))
                .OfType<ChangeDocument>()
                .Select(change => new RunChange(change, (TemplateObjectChange)TenantChanges.Read(change.ChangeKind, change.Arguments))),
        ];
    }
}
