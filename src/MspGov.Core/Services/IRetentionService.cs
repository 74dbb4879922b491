using MspGov.Core.Retention;

namespace MspGov.Core.Services;

/// <summary>How long details are kept, and what of it is due to be erased.</summary>
public interface IRetentionService
{
    /// <summary>The policies that were set: the one for everywhere first.</summary>
    IReadOnlyList<RetentionPolicyDocument> Get();

    /// <summary>Sets a policy in the place of the one before.</summary>
    RetentionPolicyDocument Set(RetentionPolicyDocument policy, string? ticket, string? reason);

    /// <summary>What the policies ask to be erased today, a request for each log that has a period.</summary>
    /// <param name="logs">Logs to look at; all but <c>keys</c> when null.</param>
    /// <param name="ticket">Ticket of the requests.</param>
    /// <param name="reason">Reason of the requests.</param>
    IReadOnlyList<ErasureRequest> Due(IReadOnlyCollection<string>? logs, string ticket, string reason);
}
