using System.Globalization;

namespace MspGov.Engine.Health;

/// <summary>
/// When something that must run regularly last ran to its end. Not in the ledger: that a sweep found nothing to do a hundred times a
/// day is no fact about any tenant, only about the scheduler.
/// </summary>
internal interface IHeartbeat
{
    /// <summary>Notes that it ran.</summary>
    void Beat(string name, DateTimeOffset at);

    /// <summary>When it last ran, UTC; null for never.</summary>
    DateTimeOffset? Last(string name);
}

/// <summary>Heartbeats as files beside the store.</summary>
internal sealed class FileHeartbeat(string folder) : IHeartbeat
{
    /// <summary>The sweep of elevations over all tenants.</summary>
    public const string Sweep = "elevation-sweep";

    private const string Form = "yyyy-MM-ddTHH:mm:ss.fff'Z'";

    /// <inheritdoc/>
    public void Beat(string name, DateTimeOffset at)
    {
        Directory.CreateDirectory(folder);
        string fresh = Path.Combine(folder, $"{name}.{Guid.NewGuid():N}");
        File.WriteAllText(fresh, at.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
        File.Move(fresh, Path.Combine(folder, name), overwrite: true);
    }

    /// <inheritdoc/>
    public DateTimeOffset? Last(string name)
    {
        string file = Path.Combine(folder, name);
        return File.Exists(file)
            && DateTimeOffset.TryParseExact(File.ReadAllText(file), Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? at
            : null;
    }
}
