using MspGov.Core.Policy;

namespace MspGov.Core.Reports;

/// <summary>Actions on reports; each in the log of every tenant that a report tells of.</summary>
public static class ReportActions
{
    /// <summary>A report was written; detail <see cref="ReportExportDetail"/>.</summary>
    public const string Export = "report.export";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All = [new(Export, Permission.Read)];
}

/// <summary>Detail of <see cref="ReportActions.Export"/>.</summary>
/// <param name="From">Begin of the period, UTC.</param>
/// <param name="To">End of the period, UTC.</param>
/// <param name="Others">Whether the files tell of other tenants too.</param>
/// <param name="Files">The files.</param>
public sealed record ReportExportDetail(DateTimeOffset From, DateTimeOffset To, bool Others, IReadOnlyList<ReportFileDigest> Files);

/// <summary>A file of a report as recorded.</summary>
/// <param name="Name">File name.</param>
/// <param name="Sha256">Hex SHA-256 of its bytes.</param>
public sealed record ReportFileDigest(string Name, string Sha256);
