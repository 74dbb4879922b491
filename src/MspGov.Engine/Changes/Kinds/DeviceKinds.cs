using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Devices of the directory.</summary>
internal sealed class DeviceEnabledKind : ChangeKind<DeviceEnabledChange>
{
    /// <inheritdoc/>
    public override string Name => DeviceEnabledChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, DeviceEnabledChange change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync($"/devices/{TenantReads.Escape(change.Device)}?$select=id,displayName,accountEnabled", cancellationToken) is not { } device)
        {
            return new ChangeReading(change.Enabled ? Shown.Impossible : Shown.AsWanted, $"Device {change.Device} is not in the tenant (any more).");
        }

        bool enabled = device.TryGetProperty("accountEnabled", out JsonElement value) && value.ValueKind == JsonValueKind.True;
        return Presence(enabled, change.Enabled, "The device is enabled.", "The device is disabled.") with { Name = device.Text("displayName") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, DeviceEnabledChange change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(tenant, GraphRequest.Patch($"/devices/{TenantReads.Escape(change.Device)}", new JsonObject { ["accountEnabled"] = change.Enabled }), cancellationToken);

    protected override ITenantChange Undo(DeviceEnabledChange change, string? before) => change with { Enabled = !change.Enabled };
}

/// <summary>Managed devices: retired or wiped. The device does it when it next reports; what can be proven is that the service has ordered it.</summary>
internal sealed class ManagedDeviceRemovalKind : ChangeKind<ManagedDeviceRemoval>
{
    /// <inheritdoc/>
    public override string Name => ManagedDeviceRemoval.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, ManagedDeviceRemoval change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync(Path(change), cancellationToken) is not { } device)
        {
            return new ChangeReading(Shown.AsWanted, $"Managed device {change.Device} is not managed (any more).");
        }

        string state = device.Text("managementState") ?? "managed";
        bool ordered = state.StartsWith("wipe", StringComparison.OrdinalIgnoreCase) || (!change.Wipe && state.StartsWith("retire", StringComparison.OrdinalIgnoreCase));
        bool failed = state.EndsWith("Failed", StringComparison.OrdinalIgnoreCase) || state.EndsWith("Canceled", StringComparison.OrdinalIgnoreCase);
        return new ChangeReading(ordered && !failed ? Shown.AsWanted : Shown.NotAsWanted, $"The device's management state is '{state}'.") { Name = device.Text("deviceName") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ManagedDeviceRemoval change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(
            tenant,
            change.Wipe
                ? GraphRequest.Post($"{Path(change)}/wipe", new JsonObject { ["keepEnrollmentData"] = false, ["keepUserData"] = false })
                : GraphRequest.Post($"{Path(change)}/retire"),
            cancellationToken);

    private static string Path(ManagedDeviceRemoval change) => $"/deviceManagement/managedDevices/{TenantReads.Escape(change.Device)}";
}
