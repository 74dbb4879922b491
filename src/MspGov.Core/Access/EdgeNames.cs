using System.Collections.Concurrent;

namespace MspGov.Core.Access;

/// <summary>Edge lists of paths, one instance for each: thousands of paths have the same few.</summary>
internal static class EdgeNames
{
    private static readonly ConcurrentDictionary<(int Depth, string Last), IdChain> Plain = [];

    /// <summary>The hops and the last edge.</summary>
    public static IdChain Of(IReadOnlyList<string> hops, string last) =>
        hops.All(hop => hop == AccessEdges.MemberOf)
            ? Plain.GetOrAdd((hops.Count, last), key => new([.. Enumerable.Repeat(AccessEdges.MemberOf, key.Depth), key.Last]))
            : new([.. hops, last]);
}
