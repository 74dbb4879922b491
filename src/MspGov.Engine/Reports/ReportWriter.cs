using System.Security.Cryptography;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Reports;

namespace MspGov.Engine.Reports;

/// <summary>
/// Writes the files of a report and records, in the log of every tenant that they tell of, that they were written and what their hashes
/// are. Recorded first: a file that nobody knows of is worse than a record of a file that a full disk prevented.
/// </summary>
internal sealed class ReportWriter(ILedger ledger, ReportRequest request)
{
    /// <summary>One report, into a folder.</summary>
    public IReadOnlyList<ReportFile> Write(GovernanceReport report, string folder, string scope, CancellationToken cancellationToken)
    {
        (string Name, byte[] Content)[] files = [.. Files(report)];
        if (!request.Overwrite && files.FirstOrDefault(file => File.Exists(Path.Combine(folder, file.Name))).Name is { } there)
        {
            throw LedgerErrors.EvidenceExists.With($"'{Path.Combine(folder, there)}' exists. Choose another folder, or replace it with -Force.").About(folder);
        }

        ReportFile[] written = [.. files.Select(file => new ReportFile(scope, file.Name, Path.Combine(folder, file.Name), file.Content.Length, Convert.ToHexString(SHA256.HashData(file.Content)).ToLowerInvariant()))];
        Record(report, written, cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            foreach ((string name, byte[] content) in files)
            {
                File.WriteAllBytes(Path.Combine(folder, name), content);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritable.With($"The report cannot be written to '{folder}': {e.Message}", e).About(folder);
        }

        return written;
    }

    private IEnumerable<(string Name, byte[] Content)> Files(GovernanceReport report)
    {
        if (request.Formats.HasFlag(ReportFormats.Html))
        {
            yield return ("governance-report.html", ManagementReport.Html(report));
        }

        if (request.Formats.HasFlag(ReportFormats.Csv))
        {
            yield return ("posture.csv", ManagementReport.PostureTable(report));
            yield return ("activity.csv", ManagementReport.ActivityTable(report));
        }

        if (request.Formats.HasFlag(ReportFormats.Json))
        {
            yield return ("governance-report.json", ManagementReport.Json(report));
        }
    }

    private void Record(GovernanceReport report, ReportFile[] files, CancellationToken cancellationToken)
    {
        var correlation = Guid.NewGuid();
        var detail = new ReportExportDetail(report.From, report.To, report.Tenants.Count > 1, [.. files.Select(file => new ReportFileDigest(file.Name, file.Sha256))]);
        ledger.Append(
            [.. report.Tenants.Select(tenant => new EntryDraft
            {
                Log = tenant.Posture.TenantId!,
                Action = ReportActions.Export,
                Correlation = correlation,
                Subject = new EntrySubject("report", correlation.ToString("D"), report.Tenants.Count > 1 ? null : report.Title),
                Ticket = request.Ticket,
                Reason = request.Reason,
                Detail = CoreJson.ToBytes(detail),
            })],
            cancellationToken);
    }
}
