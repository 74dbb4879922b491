using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>A device of the directory is enabled, or disabled.</summary>
/// <param name="Device">Object id.</param>
/// <param name="Enabled">Whether it shall be enabled.</param>
public sealed record DeviceEnabledChange(string Device, bool Enabled) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "deviceEnabled";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Enabled ? ChangeActions.DeviceEnable : ChangeActions.DeviceDisable;

    EntrySubject ITenantChange.Subject => new("device", Device);
}

/// <summary>A managed (Intune) device is retired, or wiped.</summary>
/// <param name="Device">Managed device id.</param>
/// <param name="Wipe">True to wipe, false to retire (company data only).</param>
public sealed record ManagedDeviceRemoval(string Device, bool Wipe) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "managedDeviceRemoval";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Wipe ? ChangeActions.DeviceWipe : ChangeActions.DeviceRetire;

    EntrySubject ITenantChange.Subject => new("managedDevice", Device);
}
