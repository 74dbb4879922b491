namespace MspGov.Core.Templates;

/// <summary>A property that differs.</summary>
/// <param name="Path">Path in the object, with dots.</param>
/// <param name="Expected">What the template says, as text or JSON; null for nothing (or the service's default).</param>
/// <param name="Actual">What the tenant has; null for nothing.</param>
public sealed record PropertyDifference(string Path, string? Expected, string? Actual);
