namespace MspGov.Graph;

/// <summary>What Graph itself answered: the inner exception of the product's own errors, for those who must branch on Graph's codes.</summary>
public sealed class GraphException : Exception
{
    /// <summary>Creates it.</summary>
    public GraphException(int status, GraphError error)
        : base(error.Message.Length > 0 ? error.Message : $"HTTP status {status}")
    {
        Status = status;
        Error = error;
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>The envelope; codes are empty when the answer had none.</summary>
    public GraphError Error { get; }
}
