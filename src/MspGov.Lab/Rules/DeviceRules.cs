using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Devices.</summary>
internal sealed class DeviceRules() : SetRules(Sets.Devices, "device");
