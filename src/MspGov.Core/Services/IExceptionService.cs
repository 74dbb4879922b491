using MspGov.Core.Exceptions;

namespace MspGov.Core.Services;

/// <summary>The register of exceptions.</summary>
public interface IExceptionService
{
    /// <summary>Exceptions of tenants (all when none is named) with their status now.</summary>
    IReadOnlyList<AccessException> Get(IReadOnlyList<string> tenantIds, string? idPattern = null);

    /// <summary>Asks for one; approved at once when the approver is the connected operator, or an approver of the client for whom the operator vouches with the ticket.</summary>
    AccessException Create(AccessExceptionDocument exception);

    /// <summary>Approves one.</summary>
    AccessException Approve(string id, string? ticket);

    /// <summary>Changes one; a longer end, another owner or approver asks for approval anew.</summary>
    AccessException Change(ExceptionChange change);

    /// <summary>Closes one.</summary>
    AccessException Close(string id, string? ticket, string? reason);

    /// <summary>Records for each exception, once, that its end is near, and once that it has passed; gives those.</summary>
    IReadOnlyList<AccessException> Wake(IReadOnlyList<string> tenantIds);
}

/// <summary>An exception as it stands now.</summary>
/// <param name="Document">What the register holds.</param>
/// <param name="Tenant">Tenant's short name.</param>
/// <param name="Status">Status now.</param>
/// <param name="DaysLeft">Whole days until the end; negative once it has passed.</param>
public sealed record AccessException(AccessExceptionDocument Document, string Tenant, ExceptionStatus Status, int DaysLeft)
{
    /// <summary>Id.</summary>
    public string ExceptionId => Document.Id;

    /// <summary>Tenant id.</summary>
    public string TenantId => Document.Tenant;

    /// <summary>What it covers, in words.</summary>
    public string Covers => Document.Pattern.ToString();

    /// <summary>Who answers for it.</summary>
    public string Owner => Document.Owner;

    /// <summary>Who approves it.</summary>
    public string Approver => Document.Approver;

    /// <summary>Ticket.</summary>
    public string Ticket => Document.Ticket;

    /// <summary>Reason.</summary>
    public string Reason => Document.Reason;

    /// <summary>When it ends, UTC.</summary>
    public DateTimeOffset Expires => Document.Expires;
}
