namespace MspGov.Graph.Permissions;

/// <summary>One Graph permission that the product needs, and for what.</summary>
/// <param name="Least">The least application permission; the delegated scope has the same name unless said otherwise.</param>
/// <param name="For">What it is for, in words that complete "to ...".</param>
/// <param name="Cmdlets">Cmdlets that need it.</param>
public sealed record PermissionNeed(string Least, string For, IReadOnlyList<string> Cmdlets)
{
    /// <summary>Wider permissions that serve as well.</summary>
    public IReadOnlyList<string> ServedBy { get; init; } = [];

    /// <summary>A read that shows whether it is granted; null where none does without knowing an object.</summary>
    public string? Probe { get; init; }

    /// <summary>True when it is for changes.</summary>
    public bool IsWrite { get; init; }

    /// <summary>True when it is needed in the partner's own tenant only (GDAP, FACTS section 7).</summary>
    public bool PartnerOnly { get; init; }

    /// <summary>True when one of the permissions is this one or serves as well.</summary>
    public bool IsMetBy(IEnumerable<string> granted) =>
        granted.Any(permission => permission.Equals(Least, StringComparison.OrdinalIgnoreCase) || ServedBy.Contains(permission, StringComparer.OrdinalIgnoreCase));
}
