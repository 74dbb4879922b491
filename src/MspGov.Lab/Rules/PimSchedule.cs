namespace MspGov.Lab.Rules;

/// <summary>A role assigned or eligible from a time, with or without an end.</summary>
internal sealed record PimSchedule(string Id, string Principal, string Role, string Scope, DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary><c>Assigned</c> or <c>Activated</c>.</summary>
    internal string AssignmentType { get; init; } = "Assigned";

    /// <summary>Request it was made by.</summary>
    internal string? CreatedUsing { get; init; }

    /// <summary>Status of the schedule.</summary>
    internal string Status { get; init; } = "Provisioned";
}
