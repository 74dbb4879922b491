using MspGov.Core.Register;

namespace MspGov.Core.Templates;

/// <summary>How a rollout ended.</summary>
public enum RolloutOutcome
{
    /// <summary>Every tenant has the version.</summary>
    Succeeded,

    /// <summary>Some tenant failed, within what the criteria bear, or waits for people.</summary>
    Incomplete,

    /// <summary>The criteria stopped it; tenants after were not touched.</summary>
    Stopped,
}

/// <summary>One rollout: a version, the rings of tenants it goes through, and what each tenant says for itself. In log msp.</summary>
public sealed record TemplateRolloutDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "templateRollout";

    /// <summary>Run id (UUID): the correlation of all its entries.</summary>
    public required string Run { get; init; }

    /// <summary>Template name.</summary>
    public required string Template { get; init; }

    /// <summary>Version hash.</summary>
    public required string Version { get; init; }

    /// <summary>Tenant ids by ring, in order.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Rings { get; init; }

    /// <summary>Pause after each ring but the last.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>What plans may do.</summary>
    public TemplatePlanOptions Options { get; init; } = new();

    /// <summary>Parameter values by tenant id, each a JSON object text; <c>*</c> for all tenants.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Plans that tenants are bound to, by tenant id; a tenant without one is planned when its turn comes.</summary>
    public IReadOnlyDictionary<string, TemplatePlanBinding> Plans { get; init; } = new Dictionary<string, TemplatePlanBinding>();

    /// <summary>Who started it.</summary>
    public string? Operator { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC; null while it is under way or broken off.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended.</summary>
    public RolloutOutcome? Outcome { get; init; }

    /// <summary>Why it stopped.</summary>
    public string? Message { get; init; }

    /// <inheritdoc/>
    public string Key => Run;

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => EndedAt is null ? "open" : "ended";
}

/// <summary>Detail of <see cref="TemplateActions.RolloutEnd"/>.</summary>
/// <param name="Run">Run id.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">Why it stopped.</param>
public sealed record TemplateRolloutEndDetail(string Run, RolloutOutcome Outcome, string? Message);
