using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Devices that Intune manages: retire and wipe end their management.</summary>
internal sealed class ManagedDeviceRules() : SetRules(Sets.ManagedDevices, "managedDevice")
{
    internal static LabResponse? TryAction(LabCall call, LabObject device, string[] rest)
    {
        if (call.Method != "POST" || rest is not [var action])
        {
            return null;
        }

        switch (action)
        {
            case "retire" or "wipe":
                call.Transaction.Put(device.With(n => n["managementState"] = action + "Pending"));
                return LabResponse.NoContent;
            case "remoteLock" or "syncDevice" or "rebootNow" or "resetPasscode" or "disableLostMode" or "shutDown":
                return LabResponse.NoContent;
            default:
                return null;
        }
    }
}
