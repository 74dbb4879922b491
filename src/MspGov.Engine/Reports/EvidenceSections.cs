namespace MspGov.Engine.Reports;

/// <summary>A section of the report for people.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Question">The auditor's question that it answers.</param>
/// <param name="Prefixes">Actions that belong to it, by prefix.</param>
internal sealed record EvidenceSection(string Title, string Question, IReadOnlyList<string> Prefixes)
{
    /// <summary>All sections, in the order of the report. The first whose prefix fits takes an entry.</summary>
    public static readonly IReadOnlyList<EvidenceSection> All =
    [
        new("Access that was read", "Who can reach this tenant, and was all of it seen?", ["access.", "tenant.test", "identity."]),
        new("Elevation and emergency access", "Who asked for privilege, who approved it, when did it begin and end?", ["elevation.", "breakglass."]),
        new("Access reviews", "When was access reviewed, by whom, and what was decided?", ["review."]),
        new("Exceptions", "What is accepted, by whom, and until when?", ["exception."]),
        new("Templates and configuration", "Which approved configuration was applied?", ["template."]),
        new("Joiners, movers, leavers", "What followed when people came, changed and left?", ["lifecycle.", "workforce."]),
        new("Contract, owners and job roles", "Who owns this tenant at the MSP, and who holds which job role?", ["tenant.", "jobrole.", "role.grant", "role.revoke", "operator."]),
        new("Evidence and keys", "What was handed out, erased or rotated?", ["evidence.", "report.", "trust.", "checkpoint.", "detail.", "ledger."]),
        new("Changes to the tenant", "What was changed, and was it read back?", [string.Empty]),
    ];

    /// <summary>The section of an action.</summary>
    public static EvidenceSection Of(string action) =>
        All.First(section => section.Prefixes.Any(prefix => action.StartsWith(prefix, StringComparison.Ordinal)));
}
