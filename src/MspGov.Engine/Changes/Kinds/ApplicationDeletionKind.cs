using System.Text.Json;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Application registrations and service principals: deleted.</summary>
internal sealed class ApplicationDeletionKind : ChangeKind<ApplicationDeletion>
{
    /// <inheritdoc/>
    public override string Name => ApplicationDeletion.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, ApplicationDeletion change, string? before, CancellationToken cancellationToken)
    {
        JsonElement? found = await tenant.FindAsync($"{Path(change)}?$select=id,displayName", cancellationToken);
        return Presence(found is not null, false, $"{change.Object} is there.", $"{change.Object} is not in the tenant (any more).") with { Name = found?.Text("displayName") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ApplicationDeletion change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(tenant, GraphRequest.Delete(Path(change)), cancellationToken);

    private static string Path(ApplicationDeletion change) => $"/{(change.ServicePrincipal ? "servicePrincipals" : "applications")}/{TenantReads.Escape(change.Object)}";
}
