using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using Fluid;
using MspGov.Core.Ledger;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Core.Text;

namespace MspGov.Engine.Reports;

/// <summary>The files for people in an evidence pack: a self-contained page, tables that answer an auditor's questions, and the pack's own entries.</summary>
internal static class EvidenceReport
{
    private const string Template = "MspGov.Engine.Reports.report.liquid";

    private static readonly string[] Columns =
        ["seq", "at", "operator", "action", "phase", "outcome", "subject", "ticket", "reason", "detail", "correlation", "keyid"];

    private static readonly Lazy<IFluidTemplate> Page = new(() => new FluidParser().Parse(Read(Template)));

    /// <summary>Writes report.html, a CSV for each table, entries.csv and changes.csv.</summary>
    public static IReadOnlyList<EvidenceFile> Write(TenantDocument tenant, IReadOnlyList<EvidenceTable> tables, IEnumerable<EntryView> entries, DateTimeOffset createdAt)
    {
        var rows = new List<(EvidenceSection Section, EntryView Entry, ReportRow Row)>();
        foreach (EntryView entry in entries)
        {
            rows.Add((EvidenceSection.Of(entry.Action), entry, ReportRow.Of(entry)));
        }

        ReportRow[] all = [.. rows.Select(row => row.Row)];
        ReportRow[] changes = [.. rows.Where(row => row.Entry.Phase != EntryPhase.Fact).Select(row => row.Row)];
        return
        [
            new EvidenceFile("report.html", Encoding.UTF8.GetBytes(Html(tenant, tables, rows, createdAt))),
            .. tables.Select(table => new EvidenceFile(table.File, Csv(table.Columns, table.Rows))),
            new EvidenceFile("entries.csv", Csv(Columns, all.Select(Cells))),
            new EvidenceFile("changes.csv", Csv(Columns, changes.Select(Cells))),
        ];
    }

    private static string Html(TenantDocument tenant, IReadOnlyList<EvidenceTable> tables, List<(EvidenceSection Section, EntryView Entry, ReportRow Row)> rows, DateTimeOffset createdAt)
    {
        var options = new TemplateOptions();
        options.MemberAccessStrategy.Register<ReportRow>();
        options.MemberAccessStrategy.Register<Section>();
        options.MemberAccessStrategy.Register<EvidenceTable>();
        options.MemberAccessStrategy.Register<EvidenceCell>();
        var context = new TemplateContext(options);
        context.SetValue("tenant", tenant.DisplayName ?? tenant.Name);
        context.SetValue("tenantId", tenant.Id);
        context.SetValue("tier", tenant.Tier.ToString());
        context.SetValue("created", createdAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture));
        context.SetValue("from", rows.Count > 0 ? rows[0].Row.At : "-");
        context.SetValue("to", rows.Count > 0 ? rows[^1].Row.At : "-");
        context.SetValue("first", rows.Count > 0 ? rows[0].Row.Seq : "-");
        context.SetValue("last", rows.Count > 0 ? rows[^1].Row.Seq : "-");
        context.SetValue("count", rows.Count);
        context.SetValue("operators", rows.Select(row => row.Entry.Operator).Distinct().Order(StringComparer.Ordinal).ToArray());
        context.SetValue("denied", rows.Count(row => row.Entry.Outcome == EntryOutcome.Denied));
        context.SetValue("failed", rows.Count(row => row.Entry.Outcome is EntryOutcome.Failed or EntryOutcome.Unknown));
        context.SetValue("erased", rows.Count(row => row.Entry.Detail is null));
        context.SetValue("tables", tables);
        context.SetValue("sections", EvidenceSection.All
            .Select(section => new Section(section.Title, section.Question, [.. rows.Where(row => row.Section == section).Select(row => row.Row)]))
            .ToArray());
        return Page.Value.Render(context, HtmlEncoder.Default);
    }

    // Lines end in LF alone, as everything in a pack does.
    private static byte[] Csv(string[] columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var text = new StringWriter();
        DelimitedText.Write(text, rows.Prepend(columns), ',');
        return Encoding.UTF8.GetBytes(text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string?> Cells(ReportRow row) =>
        [row.Seq, row.At, row.Operator, row.Action, row.Phase, row.Outcome, row.Subject, row.Ticket, row.Reason, row.Detail, row.Correlation, row.KeyId];

    private static string Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Section(string Title, string Question, ReportRow[] Rows);
}
