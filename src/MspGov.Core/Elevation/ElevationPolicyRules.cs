using System.Security.Cryptography;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Elevation;

/// <summary>Rules of setting elevation policy and of client approvers.</summary>
internal static class ElevationPolicyRules
{
    public static Ruling Set(RuleContext context)
    {
        var policy = CoreJson.FromBytes<ElevationPolicyDocument>(context.Entry.Detail.Span);
        return context.Entry.Log != LogIds.Msp ? Ruling.Deny("Elevation policies are recorded in log msp.")
            : policy.BuiltIn ? Malformed("Only the product has built-in policies.")
            : ElevationPolicies.Fault(policy) is { } fault ? Malformed(fault)
            : Ruling.Permit;
    }

    public static Ruling Remove(RuleContext context)
    {
        string key = CoreJson.FromBytes<ElevationPolicyNamed>(context.Entry.Detail.Span).Policy;
        return context.Entry.Log != LogIds.Msp ? Ruling.Deny("Elevation policies are recorded in log msp.")
            : context.Register.Get<ElevationPolicyDocument>(key) is null ? Ruling.Conflict($"No elevation policy '{key}' was set.", ElevationErrors.NotFound)
            : Ruling.Permit;
    }

    public static Ruling EnrolApprover(RuleContext context)
    {
        Ruling tenant = TenantActions.ActiveTenant(context);
        if (tenant.Kind != RulingKind.Permit)
        {
            return tenant;
        }

        var approver = CoreJson.FromBytes<ClientApproverDocument>(context.Entry.Detail.Span);
        return approver.Tenant != context.Entry.Log ? Ruling.Deny("A client approver is recorded in the tenant's own log.")
            : string.IsNullOrWhiteSpace(approver.Name) ? Malformed("A client approver has a name.")
            : approver.EnrolledBy is not null || approver.RetiredAt is not null ? Malformed("Who enrols and when is known from the entry.")
            : !IsKey(approver.Spki) ? Malformed("The key is not an ECDSA P-256 public key (SubjectPublicKeyInfo DER, base64).")
            : Ruling.Permit;
    }

    public static Ruling RetireApprover(RuleContext context)
    {
        string name = CoreJson.FromBytes<ClientApproverNamed>(context.Entry.Detail.Span).Name;
        return context.Register.Get<ClientApproverDocument>(ClientApproverDocument.KeyOf(context.Entry.Log, name)) is { RetiredAt: null }
            ? Ruling.Permit
            : Ruling.Conflict($"'{name}' is no approver of this client.", ElevationErrors.ClientApprovalInvalid);
    }

    private static bool IsKey(string spki)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(spki), out _);
            return key.KeySize == 256;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static Ruling Malformed(string reason) => Ruling.Conflict(reason, PolicyErrors.InvalidArgument);
}
