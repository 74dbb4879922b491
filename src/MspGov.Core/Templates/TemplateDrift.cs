namespace MspGov.Core.Templates;

/// <summary>How an object of a tenant compares with the template.</summary>
public enum TemplateDriftStatus
{
    /// <summary>As the template says.</summary>
    InSync,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, and different.</summary>
    Changed,

    /// <summary>There, and the template says that it must not be, or does not name it.</summary>
    Extra,

    /// <summary>Different as an exception accepts it.</summary>
    Accepted,

    /// <summary>Under an exception, but different from what was accepted.</summary>
    AcceptedChanged,

    /// <summary>Could not be read or resolved: nothing is said about it.</summary>
    Unknown,
}

/// <summary>One object of one tenant, compared with a template.</summary>
public sealed record TemplateDrift
{
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

    /// <summary>Kind of object.</summary>
    public required string Kind { get; init; }

    /// <summary>Key.</summary>
    public required string Key { get; init; }

    /// <summary>Its id in the tenant.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Status.</summary>
    public required TemplateDriftStatus Status { get; init; }

    /// <summary>Property by property.</summary>
    public IReadOnlyList<PropertyDifference> Differences { get; init; } = [];

    /// <summary>The exception that accepts it.</summary>
    public string? Exception { get; init; }

    /// <summary>Why, where that is not plain.</summary>
    public string? Reason { get; init; }
}

/// <summary>What an accepted deviation looked like when it was first seen under its exception: a further change of it still shows.</summary>
public sealed record AcceptedDeviationDocument : Register.IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "acceptedDeviation";

    /// <summary>Exception id.</summary>
    public required string Exception { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The setting, as <c>template/kind/key/path</c>.</summary>
    public required string Setting { get; init; }

    /// <summary>What the tenant has there, as text or JSON; null for nothing.</summary>
    public string? Actual { get; init; }

    /// <summary>When it was seen, UTC.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Exception, Setting);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => null;

    /// <summary>Key of a setting under an exception.</summary>
    public static string KeyOf(string exception, string setting) => $"{exception}/{setting}";
}
