using System.Security.Cryptography;
using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Exceptions;

/// <summary>The register of exceptions over the ledger.</summary>
internal sealed class ExceptionService(ILedger ledger, TimeProvider time) : IExceptionService
{
    /// <summary>A new id.</summary>
    public static string NewId() => "EX-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(5)).ToLowerInvariant();

    /// <inheritdoc/>
    public IReadOnlyList<AccessException> Get(IReadOnlyList<string> tenantIds, string? idPattern = null) => ledger.Read(register =>
        Of(register, tenantIds)
            .Where(exception => idPattern is null || AccessFilter.Fits(idPattern, exception.Id))
            .Where(exception => GovernancePolicy.DecideRead(register, ledger.Operator, exception.Tenant, time.GetUtcNow()).Kind == RulingKind.Permit)
            .Select(exception => Show(register, exception))
            .OrderBy(exception => exception.Expires).ThenBy(exception => exception.ExceptionId, StringComparer.Ordinal)
            .ToArray());

    /// <inheritdoc/>
    public AccessException Create(AccessExceptionDocument exception)
    {
        AccessExceptionDocument document = exception.Id.Length == 0 ? exception with { Id = NewId() } : exception;
        EntryDraft asked = Draft(document.Tenant, ExceptionActions.Create, document.Id, document, document.Ticket, document.Reason);
        EntryDraft approval = Draft(document.Tenant, ExceptionActions.Approve, document.Id, new ExceptionReference(document.Id), document.Ticket, document.Reason);
        ledger.Append(ApprovesAtOnce(document) ? [asked, approval with { Correlation = asked.Correlation }] : [asked]);
        return Find(document.Id);
    }

    /// <inheritdoc/>
    public AccessException Approve(string id, string? ticket)
    {
        AccessException known = Find(id);
        ledger.Append([Draft(known.TenantId, ExceptionActions.Approve, id, new ExceptionReference(id), ticket ?? known.Ticket, null)]);
        return Find(id);
    }

    /// <inheritdoc/>
    public AccessException Change(ExceptionChange change)
    {
        AccessException known = Find(change.Id);
        EntryDraft changed = Draft(known.TenantId, ExceptionActions.Change, change.Id, change, change.Ticket ?? known.Ticket, change.Reason);
        ledger.Append([changed]);
        AccessException after = Find(change.Id);
        return after.Document.ApprovedAt is null && known.Document.ApprovedAt is not null && ApprovesAtOnce(after.Document) ? Approve(change.Id, change.Ticket) : after;
    }

    /// <inheritdoc/>
    public AccessException Close(string id, string? ticket, string? reason)
    {
        AccessException known = Find(id);
        ledger.Append([Draft(known.TenantId, ExceptionActions.Close, id, new ExceptionReference(id), ticket ?? known.Ticket, reason)]);
        return Find(id);
    }

    /// <inheritdoc/>
    public IReadOnlyList<AccessException> Wake(IReadOnlyList<string> tenantIds)
    {
        DateTimeOffset now = time.GetUtcNow();
        var woken = new List<AccessException>();
        foreach (AccessException exception in Get(tenantIds))
        {
            bool passed = exception.Status == ExceptionStatus.Expired && exception.Document.ExpiryNotedFor != exception.Expires;
            bool near = exception.Status == ExceptionStatus.Expiring && exception.Document.WarnedFor != exception.Expires;
            if ((passed || near) && exception.Document.ClosedAt is null)
            {
                try
                {
                    ledger.Append([Draft(exception.TenantId, ExceptionActions.Wake, exception.ExceptionId, new ExceptionWake(exception.ExceptionId, exception.Expires, now >= exception.Expires), exception.Ticket, null)]);
                    woken.Add(Find(exception.ExceptionId));
                }
                catch (GovException e) when (e.Definition == PolicyErrors.Conflict)
                {
                    // Another process noted it a moment ago.
                }
            }
        }

        return woken;
    }

    // The connected operator is the approver, or vouches for an approver at the client; the rule decides, this only spares a second command.
    private bool ApprovesAtOnce(AccessExceptionDocument exception) => ledger.Read(register =>
    {
        OperatorDocument? me = register.Get<OperatorDocument>(ledger.Operator);
        bool owner = Is(exception.Owner, me);
        bool client = register.Get<TenantDocument>(exception.Tenant)?.Approvers.Contains(exception.Approver, StringComparer.OrdinalIgnoreCase) == true;
        Permission held = OperatorRights.Of(register, ledger.Operator, time.GetUtcNow()).In(exception.Tenant, register);
        return !owner && (client || (Is(exception.Approver, me) && (held & Permission.ManageApplications) != 0));
    });

    private bool Is(string name, OperatorDocument? me) =>
        string.Equals(name.Trim(), ledger.Operator, StringComparison.OrdinalIgnoreCase) || string.Equals(name.Trim(), me?.DisplayName, StringComparison.OrdinalIgnoreCase);

    private AccessException Find(string id) => ledger.Read(register => register.Get<AccessExceptionDocument>(id) is { } exception ? Show(register, exception) : null)
        ?? throw ExceptionErrors.NotFound.With($"There is no exception '{id}'. Get-AccessException lists them.").About(id);

    private AccessException Show(IRegister register, AccessExceptionDocument exception)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new AccessException(
            exception,
            register.Get<TenantDocument>(exception.Tenant)?.Name ?? exception.Tenant,
            exception.StatusAt(now),
            (int)Math.Floor((exception.Expires - now).TotalDays));
    }

    private static IEnumerable<AccessExceptionDocument> Of(IRegister register, IReadOnlyList<string> tenantIds) =>
        tenantIds.Count == 0 ? register.List<AccessExceptionDocument>() : tenantIds.SelectMany(tenant => register.List<AccessExceptionDocument>(tenant));

    private static EntryDraft Draft<T>(string tenant, string action, string id, T detail, string? ticket, string? reason) => new()
    {
        Log = tenant,
        Action = action,
        Correlation = Guid.NewGuid(),
        Subject = new EntrySubject("exception", id),
        Ticket = ticket,
        Reason = reason,
        Detail = CoreJson.ToBytes(detail),
    };
}
