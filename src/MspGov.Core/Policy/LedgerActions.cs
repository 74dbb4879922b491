using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Policy;

/// <summary>Actions of the ledger itself (LEDGER sections 3, 4 and 6) and of handing out evidence.</summary>
public static class LedgerActions
{
    /// <summary>Creation, seq 0 of log keys.</summary>
    public const string Create = "ledger.create";

    /// <summary>Enrolment of an operator key.</summary>
    public const string KeyEnrol = "operator.key.enrol";

    /// <summary>Retirement of an operator key.</summary>
    public const string KeyRetire = "operator.key.retire";

    /// <summary>Rotation of the ledger keys.</summary>
    public const string KeyRotate = "ledger.key.rotate";

    /// <summary>A restore from backup: first entry of a new incarnation.</summary>
    public const string Restore = "ledger.restore";

    /// <summary>First msp entry of a successor ledger.</summary>
    public const string Succeed = "ledger.succeed";

    /// <summary>State that a successor ledger takes over, in each log.</summary>
    public const string Carry = "ledger.carry";

    /// <summary>A backup of the store: intent before, outcome once it is verified.</summary>
    public const string Backup = "store.backup";

    /// <summary>Erasure of details.</summary>
    public const string DetailErase = "detail.erase";

    /// <summary>Evidence was handed out.</summary>
    public const string EvidenceExport = "evidence.export";

    /// <summary>A trust anchor was handed out.</summary>
    public const string TrustExport = "trust.export";

    /// <summary>A checkpoint was published to witnesses, a TSA or anchor places.</summary>
    public const string CheckpointPublish = "checkpoint.publish";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Create, Permission.ManageOperators, FirstOnly),
        new(KeyEnrol, Permission.ManageOperators) { Mandate = Operators.OperatorKeyRules.Own },
        new(KeyRetire, Permission.ManageOperators, Operators.OperatorKeyRules.Retire) { Mandate = Operators.OperatorKeyRules.Own },
        new(KeyRotate, Permission.ManageOperators),
        new(Restore, Permission.ManageOperators),
        new(Succeed, Permission.ManageOperators, FirstOnly),
        new(Carry, Permission.ManageOperators, CarryRule),
        new(Backup, Permission.ManageOperators),
        new(DetailErase, Permission.ManageOperators),
        new(EvidenceExport, Permission.Read),
        new(TrustExport, Permission.Read),
        new(CheckpointPublish, Permission.Read),
    ];

    private static Ruling FirstOnly(RuleContext context) =>
        context.Register.List<Operators.OperatorDocument>().Count == 0
            ? Ruling.Permit
            : Ruling.Deny("A ledger is created once.");

    private static Ruling CarryRule(RuleContext context) =>
        CoreJson.FromBytes<CarryDetail>(context.Entry.Detail.Span).Documents.FirstOrDefault(document => !CarriedDocuments.Knows(document.Kind)) is { } unknown
            ? Ruling.Conflict($"Documents of kind '{unknown.Kind}' are not known to this version.")
            : FirstOnly(context);
}
