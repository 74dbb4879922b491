namespace MspGov.Graph.Delta;

/// <summary>What one synchronisation brought.</summary>
/// <param name="IsFull">True when everything was read: the first time, or because the tenant no longer knew the state.</param>
/// <param name="Requests">Pages asked for.</param>
/// <param name="Changed">Ids of objects that are new or differ; all on a full round.</param>
/// <param name="Removed">Ids of objects that are gone.</param>
public sealed record DeltaRound(bool IsFull, int Requests, IReadOnlyCollection<string> Changed, IReadOnlyCollection<string> Removed);
