namespace MspGov.Lab.Rules;

/// <summary>What one PIM request is about: who gets what (a role at a scope, or membership or ownership of a group), from when to when.</summary>
internal sealed record PimEntry(string Id, string Principal, string Target, string Qualifier, DateTimeOffset Start, DateTimeOffset? End)
{
    internal string? CreatedUsing { get; init; }
}
