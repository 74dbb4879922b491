using MspGov.Core.Register;

namespace MspGov.Core.Templates;

/// <summary>A template: the name under which versions follow each other.</summary>
public sealed record TemplateDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "template";

    /// <summary>Name, unique.</summary>
    public required string Name { get; init; }

    /// <summary>Operators who may approve its versions; never the author of the version.</summary>
    public required IReadOnlyList<string> Owners { get; init; }

    /// <summary>Number of the newest version.</summary>
    public required int LatestVersion { get; init; }

    /// <summary>Hash of the newest version.</summary>
    public required string LatestHash { get; init; }

    /// <summary>Hash of the newest approved version that is not deprecated; null when there is none.</summary>
    public string? ApprovedHash { get; init; }

    /// <inheritdoc/>
    public string Key => Name;

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => ApprovedHash is null ? "draft" : "approved";
}

/// <summary>One version of a template, addressed by the hash of its content.</summary>
public sealed record TemplateVersionDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "templateVersion";

    /// <summary>Hex SHA-256 of <see cref="Content"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>Template name.</summary>
    public required string Template { get; init; }

    /// <summary>Number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Canonical JSON text of the whole content (see docs/templates.md).</summary>
    public required string Content { get; init; }

    /// <summary>What changed and why.</summary>
    public string? Changelog { get; init; }

    /// <summary>Where it came from: a tenant or a folder.</summary>
    public string? Origin { get; init; }

    /// <summary>Operator who made it.</summary>
    public required string Author { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Owner who approved it; null while it is a draft.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When it was approved, UTC.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When it was deprecated, UTC.</summary>
    public DateTimeOffset? DeprecatedAt { get; init; }

    /// <inheritdoc/>
    public string Key => Hash;

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => DeprecatedAt is not null ? "deprecated" : ApprovedBy is not null ? "approved" : "draft";
}

/// <summary>What a tenant has of a template: set by the last run that ended well, used by comparing.</summary>
public sealed record TemplateAssignmentDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "templateAssignment";

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Template name.</summary>
    public required string Template { get; init; }

    /// <summary>Version hash.</summary>
    public required string Version { get; init; }

    /// <summary>Parameter values, as a JSON object text.</summary>
    public required string Parameters { get; init; }

    /// <summary>Run that set it.</summary>
    public required string Run { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Tenant, Template);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => Template;

    /// <summary>Key of a tenant's assignment.</summary>
    public static string KeyOf(string tenant, string template) => $"{tenant}/{template}";
}

/// <summary>What a run does.</summary>
public enum TemplateRunKind
{
    /// <summary>Copies a version to a tenant.</summary>
    Copy,

    /// <summary>Undoes changes of a copy.</summary>
    Restore,
}

/// <summary>How a tenant's part of a run stands.</summary>
public enum TemplateRunState
{
    /// <summary>Begun, and not ended: still at work, or to be resumed.</summary>
    Running,

    /// <summary>Every step is proven.</summary>
    Succeeded,

    /// <summary>Some step failed or is in doubt.</summary>
    Failed,

    /// <summary>Every step is proven; the rest is people's (see <see cref="TemplateRunDocument.ToDo"/>), and the run can be resumed after that.</summary>
    Waiting,
}

/// <summary>One tenant's part of a run.</summary>
public sealed record TemplateRunDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "templateRun";

    /// <summary>Run id (UUID), the same for all tenants of a run, and the correlation of its entries.</summary>
    public required string Run { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Copy or restore.</summary>
    public required TemplateRunKind RunKind { get; init; }

    /// <summary>Template name.</summary>
    public required string Template { get; init; }

    /// <summary>Version hash.</summary>
    public required string Version { get; init; }

    /// <summary>Hash of the plan that is applied; null for a restore.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Parameter values, as a JSON object text.</summary>
    public string Parameters { get; init; } = "{}";

    /// <summary>Operator who made that plan: part of what its hash is over.</summary>
    public string? PlanAuthor { get; init; }

    /// <summary>What that plan may do: a resumed run repeats it.</summary>
    public TemplatePlanOptions Options { get; init; } = new();

    /// <summary>Run that a restore undoes.</summary>
    public string? Restores { get; init; }

    /// <summary>Ring of the tenant in the run, from 0.</summary>
    public int Ring { get; init; }

    /// <summary>State.</summary>
    public TemplateRunState RunState { get; init; }

    /// <summary>Steps proven.</summary>
    public int Succeeded { get; init; }

    /// <summary>Steps failed or in doubt.</summary>
    public int Failed { get; init; }

    /// <summary>What people must do.</summary>
    public IReadOnlyList<string> ToDo { get; init; } = [];

    /// <summary>Who started it.</summary>
    public string? Operator { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Run, Tenant);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => RunState == TemplateRunState.Running ? "running" : "ended";

    /// <summary>Key of a tenant's part of a run.</summary>
    public static string KeyOf(string run, string tenant) => $"{run}/{tenant}";
}

/// <summary>An approval of one tenant's plan, over the plan's hash.</summary>
public sealed record TemplatePlanApprovalDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "templatePlanApproval";

    /// <summary>Hex SHA-256 of the plan.</summary>
    public required string PlanHash { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Template name.</summary>
    public required string Template { get; init; }

    /// <summary>Version hash.</summary>
    public required string Version { get; init; }

    /// <summary>Operator who made the plan.</summary>
    public required string Author { get; init; }

    /// <summary>Operator who approved it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset ApprovedAt { get; init; }

    /// <inheritdoc/>
    public string Key => PlanHash;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => "approved";
}
