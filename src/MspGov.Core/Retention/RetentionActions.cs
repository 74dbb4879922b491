using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;

namespace MspGov.Core.Retention;

/// <summary>Actions on retention; a tenant's own policy stands in its log, so that its evidence shows it.</summary>
public static class RetentionActions
{
    /// <summary>A policy is set; detail <see cref="RetentionPolicyDocument"/>.</summary>
    public const string Set = "retention.set";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All = [new(Set, Permission.ManageOperators, RightLog)];

    private static Ruling RightLog(RuleContext context)
    {
        var policy = CoreJson.FromBytes<RetentionPolicyDocument>(context.Entry.Detail.Span);
        if (context.Entry.Log != (policy.TenantId ?? LogIds.Msp))
        {
            return Ruling.Conflict("A retention policy stands in the log that it is about.");
        }

        return policy.KeepFor < TimeSpan.Zero || policy.KeepAfterOffBoarding < TimeSpan.Zero
            ? Ruling.Conflict("A retention period cannot be negative.")
            : Ruling.Permit;
    }
}

/// <summary>The policies as they were last set.</summary>
public sealed class RetentionFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [RetentionActions.Set];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry) => register.Put(entry.DetailAs<RetentionPolicyDocument>());
}
