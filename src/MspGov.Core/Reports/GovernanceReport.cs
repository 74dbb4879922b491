using MspGov.Core.Services;

namespace MspGov.Core.Reports;

/// <summary>What one number of a period says.</summary>
/// <param name="Area">Area of work, for example <c>Elevation</c>.</param>
/// <param name="Measure">What is counted or measured.</param>
/// <param name="Value">Value in the period; null where there is nothing to measure.</param>
/// <param name="Before">Value in the period of the same length before it; null where there is nothing to measure.</param>
/// <param name="Unit">Unit; empty for a count.</param>
public sealed record ReportMeasure(string Area, string Measure, double? Value, double? Before, string Unit = "");

/// <summary>One tenant in a report.</summary>
public sealed record TenantReport
{
    private readonly ReportMeasure[] _activity = [];
    private readonly EvidenceCoverage[] _coverage = [];

    /// <summary>How it stands at the end of the period.</summary>
    public required GovernancePosture Posture { get; init; }

    /// <summary>How it stood at the begin of the period; null when it was not registered then.</summary>
    public GovernancePosture? Before { get; init; }

    /// <summary>Tier, owners and approvers, as name and value.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; }

    /// <summary>What was done in the period.</summary>
    public required IReadOnlyList<ReportMeasure> Activity
    {
        get => _activity;
        init => _activity = [.. value];
    }

    /// <summary>The evidence register.</summary>
    public required IReadOnlyList<EvidenceCoverage> Coverage
    {
        get => _coverage;
        init => _coverage = [.. value];
    }
}

/// <summary>A report for management: of one tenant, or of all of them.</summary>
public sealed record GovernanceReport
{
    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>Begin of the period, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the period, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Operator who had it written.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>All tenants as one; null in a report of a single tenant, which tells of nobody else.</summary>
    public GovernancePosture? Overall { get; init; }

    /// <summary>The tenants, worst first.</summary>
    public required IReadOnlyList<TenantReport> Tenants { get; init; }
}

/// <summary>A file that was written.</summary>
/// <param name="Scope">Tenant's name, or <c>(all)</c>.</param>
/// <param name="Name">File name.</param>
/// <param name="Path">Full path.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">Hex SHA-256: recorded in the ledger of every tenant that the file tells of.</param>
public sealed record ReportFile(string Scope, string Name, string Path, long Bytes, string Sha256);

/// <summary>Form of a report's file.</summary>
[Flags]
public enum ReportFormats
{
    /// <summary>One self-contained page, to be read and printed.</summary>
    Html = 1,

    /// <summary>Tables.</summary>
    Csv = 2,

    /// <summary>Everything, for other tools.</summary>
    Json = 4,

    /// <summary>All three.</summary>
    All = Html | Csv | Json,
}

/// <summary>Which report to write.</summary>
public sealed record ReportRequest
{
    /// <summary>Tenant ids.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>Full path of the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Begin of the period, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the period, UTC; now when null.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Title; one that fits when null.</summary>
    public string? Title { get; init; }

    /// <summary>Forms.</summary>
    public ReportFormats Formats { get; init; } = ReportFormats.All;

    /// <summary>One report a tenant, in a folder of its name, with nothing of any other.</summary>
    public bool PerTenant { get; init; }

    /// <summary>Replaces files that are there.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }
}
