namespace MspGov.Lab.Http;

/// <summary>A fault that a test puts in the way of one request.</summary>
internal sealed record LabFault
{
    /// <summary>Answer this instead.</summary>
    public LabResponse? Answer { get; init; }

    /// <summary>Carry the request out all the same; the fault only changes what is answered.</summary>
    public bool Apply { get; init; }

    /// <summary>Answer as if carried out, but change nothing.</summary>
    public bool Pretend { get; init; }

    /// <summary>What happens to the connection.</summary>
    public TransportFault Transport { get; init; }

    /// <summary>Wait before answering.</summary>
    public TimeSpan Delay { get; init; }
}
