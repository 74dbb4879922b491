using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Exceptions;

/// <summary>The register of exceptions.</summary>
public sealed class ExceptionFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. ExceptionActions.All.Select(action => action.Name)];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case ExceptionActions.Create:
                register.Put(entry.DetailAs<AccessExceptionDocument>() with
                {
                    CreatedAt = entry.At,
                    CreatedBy = entry.Operator,
                    ApprovedAt = null,
                    ApprovedBy = null,
                    ClosedAt = null,
                    WarnedFor = null,
                    ExpiryNotedFor = null,
                });
                break;
            case ExceptionActions.Approve when Known(register, entry.DetailAs<ExceptionReference>().Id) is { } exception:
                register.Put(exception with { ApprovedAt = entry.At, ApprovedBy = entry.Operator });
                break;
            case ExceptionActions.Change:
                ExceptionChange change = entry.DetailAs<ExceptionChange>();
                if (Known(register, change.Id) is { } changed)
                {
                    register.Put(Changed(changed, change));
                }

                break;
            case ExceptionActions.Reassign:
                ExceptionReassignment hand = entry.DetailAs<ExceptionReassignment>();
                if (Known(register, hand.Id) is { } before)
                {
                    register.Put(Handed(before, hand));
                }

                break;
            case ExceptionActions.Close when Known(register, entry.DetailAs<ExceptionReference>().Id) is { } closed:
                register.Put(closed with { ClosedAt = entry.At });
                break;
            case ExceptionActions.Wake:
                ExceptionWake wake = entry.DetailAs<ExceptionWake>();
                if (Known(register, wake.Id) is { } woken)
                {
                    register.Put(wake.Passed ? woken with { ExpiryNotedFor = wake.Expires } : woken with { WarnedFor = wake.Expires });
                }

                break;
        }
    }

    /// <summary>The exception as it is after a change: a longer end, another owner or approver asks for approval anew.</summary>
    internal static AccessExceptionDocument Changed(AccessExceptionDocument exception, ExceptionChange change)
    {
        AccessExceptionDocument changed = exception with
        {
            Owner = change.Owner ?? exception.Owner,
            Expires = change.Expires ?? exception.Expires,
            Ticket = change.Ticket ?? exception.Ticket,
            Reason = change.Reason ?? exception.Reason,
            Approver = change.Approver ?? exception.Approver,
        };
        bool anew = changed.Expires > exception.Expires || changed.Owner != exception.Owner || changed.Approver != exception.Approver;
        return anew ? changed with { ApprovedAt = null, ApprovedBy = null } : changed;
    }

    /// <summary>The exception in the successor's hands. Who approved it already did so, and stays named.</summary>
    internal static AccessExceptionDocument Handed(AccessExceptionDocument exception, ExceptionReassignment hand) => exception with
    {
        Owner = Same(exception.Owner, hand.From) ? hand.To : exception.Owner,
        Approver = exception.ApprovedAt is null && Same(exception.Approver, hand.From) ? hand.To : exception.Approver,
    };

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);

    private static AccessExceptionDocument? Known(IRegisterWriter register, string id) => register.Get<AccessExceptionDocument>(id);
}
