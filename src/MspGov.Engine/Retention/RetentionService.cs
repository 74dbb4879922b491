using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;
using MspGov.Core.Retention;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Retention;

/// <summary>Retention over the ledger.</summary>
internal sealed class RetentionService(ILedger ledger, TimeProvider time) : IRetentionService
{
    /// <inheritdoc/>
    public IReadOnlyList<RetentionPolicyDocument> Get() => ledger.Read(register => register.List<RetentionPolicyDocument>());

    /// <inheritdoc/>
    public RetentionPolicyDocument Set(RetentionPolicyDocument policy, string? ticket, string? reason)
    {
        ledger.Append(
        [
            new EntryDraft
            {
                Log = policy.TenantId ?? LogIds.Msp,
                Action = RetentionActions.Set,
                Correlation = Guid.NewGuid(),
                Subject = new EntrySubject("retention", policy.Log),
                Ticket = ticket,
                Reason = reason,
                Detail = CoreJson.ToBytes(policy),
            },
        ]);
        return ledger.Read(register => register.Get<RetentionPolicyDocument>(policy.Key))!;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ErasureRequest> Due(IReadOnlyCollection<string>? logs, string ticket, string reason) => ledger.Read(register =>
    {
        IEnumerable<string> all = register.List<TenantDocument>().Select(tenant => tenant.Id).Append(LogIds.Msp);
        return (IReadOnlyList<ErasureRequest>)[.. (logs ?? all).Select(log => Due(register, log, ticket, reason)).OfType<ErasureRequest>()];
    });

    private ErasureRequest? Due(IRegister register, string log, string ticket, string reason)
    {
        RetentionPolicyDocument? policy = register.Get<RetentionPolicyDocument>(log) ?? register.Get<RetentionPolicyDocument>(RetentionPolicyDocument.Everywhere);
        var request = new ErasureRequest { Log = log, Ticket = ticket, Reason = reason };
        if (policy?.KeepAfterOffBoarding is { } after
            && register.Get<TenantDocument>(log) is { OffBoardedAt: { } left } && left + after <= time.GetUtcNow())
        {
            return request;
        }

        return policy?.KeepFor is { } age ? request with { Before = time.GetUtcNow() - age } : null;
    }
}
