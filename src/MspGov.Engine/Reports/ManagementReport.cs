using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fluid;
using MspGov.Core.Reports;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Text;

namespace MspGov.Engine.Reports;

/// <summary>A report's files: one self-contained page that prints well, tables, and everything as JSON.</summary>
internal static class ManagementReport
{
    private const string Template = "MspGov.Engine.Reports.management.liquid";

    // The columns of the page's table of tenants: what fits a sheet of paper.
    private static readonly (string Check, string Heading)[] Columns =
    [
        (PostureChecks.Standing, "Standing privilege"),
        (PostureChecks.ReviewOverdue, "Overdue reviews"),
        (PostureChecks.BreakGlassReview, "Break-glass to review"),
        (PostureChecks.ExceptionExpired, "Expired exceptions"),
        (PostureChecks.ElevationOverdue, "Elevations overdue"),
        (PostureChecks.LifecycleOpen, "Open runs"),
        (PostureChecks.CredentialExpiring, "Credentials ending"),
        (PostureChecks.EvidenceCoverage, "Evidence gaps"),
    ];

    private static readonly Lazy<IFluidTemplate> Page = new(() => new FluidParser().Parse(Read(Template)));

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The page.</summary>
    public static byte[] Html(GovernanceReport report)
    {
        // The template is the product's own, so that what it may read of the values below needs no list.
        var context = new TemplateContext(new TemplateOptions { MemberAccessStrategy = new UnsafeMemberAccessStrategy() });
        context.SetValue("title", report.Title);
        context.SetValue("from", Day(report.From));
        context.SetValue("to", Day(report.To));
        context.SetValue("before", Day(report.From - (report.To - report.From)));
        context.SetValue("created", report.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        context.SetValue("createdBy", report.CreatedBy);
        context.SetValue("single", report.Overall is null);
        context.SetValue("columns", Columns.Select(column => column.Heading).ToArray());
        context.SetValue("counts", Counts(report));
        context.SetValue("overall", report.Overall is { } overall ? Findings(overall, null) : []);
        context.SetValue("tenants", report.Tenants.Select(Tenant).ToArray());
        return Encoding.UTF8.GetBytes(Page.Value.Render(context, HtmlEncoder.Default));
    }

    /// <summary>One line a tenant and check.</summary>
    public static byte[] PostureTable(GovernanceReport report) => Table(
        ["tenant", "tenantId", "at", "check", "title", "severity", "count", "countBefore", "message", "why", "mend", "items"],
        report.Tenants.SelectMany(tenant => tenant.Posture.Checks.Select(check => (IReadOnlyList<string?>)
        [
            check.Tenant, check.TenantId, tenant.Posture.At.UtcDateTime.ToString("o", CultureInfo.InvariantCulture), check.Check, check.Title, check.Severity.ToString(),
            Number(check.Count), Number(tenant.Before?.Find(check.Check)?.Count), check.Message, check.Why, check.Mend, string.Join("; ", check.Items),
        ])));

    /// <summary>One line a tenant and measure.</summary>
    public static byte[] ActivityTable(GovernanceReport report) => Table(
        ["tenant", "tenantId", "from", "to", "area", "measure", "value", "before", "unit"],
        report.Tenants.SelectMany(tenant => tenant.Activity.Select(measure => (IReadOnlyList<string?>)
        [
            tenant.Posture.Tenant, tenant.Posture.TenantId, Day(report.From), Day(report.To), measure.Area, measure.Measure, Number(measure.Value), Number(measure.Before), measure.Unit,
        ])));

    /// <summary>Everything.</summary>
    public static byte[] Json(GovernanceReport report) => JsonSerializer.SerializeToUtf8Bytes(new { format = "mspgov.report.v1", report }, JsonOptions);

    private static object[] Counts(GovernanceReport report)
    {
        PostureCheck[] checks = [.. report.Tenants.SelectMany(tenant => tenant.Posture.Checks)];
        int requirements = report.Tenants.Sum(tenant => tenant.Coverage.Count);
        int covered = report.Tenants.Sum(tenant => tenant.Coverage.Count(requirement => requirement.State == CoverageState.Covered));
        int Of(PostureSeverity severity) => checks.Count(check => check.Severity == severity);
        return
        [
            .. report.Overall is null ? [] : new object[] { new { Name = "Tenants", Value = Number(report.Tenants.Count), Class = "" } },
            new { Name = "Critical", Value = Number(Of(PostureSeverity.Critical)), Class = Of(PostureSeverity.Critical) > 0 ? "Critical" : "" },
            new { Name = "Unknown", Value = Number(Of(PostureSeverity.Unknown)), Class = Of(PostureSeverity.Unknown) > 0 ? "Unknown" : "" },
            new { Name = "Warnings", Value = Number(Of(PostureSeverity.Warning)), Class = Of(PostureSeverity.Warning) > 0 ? "Warning" : "" },
            new { Name = "Well", Value = Number(Of(PostureSeverity.Ok)), Class = "" },
            new { Name = "Requirements covered", Value = $"{covered} of {requirements}", Class = "" },
        ];
    }

    private static object Tenant(TenantReport tenant) => new
    {
        Id = "t-" + tenant.Posture.TenantId,
        Name = tenant.Posture.Tenant,
        tenant.Posture.DisplayName,
        Severity = tenant.Posture.Severity.ToString(),
        Read = tenant.Posture.InventoryAt is { } at ? Day(at) : "never",
        Cells = Columns.Select(column => Cell(tenant, column.Check)).ToArray(),
        Facts = tenant.Facts.Select(fact => new { Name = fact.Key, fact.Value }).ToArray(),
        Findings = Findings(tenant.Posture, tenant.Before),
        Well = tenant.Posture.Checks.Where(check => check.Severity == PostureSeverity.Ok).Select(check => new { check.Title, check.Message }).ToArray(),
        Areas = tenant.Activity.GroupBy(measure => measure.Area).Select(area => new
        {
            Name = area.Key,
            Measures = area.Select(measure => new { Name = measure.Measure, Value = Measure(measure.Value, measure.Unit), Before = Measure(measure.Before, measure.Unit) }).ToArray(),
        }).ToArray(),
        Coverage = tenant.Coverage.Select(requirement => new
        {
            Name = $"{requirement.Framework} {requirement.Requirement}",
            requirement.Title,
            State = requirement.State.ToString(),
            Newest = requirement.Artefacts.Max(artefact => artefact.Newest) is { } newest ? Day(newest) : "-",
            Missing = string.Join("; ", requirement.Artefacts.Where(artefact => !artefact.Fresh).Select(artefact => artefact.Name)),
        }).ToArray(),
    };

    private static object Cell(TenantReport tenant, string id)
    {
        PostureCheck? check = tenant.Posture.Find(id);
        return new { Text = check?.Count is { } count ? Number(count) : "?", Class = check?.Severity.ToString() ?? nameof(PostureSeverity.Unknown), Trend = Trend(check?.Count, tenant.Before?.Find(id)?.Count) };
    }

    private static object[] Findings(GovernancePosture posture, GovernancePosture? before) => posture.Findings.Select(check => new
    {
        Severity = check.Severity.ToString(),
        check.Title,
        Scope = check.TenantId is null ? check.Tenant : string.Empty,
        check.Message,
        check.Why,
        Mend = check.Mend ?? string.Empty,
        Items = check.Items.ToArray(),
        More = check.TenantId is null || check.Items.Count < PostureChecks.MostItems ? 0 : Math.Max(0, (check.Count ?? 0) - check.Items.Count),
        Trend = Trend(check.Count, before?.Find(check.Check)?.Count),
    }).ToArray<object>();

    private static string Trend(int? now, int? before) => now is null || before is null || now == before ? string.Empty : $"was {Number(before)}";

    private static string Measure(double? value, string unit) => value is null ? "-" : unit.Length == 0 ? Number(value)! : $"{Number(value)} {unit}";

    private static string? Number(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static byte[] Table(IReadOnlyList<string?> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var text = new StringWriter();
        DelimitedText.Write(text, rows.Prepend(header), ',');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
