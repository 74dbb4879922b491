namespace MspGov.Engine.Reviews;

/// <summary>Stops a run over many tenants after so many failures.</summary>
internal sealed class FailureBudget(int? limit)
{
    private int _failures;

    /// <summary>Whether nothing further is to be started.</summary>
    public bool IsSpent => limit is { } most && Volatile.Read(ref _failures) >= most;

    /// <summary>Counts a failure.</summary>
    public void Count() => Interlocked.Increment(ref _failures);
}
