using System.Text.Json;
using MspGov.Core.Changes;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Lifecycle;

/// <summary>A credential that a leaver may know.</summary>
/// <param name="Removal">The change that takes it away.</param>
/// <param name="Name">Name of the application.</param>
internal sealed record KnownCredential(CredentialRemoval Removal, string Name);

/// <summary>
/// Secrets and certificates of applications that a leaver owned until this run, made before the leaver was blocked: whoever owned the
/// application could have made or seen them. Read anew each time, so that one that was rotated is named no more.
/// </summary>
internal sealed class KnownCredentials(LifecycleParts parts, ITenantPort port, LifecycleRunDocument run)
{
    private static readonly (string List, bool Certificate)[] Lists = [("passwordCredentials", false), ("keyCredentials", true)];

    /// <summary>Reads them.</summary>
    public async Task<IReadOnlyList<KnownCredential>> ReadAsync(CancellationToken cancellationToken)
    {
        ReferenceChange[] owned = parts.Ledger.Read(register => register.List<ChangeDocument>(run.Tenant)
            .Where(change => change.Correlation == run.Correlation && change.Outcome == EntryOutcome.Succeeded
                && change.Action is ChangeActions.ApplicationOwnerRemove or ChangeActions.ServicePrincipalOwnerRemove)
            .Select(change => TenantChanges.Read(change.ChangeKind, change.Arguments)).OfType<ReferenceChange>().ToArray());
        var known = new List<KnownCredential>();
        foreach (ReferenceChange was in owned.DistinctBy(change => change.Object))
        {
            bool principal = was.Relation == Relation.ServicePrincipalOwner;
            string path = $"/{(principal ? "servicePrincipals" : "applications")}/{TenantReads.Escape(was.Object)}?$select=id,displayName,passwordCredentials,keyCredentials";
            if (await port.FindAsync(path, cancellationToken) is { } application)
            {
                known.AddRange(Lists.SelectMany(list => Of(application, list.List)
                    .Select(credential => new KnownCredential(new CredentialRemoval(principal, was.Object, list.Certificate, credential), application.Text("displayName") ?? was.Object))));
            }
        }

        return known;
    }

    private IEnumerable<string> Of(JsonElement application, string list) =>
        application.TryGetProperty(list, out JsonElement credentials) && credentials.ValueKind == JsonValueKind.Array
            ? credentials.EnumerateArray().Where(credential => credential.Time("startDateTime") is not { } made || run.BlockedAt is not { } blocked || made <= blocked).Select(credential => credential.Text("keyId") ?? "")
            : [];
}
