using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.Reviews;
using MspGov.Core.Services;

namespace MspGov.Engine.Reviews;

/// <summary>Records the exception that a decision asks for. Its id follows from the item, so that a resumed run makes no second one.</summary>
internal sealed class ReviewExceptions(ReviewContext context)
{
    /// <summary>Records, or finds, and says whether it is in force.</summary>
    public (ReviewResultKind Kind, string Words) Record(ReviewItem item, StageDecision decision)
    {
        string id = "EX-" + item.ItemId[1..11];
        try
        {
            AccessException exception = Known(id) ?? context.Exceptions.Create(new AccessExceptionDocument
            {
                Id = id,
                Tenant = item.TenantId,
                Pattern = new AccessPattern { PathId = item.Document.Path.PathId },
                Owner = decision.Owner ?? "",
                Approver = decision.By,
                Ticket = decision.Ticket ?? "",
                Reason = decision.Reason ?? "",
                Expires = decision.Until ?? default,
            });
            return exception.Document.InForceAt(context.Now)
                ? (ReviewResultKind.Excepted, $"Exception {id} of {exception.Owner} until {exception.Expires:yyyy-MM-dd}, approved by {exception.Approver}.")
                : (ReviewResultKind.CannotFromHere, $"Exception {id} is {exception.Status}: {exception.Approver} approves it with Set-AccessException -ExceptionId {id} -Approve.");
        }
        catch (GovException e) when (e.Definition.Kind is ErrorKind.PermissionDenied or ErrorKind.InvalidState)
        {
            return (ReviewResultKind.CannotFromHere, $"The exception was refused: {e.Message} Decide again.");
        }
    }

    private AccessException? Known(string id)
    {
        IReadOnlyList<AccessException> found = context.Exceptions.Get([], id);
        return found.Count == 0 ? null : found[0];
    }
}
