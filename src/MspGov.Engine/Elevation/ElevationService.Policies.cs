using System.Security.Cryptography;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Engine.Elevation;

/// <summary>Policies, client approvers and the files that travel to the client and back.</summary>
internal sealed partial class ElevationService
{
    /// <inheritdoc/>
    public IReadOnlyList<ElevationPolicyDocument> GetPolicies()
    {
        IReadOnlyList<ElevationPolicyDocument> set = _ledger.Read(register => register.List<ElevationPolicyDocument>());
        return [.. set, .. ElevationPolicies.BuiltIn.Where(builtIn => set.All(known => known.Key != builtIn.Key))];
    }

    /// <inheritdoc/>
    public ElevationPolicyDocument SetPolicy(ElevationPolicyDocument policy, string? ticket, string? reason)
    {
        policy = policy with { BuiltIn = false };
        Msp(ElevationActions.PolicySet, policy, policy.Key, ticket, reason);
        return policy;
    }

    /// <inheritdoc/>
    public void RemovePolicy(string key, string? ticket, string? reason) => Msp(ElevationActions.PolicyRemove, new ElevationPolicyNamed(key), key, ticket, reason);

    /// <inheritdoc/>
    public IReadOnlyList<ClientApproverDocument> GetApprovers(string tenantId) => _ledger.Read(register => register.List<ClientApproverDocument>(tenantId));

    /// <inheritdoc/>
    public ClientApproverDocument EnrolApprover(string tenantId, string name, string keyPath, string? ticket, string? reason)
    {
        var approver = new ClientApproverDocument { Tenant = tenantId, Name = name, Spki = Convert.ToBase64String(ReadPublicKey(keyPath)) };
        Tenant(tenantId, ElevationActions.ApproverEnrol, approver, name, ticket, reason);
        return _ledger.Read(register => register.Get<ClientApproverDocument>(approver.Key))!;
    }

    /// <inheritdoc/>
    public void RetireApprover(string tenantId, string name, string? ticket, string? reason) =>
        Tenant(tenantId, ElevationActions.ApproverRetire, new ClientApproverNamed(name), name, ticket, reason);

    /// <inheritdoc/>
    public string ExportRequest(string grantId, string path, bool overwrite)
    {
        ElevationGrantDocument grant = _keeper.Find(grantId);
        if (grant.Approval != ElevationApproval.Client || grant.GrantState != GrantState.Requested)
        {
            throw ElevationErrors.StateUnfit.With($"Grant {grantId} is {ElevationGrantDocument.StateOf(grant.GrantState)} and needs approval '{grant.Approval}': only what waits for the client is sent to the client.").About(grantId, grant.Request.Tenant);
        }

        try
        {
            using var file = new FileStream(path, overwrite ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            file.Write(CoreJson.ToBytes(ElevationRequestFile.Of(grant)));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritable.With($"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<ElevationGrant> ImportApprovalAsync(string path, CancellationToken cancellationToken)
    {
        ElevationApprovalFile file = ElevationApprovalFile.Read(await ReadFileAsync(path, cancellationToken));
        ElevationGrantDocument grant = _keeper.Find(file.Grant);
        _ledger.Append([GrantDrafts.ApproveClient(grant.Request, new ClientApprovalDetail(file.Grant, file.RequestHash, file.Approver, file.Signature))], cancellationToken);
        return await ApprovedAsync(file.Grant, cancellationToken);
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ElevationErrors.FileInvalid.With($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static byte[] ReadPublicKey(string path)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(path));
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw PolicyErrors.InvalidArgument.With($"'{path}' holds no ECDSA P-256 public key in PEM form: {e.Message}", e);
        }
    }

    private void Msp<T>(string action, T detail, string id, string? ticket, string? reason) =>
        Tenant(LogIds.Msp, action, detail, id, ticket, reason, "elevationPolicy");

    private void Tenant<T>(string log, string action, T detail, string id, string? ticket, string? reason, string subject = "clientApprover") => _ledger.Append(
    [
        new EntryDraft
        {
            Log = log,
            Action = action,
            Correlation = Guid.NewGuid(),
            Subject = new EntrySubject(subject, id),
            Ticket = ticket,
            Reason = reason,
            Detail = CoreJson.ToBytes(detail),
        },
    ]);
}
