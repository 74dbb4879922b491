namespace MspGov.Lab.Rules;

/// <summary>Membership or ownership of a group, assigned or eligible from a time.</summary>
internal sealed record PimGroupSchedule(string Id, string Group, string Principal, string Access, DateTimeOffset Start, DateTimeOffset? End)
{
    internal string? CreatedUsing { get; init; }

    internal string Status { get; init; } = "Provisioned";
}
