using MspGov.Lab.Model;

namespace MspGov.Lab.Generation;

/// <summary>Devices of users, some of them managed by Intune.</summary>
internal static class DeviceGenerator
{
    internal static void Generate(GenerationContext context)
    {
        var index = 0;
        foreach (var user in context.Members.Take(2_000).Where(_ => context.Random.Chance(0.4)))
        {
            index++;
            var (id, deviceId) = (context.Random.Id(), context.Random.Id());
            var name = $"{context.Slug[..Math.Min(6, context.Slug.Length)].ToUpperInvariant()}-LT{index:0000}";
            var seen = context.At(-context.Random.Below(120));
            var managed = context.Random.Chance(0.7);
            context.Add(Sets.Devices, "device", id, w =>
            {
                w.WriteNull("deletedDateTime");
                w.WriteBoolean("accountEnabled", true);
                w.WriteString("approximateLastSignInDateTime", seen);
                w.WriteString("deviceId", deviceId);
                w.WriteString("displayName", name);
                w.WriteBoolean("isCompliant", managed);
                w.WriteBoolean("isManaged", managed);
                w.WriteString("operatingSystem", "Windows");
                w.WriteString("operatingSystemVersion", "10.0.26100");
                w.WriteString("registrationDateTime", context.At(-300));
                w.WriteString("trustType", "AzureAd");
            });
            context.Link(Relations.RegisteredOwners, id, user);
            context.Link(Relations.RegisteredUsers, id, user);
            if (managed)
            {
                AddManaged(context, user, deviceId, name, seen);
            }
        }
    }

    private static void AddManaged(GenerationContext context, string user, string deviceId, string name, string seen) =>
        context.Add(Sets.ManagedDevices, "managedDevice", context.Random.Id(), w =>
        {
            w.WriteString("azureADDeviceId", deviceId);
            w.WriteBoolean("azureADRegistered", true);
            w.WriteString("complianceState", "compliant");
            w.WriteString("deviceName", name);
            w.WriteString("enrolledDateTime", context.At(-300));
            w.WriteBoolean("isEncrypted", true);
            w.WriteString("lastSyncDateTime", seen);
            w.WriteString("managedDeviceOwnerType", "company");
            w.WriteString("managementState", "managed");
            w.WriteString("managementAgent", "mdm");
            w.WriteString("operatingSystem", "Windows");
            w.WriteString("serialNumber", context.Random.Id()[..8].ToUpperInvariant());
            w.WriteString("userId", user);
            w.WriteString("userPrincipalName", context.Directory.Find(Sets.Users, user)!["userPrincipalName"]);
        });
}
