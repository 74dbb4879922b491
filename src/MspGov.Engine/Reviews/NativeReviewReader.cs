using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Reviews;

/// <summary>
/// Reads a tenant's own access reviews into the same evidence. A denial counts as applied only when the tenant says so for that
/// decision: natively, denials of dynamic memberships are silently not applied.
/// </summary>
internal sealed class NativeReviewReader(ReviewContext context)
{
    private const string Definitions = "identityGovernance/accessReviews/definitions";

    /// <summary>Reads and records one tenant's.</summary>
    public async Task ReadAsync(TenantDocument tenant, IOutput<NativeReview> output, CancellationToken cancellationToken)
    {
        ITenantPort port = context.Tenants.Open(tenant);
        List<JsonElement> definitions = await port.ListAsync(Definitions, cancellationToken) ?? [];
        foreach (JsonElement definition in definitions)
        {
            string id = definition.Text("id") ?? throw TenantErrors.Unreachable.With("An access review definition has no id.");
            string name = definition.Text("displayName") ?? id;
            List<JsonElement> instances = await port.ListAsync($"{Definitions}/{TenantReads.Escape(id)}/instances", cancellationToken) ?? [];
            if (instances.Count == 0)
            {
                await RecordAsync(tenant, new NativeReviewRecord(id, name, null, definition.Text("status") ?? "", null, null, new Dictionary<string, int>(), 0, Digest([]), Completeness.Complete), output, cancellationToken);
            }

            foreach (JsonElement instance in instances)
            {
                await RecordAsync(tenant, await InstanceAsync(port, id, name, instance, cancellationToken), output, cancellationToken);
            }
        }
    }

    private static async Task<NativeReviewRecord> InstanceAsync(ITenantPort port, string definition, string name, JsonElement instance, CancellationToken cancellationToken)
    {
        string id = instance.Text("id") ?? "";
        var completeness = Completeness.Complete;
        List<JsonElement> decisions = [];
        try
        {
            decisions = await port.ListAsync($"{Definitions}/{TenantReads.Escape(definition)}/instances/{TenantReads.Escape(id)}/decisions", cancellationToken) ?? [];
        }
        catch (GovException)
        {
            // What could not be read is not "no decisions".
            completeness = Completeness.Partial;
        }

        return new NativeReviewRecord(
            definition,
            name,
            id,
            instance.Text("status") ?? "",
            instance.Time("startDateTime"),
            instance.Time("endDateTime"),
            decisions.GroupBy(decision => decision.Text("decision") ?? "", StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count()),
            decisions.Count(decision => decision.Has("decision", "Deny") && !decision.Has("applyResult", "AppliedSuccessfully")),
            Digest(decisions),
            completeness);
    }

    private async Task RecordAsync(TenantDocument tenant, NativeReviewRecord record, IOutput<NativeReview> output, CancellationToken cancellationToken)
    {
        context.Ledger.Append([ReviewEntries.Draft(tenant.Id, ReviewActions.Native, record.Definition, record.Name, record)], cancellationToken);
        await output.WriteAsync(new NativeReview(tenant.Id, tenant.Name, record), cancellationToken);
    }

    private static string Digest(IReadOnlyList<JsonElement> decisions)
    {
        var text = new StringBuilder();
        foreach (string line in decisions.Select(decision => decision.GetRawText()).Order(StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))).ToLowerInvariant();
    }
}
