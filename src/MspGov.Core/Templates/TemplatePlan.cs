namespace MspGov.Core.Templates;

/// <summary>What a step does to an object.</summary>
public enum TemplateStepAction
{
    /// <summary>Creates it.</summary>
    Create,

    /// <summary>Changes it.</summary>
    Update,

    /// <summary>Deletes it.</summary>
    Delete,

    /// <summary>Brings it back after a soft delete.</summary>
    Undelete,
}

/// <summary>One step of a plan.</summary>
public sealed record TemplatePlanStep
{
    /// <summary>Place in the order, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What is done.</summary>
    public required TemplateStepAction Action { get; init; }

    /// <summary>Kind of object.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is called in every tenant.</summary>
    public required string Key { get; init; }

    /// <summary>Its id in the tenant; null for what is created.</summary>
    public string? ObjectId { get; init; }

    /// <summary>What the tenant has, as JSON text; null for what is created.</summary>
    public string? Before { get; init; }

    /// <summary>What it will have, as JSON text, references resolved but to what earlier steps create; null for what is deleted.</summary>
    public string? After { get; init; }

    /// <summary>Property by property.</summary>
    public IReadOnlyList<PropertyDifference> Differences { get; init; } = [];

    /// <summary>What the operator should know about it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>An object of the template that the plan leaves alone, and why.</summary>
/// <param name="Kind">Kind of object.</param>
/// <param name="Key">Key.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Exception">Exception that accepts the deviation, where that is why.</param>
public sealed record TemplatePlanSkip(string Kind, string Key, string Reason, string? Exception = null);

/// <summary>An object of the template that cannot be brought about in the tenant, and why.</summary>
/// <param name="Kind">Kind of object.</param>
/// <param name="Key">Key.</param>
/// <param name="ErrorId">Stable id of the error.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record TemplatePlanBlock(string Kind, string Key, string ErrorId, string Reason);

/// <summary>What people must do before an object of the template is as it says.</summary>
/// <param name="Kind">Kind of object.</param>
/// <param name="Key">Key.</param>
/// <param name="Words">What, and where.</param>
public sealed record TemplatePlanToDo(string Kind, string Key, string Words);

/// <summary>What copying a version to one tenant would do, bound to what the tenant had when it was made.</summary>
public sealed record TemplatePlan
{
    /// <summary>Format of a plan file.</summary>
    public string Format { get; init; } = "mspgov.templateplan.v1";

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Template name.</summary>
    public required string Template { get; init; }

    /// <summary>Version number.</summary>
    public required int Number { get; init; }

    /// <summary>Version hash.</summary>
    public required string Version { get; init; }

    /// <summary>Hash of what the tenant had that the plan looked at.</summary>
    public required string StateHash { get; init; }

    /// <summary>Parameter values, as a JSON object text.</summary>
    public string Parameters { get; init; } = "{}";

    /// <summary>Options it was made with.</summary>
    public TemplatePlanOptions Options { get; init; } = new();

    /// <summary>Operator who made it.</summary>
    public string Author { get; init; } = "";

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Steps in order.</summary>
    public IReadOnlyList<TemplatePlanStep> Steps { get; init; } = [];

    /// <summary>What is left alone.</summary>
    public IReadOnlyList<TemplatePlanSkip> Skipped { get; init; } = [];

    /// <summary>What cannot be done.</summary>
    public IReadOnlyList<TemplatePlanBlock> Blocked { get; init; } = [];

    /// <summary>What people must do, because nothing else can: until then the tenant is not as the template says.</summary>
    public IReadOnlyList<TemplatePlanToDo> ToDo { get; init; } = [];

    /// <summary>Objects that are as the template says.</summary>
    public int InSync { get; init; }

    /// <summary>Hex SHA-256 over everything above but the time: what is approved.</summary>
    public string PlanHash { get; init; } = "";

    /// <summary>True when there is nothing to do, for nobody, and nothing in the way.</summary>
    public bool IsEmpty => Steps.Count == 0 && Blocked.Count == 0 && ToDo.Count == 0;
}

/// <summary>What a plan may do.</summary>
public sealed record TemplatePlanOptions
{
    /// <summary>Deletes objects that the template says must not be there.</summary>
    public bool AllowDelete { get; init; }

    /// <summary>Deletes objects of kinds that the template covers and does not name.</summary>
    public bool RemoveExtra { get; init; }

    /// <summary>Conditional Access policies that are created start report-only, whatever the template says.</summary>
    public bool ReportOnly { get; init; }

    /// <summary>Only these objects, as <c>kind/key</c> patterns; all when empty.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Does what can be done where some objects cannot; otherwise a tenant with such objects is left alone.</summary>
    public bool SkipBlocked { get; init; }
}

/// <summary>
/// What a tenant's part of a run is bound to: enough to make the same plan again from what the tenant has, and to see by its hash that
/// it is the same.
/// </summary>
/// <param name="PlanHash">Hex SHA-256 of the plan.</param>
/// <param name="Author">Operator who made it.</param>
/// <param name="Parameters">Parameter values, as a JSON object text.</param>
/// <param name="Options">What it may do.</param>
public sealed record TemplatePlanBinding(string PlanHash, string Author, string Parameters, TemplatePlanOptions Options);
