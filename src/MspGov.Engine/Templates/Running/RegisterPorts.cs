using System.Text;
using MspGov.Core.BreakGlass;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Graph;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>
/// Doors to tenants behind which the register of this product is one more object: what a tenant is to the MSP is read from the register
/// and changed by a ledger entry that the policy decides, with the same intent, reading back and receipt as everything else. Nothing of
/// it is sent to the tenant.
/// </summary>
internal sealed class RegisterPorts(ITenantPorts tenants, ILedger ledger) : ITenantPorts
{
    /// <inheritdoc/>
    public ITenantPort Open(TenantDocument tenant) => new Port(tenants.Open(tenant), ledger, tenant.Id);

    private sealed class Port(ITenantPort tenant, ILedger ledger, string id) : ITenantPort
    {
        public Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken) => request.Path != TenantSettingsKind.RegisterPath
            ? tenant.SendAsync(request, cancellationToken)
            : Task.FromResult(request.Method == HttpMethod.Patch ? Change(request) : Answer(request, 200, Settings()));

        public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => tenant.IsDelegatedAsync(cancellationToken);

        private JObject Settings() => ledger.Read(register =>
        {
            TenantDocument known = Known(register.Get<TenantDocument>(id));
            return new JObject
            {
                ["id"] = id,
                ["tier"] = Name(known.Tier),
                ["dataClassification"] = known.DataClassification,
                ["breakGlassAccounts"] = register.List<BreakGlassAccountDocument>(id).Count(account => account.Working),
            };
        });

        private GraphResponse Change(GraphRequest request)
        {
            JObject body = CanonicalJson.ParseObject(Encoding.UTF8.GetString(request.Body!.Value.Span));
            TenantDocument known = Known(ledger.Read(register => register.Get<TenantDocument>(id)));
            TenantDocument changed = known with
            {
                Tier = body["tier"] is { } tier ? Enum.Parse<TenantTier>((string)tier!, ignoreCase: true) : known.Tier,
                DataClassification = body.ContainsKey("dataClassification") ? (string?)body["dataClassification"] : known.DataClassification,
            };
            try
            {
                ledger.Append([new EntryDraft
                {
                    Log = id,
                    Action = TenantActions.Update,
                    Correlation = Guid.NewGuid(),
                    Subject = new EntrySubject("tenant", id, known.Name),
                    Reason = "As a template says.",
                    Detail = CoreJson.ToBytes(changed),
                }]);
            }
            catch (GovException e) when (e.Definition == PolicyErrors.Denied || e.Definition == PolicyErrors.Conflict)
            {
                return Answer(request, 403, new JObject { ["error"] = new JObject { ["code"] = e.Definition.Id, ["message"] = e.Message } });
            }

            return Answer(request, 204, null);
        }

        private TenantDocument Known(TenantDocument? tenant) => tenant ?? throw TenantErrors.NotFound.With($"Tenant {id} is not registered.");

        private static string Name(TenantTier tier)
        {
            string name = tier.ToString();
            return char.ToLowerInvariant(name[0]) + name[1..];
        }

        private GraphResponse Answer(GraphRequest request, int status, JObject? body) => new(
            request, id, "register", status, new Dictionary<string, string>(), body is null ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes(body.ToString(Formatting.None)));
    }
}
