using MspGov.Core.Changes;
using MspGov.Core.Templates;

namespace MspGov.Core.Services;

/// <summary>Templates: made, approved, copied to tenants, watched and undone.</summary>
public interface ITemplateService
{
    /// <summary>Versions by name pattern, newest first within a template.</summary>
    /// <param name="name">Name with wildcards; all when null.</param>
    /// <param name="allVersions">Every version, not only the newest.</param>
    IReadOnlyList<TemplateInfo> Get(string? name = null, bool allVersions = false);

    /// <summary>One version: by number, by (the beginning of) its hash, or the newest approved.</summary>
    /// <exception cref="Errors.GovException">TemplateNotFound.</exception>
    TemplateInfo Find(string name, string? version = null);

    /// <summary>Rollouts, newest first.</summary>
    IReadOnlyList<TemplateRolloutInfo> GetRuns(string? name = null);

    /// <summary>Names of the ready-made templates of the module.</summary>
    IReadOnlyList<string> ReadyMade();

    /// <summary>Kinds of objects that templates hold.</summary>
    IReadOnlyList<string> Kinds();

    /// <summary>Makes a version of what a tenant has.</summary>
    Task<TemplateInfo> CaptureAsync(TemplateCaptureRequest request, IOutput<TemplateInfo> output, CancellationToken cancellationToken);

    /// <summary>Makes a version of a folder, or of a ready-made template of that name.</summary>
    TemplateInfo Import(TemplateImportRequest request);

    /// <summary>Writes a version to a folder; gives the files.</summary>
    IReadOnlyList<string> Export(string name, string? version, string folder);

    /// <summary>Approves a version: an owner, never the author.</summary>
    TemplateInfo Approve(string name, string? version, string? ticket, string? reason);

    /// <summary>Withdraws a version: it cannot be copied any more.</summary>
    TemplateInfo Deprecate(string name, string? version, string? ticket, string? reason);

    /// <summary>Approves one tenant's plan as it stands in a file; never the author of the plan.</summary>
    TemplatePlan ApprovePlan(string planPath, string? ticket, string? reason);

    /// <summary>Ids of the tenants that plan files are for, in their order.</summary>
    /// <exception cref="Errors.GovException">TemplatePlanInvalid.</exception>
    IReadOnlyList<string> TenantsOf(IReadOnlyList<string> planPaths);

    /// <summary>Makes a plan for each tenant; changes nothing.</summary>
    /// <param name="request">What to copy; when it names a folder for plans, they are written there.</param>
    /// <param name="planFolder">Folder for plan files; null for none.</param>
    /// <param name="output">Plans as they are made.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task PlanAsync(TemplateCopyRequest request, string? planFolder, IOutput<TemplatePlan> output, CancellationToken cancellationToken);

    /// <summary>Copies a version to tenants, ring by ring.</summary>
    Task CopyAsync(TemplateCopyRequest request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken);

    /// <summary>Goes on with a rollout that was broken off or stopped, where it was.</summary>
    Task ResumeAsync(string run, int throttleLimit, IOutput<TemplateStepResult> output, CancellationToken cancellationToken);

    /// <summary>Undoes a run, or what is selected of it.</summary>
    Task RestoreAsync(TemplateRestoreRequest request, IOutput<TemplateStepResult> output, CancellationToken cancellationToken);

    /// <summary>Compares tenants with a version.</summary>
    Task CompareAsync(TemplateCompareRequest request, IOutput<TemplateDrift> output, CancellationToken cancellationToken);
}

/// <summary>A version, as <c>Get-TenantTemplate</c> shows it.</summary>
public sealed record TemplateInfo
{
    /// <summary>Template name.</summary>
    public required string Name { get; init; }

    /// <summary>Version number.</summary>
    public required int Version { get; init; }

    /// <summary>Hex SHA-256 of the content.</summary>
    public required string Hash { get; init; }

    /// <summary>draft, approved or deprecated.</summary>
    public required string State { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Owners.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Author.</summary>
    public required string Author { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who approved it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>What changed and why.</summary>
    public string? Changelog { get; init; }

    /// <summary>Where it came from.</summary>
    public string? Origin { get; init; }

    /// <summary>Objects, as <c>kind/key</c>.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];

    /// <summary>Parameters.</summary>
    public IReadOnlyList<TemplateParameterInfo> Parameters { get; init; } = [];

    /// <summary>Whether each plan needs a second person.</summary>
    public bool RequirePlanApproval { get; init; }
}

/// <summary>A parameter.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Default">Default as JSON text; null when each tenant must give a value.</param>
public sealed record TemplateParameterInfo(string Name, string Type, string? Description, string? Default);

/// <summary>A rollout with what became of each tenant.</summary>
public sealed record TemplateRolloutInfo
{
    /// <summary>Rollout.</summary>
    public required TemplateRolloutDocument Rollout { get; init; }

    /// <summary>Tenants' parts that were started.</summary>
    public required IReadOnlyList<TemplateRunDocument> Runs { get; init; }

    /// <summary>Run id.</summary>
    public string Run => Rollout.Run;
}

/// <summary>What to capture.</summary>
public sealed record TemplateCaptureRequest
{
    /// <summary>Template name.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Kinds, or <c>kind/key</c>, with wildcards.</summary>
    public required IReadOnlyList<string> Include { get; init; }

    /// <summary>Owners; may be empty for a further version.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What changed and why.</summary>
    public string? Changelog { get; init; }

    /// <summary>Whether each plan needs a second person.</summary>
    public bool RequirePlanApproval { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }
}

/// <summary>What to import.</summary>
public sealed record TemplateImportRequest
{
    /// <summary>Folder; null for a ready-made template.</summary>
    public string? Folder { get; init; }

    /// <summary>Name of a ready-made template; null for a folder.</summary>
    public string? ReadyMade { get; init; }

    /// <summary>Owners; may be empty for a further version.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>What changed and why.</summary>
    public string? Changelog { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }
}

/// <summary>What to copy, where, and how carefully.</summary>
public sealed record TemplateCopyRequest
{
    /// <summary>Template name.</summary>
    public required string Name { get; init; }

    /// <summary>Version; the newest approved when null.</summary>
    public string? Version { get; init; }

    /// <summary>Tenant ids by ring, in order.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Rings { get; init; }

    /// <summary>Pause after each ring but the last.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>Parameter values by tenant id, each a JSON object text; <c>*</c> for all.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What plans may do.</summary>
    public TemplatePlanOptions Options { get; init; } = new();

    /// <summary>Plan files to be applied as they are; none when empty.</summary>
    public IReadOnlyList<string> PlanPaths { get; init; } = [];

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }
}

/// <summary>What to undo.</summary>
public sealed record TemplateRestoreRequest
{
    /// <summary>Run id.</summary>
    public required string Run { get; init; }

    /// <summary>Tenant ids; all of the run when empty.</summary>
    public IReadOnlyList<string> TenantIds { get; init; } = [];

    /// <summary>Objects as <c>kind/key</c> patterns; all when empty.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Only tells what would be undone.</summary>
    public bool DryRun { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }
}

/// <summary>What to compare.</summary>
public sealed record TemplateCompareRequest
{
    /// <summary>Template name.</summary>
    public required string Name { get; init; }

    /// <summary>Version; null for the one each tenant was given, or the newest approved.</summary>
    public string? Version { get; init; }

    /// <summary>Tenant ids.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>Parameter values by tenant id; those of the tenant's last copy where none are given.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Objects as <c>kind/key</c> patterns; all when empty.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Gives out what is in sync too.</summary>
    public bool IncludeInSync { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;
}

/// <summary>What became of one step in one tenant.</summary>
public sealed record TemplateStepResult
{
    /// <summary>Run id.</summary>
    public required string Run { get; init; }

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Ring, from 0.</summary>
    public int Ring { get; init; }

    /// <summary>Template name.</summary>
    public required string Template { get; init; }

    /// <summary>What was done.</summary>
    public required TemplateStepAction Action { get; init; }

    /// <summary>Kind of object.</summary>
    public required string Kind { get; init; }

    /// <summary>Key.</summary>
    public required string Key { get; init; }

    /// <summary>How it ended.</summary>
    public required ChangeStatus Status { get; init; }

    /// <summary>What reading back showed.</summary>
    public required string Evidence { get; init; }

    /// <summary>Id of the change in the ledger.</summary>
    public string? ChangeId { get; init; }

    /// <summary>Id of the object in the tenant.</summary>
    public string? ObjectId { get; init; }
}
