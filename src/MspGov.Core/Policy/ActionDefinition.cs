using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Policy;

/// <summary>What a rule says.</summary>
public enum RulingKind
{
    /// <summary>Go ahead.</summary>
    Permit,

    /// <summary>Not allowed: recorded as denied.</summary>
    Deny,

    /// <summary>Does not fit the state (already done, changed since): not recorded.</summary>
    Conflict,
}

/// <summary>A decision with its reason in words.</summary>
/// <param name="Kind">Permit, deny or conflict.</param>
/// <param name="Reason">Why, in words for the operator and the auditor.</param>
/// <param name="Error">The error it becomes, where the rule knows one more telling than <see cref="PolicyErrors"/> has.</param>
public sealed record Ruling(RulingKind Kind, string Reason, ErrorDefinition? Error = null)
{
    /// <summary>Permits.</summary>
    public static readonly Ruling Permit = new(RulingKind.Permit, "permitted");

    /// <summary>Denies with a reason.</summary>
    public static Ruling Deny(string reason, ErrorDefinition? error = null) => new(RulingKind.Deny, reason, error);

    /// <summary>States a conflict.</summary>
    public static Ruling Conflict(string reason, ErrorDefinition? error = null) => new(RulingKind.Conflict, reason, error);

    /// <summary>The exception that a ruling which does not permit is thrown as.</summary>
    public GovException ToException() =>
        (Error ?? (Kind == RulingKind.Conflict ? PolicyErrors.Conflict : PolicyErrors.Denied)).With(Reason);
}

/// <summary>What a rule may look at: only this, so that verification can decide again from the ledger alone.</summary>
/// <param name="Register">The register before the entry.</param>
/// <param name="Operator">Who acts.</param>
/// <param name="Entry">The entry as drafted or as recorded.</param>
/// <param name="At">The entry's time, UTC.</param>
public sealed record RuleContext(IRegister Register, string Operator, EntryDraft Entry, DateTimeOffset At);

/// <summary>A further rule of one action, beyond the permission: pure, and the same at append and at replay.</summary>
public delegate Ruling ActionRule(RuleContext context);

/// <summary>One kind of entry.</summary>
/// <param name="Name">Dotted lower-case name.</param>
/// <param name="Permission">The permission it needs in the entry's log (in every tenant, where the log is the MSP's); <see cref="Permission.None"/> needs only an enabled operator.</param>
/// <param name="Rule">A further rule, or null.</param>
public sealed record ActionDefinition(string Name, Permission Permission, ActionRule? Rule = null)
{
    /// <summary>Another ground on which an operator without the permission may act (an approved grant, say); asked only then. Null for none.</summary>
    public ActionRule? Mandate { get; init; }
}
