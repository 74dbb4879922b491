namespace MspGov.Lab.Model;

/// <summary>What a change does.</summary>
internal enum MutationKind
{
    Put,
    Delete,
    Link,
    Unlink,
}

/// <summary>One change to a directory; the journal is a list of these.</summary>
internal sealed record LabMutation
{
    internal required MutationKind Kind { get; init; }

    /// <summary>Set of a put or delete; relation of a link.</summary>
    internal required string Table { get; init; }

    /// <summary>Object id, or the id an edge starts from.</summary>
    internal required string Id { get; init; }

    /// <summary>Where an edge leads.</summary>
    internal string? To { get; init; }

    /// <summary>The object after a put.</summary>
    internal LabObject? Object { get; init; }

    internal static LabMutation Put(LabObject item) => new() { Kind = MutationKind.Put, Table = item.Set, Id = item.Id, Object = item };

    internal static LabMutation Delete(string set, string id) => new() { Kind = MutationKind.Delete, Table = set, Id = id };

    internal static LabMutation Link(string relation, string from, string to) => new() { Kind = MutationKind.Link, Table = relation, Id = from, To = to };

    internal static LabMutation Unlink(string relation, string from, string to) => new() { Kind = MutationKind.Unlink, Table = relation, Id = from, To = to };
}
