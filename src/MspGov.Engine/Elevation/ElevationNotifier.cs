using System.Net.Http.Headers;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Elevation;

/// <summary>
/// Tells people: a webhook of the policy, and a script block of the caller. A notice that does not arrive never stops an elevation or
/// its end; for break-glass it is recorded who was to be told and whether it arrived.
/// </summary>
internal sealed class ElevationNotifier(ILedger ledger, HttpMessageInvoker http, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Tells of an event.</summary>
    public async Task TellAsync(string happened, ElevationGrantDocument grant, Action<ElevationNoticeMessage>? onNotice, CancellationToken cancellationToken)
    {
        (ElevationPolicyDocument policy, TenantDocument? tenant, IReadOnlyList<string> operators) = ledger.Read(register => Audience(register, grant));
        var message = new ElevationNoticeMessage(happened, ElevationGrant.Of(grant, tenant, time.GetUtcNow()), operators, time.GetUtcNow());
        var delivered = new List<string>();
        var failed = new List<string>();
        if (policy.Notice.Webhook is { } webhook)
        {
            await PostAsync(webhook, message, delivered, failed, cancellationToken);
        }

        Call(onNotice, message, delivered, failed);
        if (grant.Request.BreakGlass || failed.Count > 0)
        {
            ledger.Append([GrantDrafts.Notice(grant, new GrantNoticeDetail(grant.Request.Grant, operators, delivered, failed))], CancellationToken.None);
        }
    }

    /// <summary>Of a break-glass use at least two others are told: those the policy names, else those who may approve privileged elevation there.</summary>
    private (ElevationPolicyDocument Policy, TenantDocument? Tenant, IReadOnlyList<string> Operators) Audience(IRegister register, ElevationGrantDocument grant)
    {
        TenantDocument? tenant = register.Get<TenantDocument>(grant.Request.Tenant);
        ElevationPolicyDocument policy = ElevationPolicies.Find(register, tenant?.Tier ?? TenantTier.HighRegulation, grant.Request.Target);
        if (!grant.Request.BreakGlass)
        {
            return (policy, tenant, []);
        }

        IEnumerable<string> able = register.List<OperatorDocument>(state: "enabled")
            .Where(known => known.OperatorKind == OperatorKind.Person
                && known.Id != grant.Request.Requester
                && (OperatorRights.Of(register, known.Id, time.GetUtcNow()).In(grant.Request.Tenant, register) & Permission.ApprovePrivilegedElevation) != 0)
            .Select(known => known.Id);
        string[] named = [.. policy.Notice.Operators.Where(id => id != grant.Request.Requester)];
        return (policy, tenant, named.Length >= 2 ? named : [.. named.Union(able).Take(Math.Max(2, named.Length))]);
    }

    private async Task PostAsync(string webhook, ElevationNoticeMessage message, List<string> delivered, List<string> failed, CancellationToken cancellationToken)
    {
        string channel = $"webhook {new Uri(webhook).Host}";
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            using var content = new ByteArrayContent(CoreJson.ToBytes(message));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = content };
            using HttpResponseMessage response = await http.SendAsync(request, patience.Token);
            (response.IsSuccessStatusCode ? delivered : failed).Add($"{channel}: {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            failed.Add($"{channel}: {e.Message}");
        }
    }

    private static void Call(Action<ElevationNoticeMessage>? onNotice, ElevationNoticeMessage message, List<string> delivered, List<string> failed)
    {
        if (onNotice is null)
        {
            return;
        }

        try
        {
            onNotice(message);
            delivered.Add("script block");
        }
#pragma warning disable CA1031 // Whatever the caller's script throws: a notice never decides about access.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed.Add($"script block: {e.Message}");
        }
    }
}
