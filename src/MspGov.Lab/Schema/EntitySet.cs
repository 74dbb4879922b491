namespace MspGov.Lab.Schema;

/// <summary>How a set of objects is addressed and queried.</summary>
/// <param name="Name">Name of the set (<see cref="Model.Sets"/>).</param>
/// <param name="Path">Path under the version root.</param>
/// <param name="Type">Type of its objects.</param>
internal sealed record EntitySet(string Name, string Path, string Type)
{
    internal int DefaultTop { get; init; } = 100;

    internal int MaxTop { get; init; } = 999;

    /// <summary>Not paged: <c>$top</c> is refused (FACTS section 3).</summary>
    internal bool Unpaged { get; init; }

    /// <summary>Advanced queries need ConsistencyLevel and <c>$count</c>.</summary>
    internal bool IsDirectory { get; init; }

    /// <summary>What is given without <c>$select</c>; null for everything.</summary>
    internal string[]? DefaultSelect { get; init; }

    /// <summary>Properties that address one object: <c>users(userPrincipalName='…')</c>.</summary>
    internal string[] AlternateKeys { get; init; } = [];

    /// <summary>A filter must name one of these properties.</summary>
    internal string[] RequiredFilter { get; init; } = [];

    /// <summary>All of <see cref="RequiredFilter"/> instead of one.</summary>
    internal bool RequiresAll { get; init; }

    /// <summary>Needs Entra ID P2.</summary>
    internal bool Premium { get; init; }

    /// <summary>Has a delta function.</summary>
    internal bool Delta { get; init; }
}
