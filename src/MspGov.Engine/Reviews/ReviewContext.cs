using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Reviews;

/// <summary>What reviews are made of.</summary>
/// <param name="Ledger">Ledger, as the session's operator.</param>
/// <param name="Access">Effective access.</param>
/// <param name="Changes">The one way to change a tenant.</param>
/// <param name="Tenants">Ports for reading.</param>
/// <param name="Exceptions">Register of exceptions.</param>
/// <param name="Secret">Secret of the store from which one-time codes are derived.</param>
/// <param name="Time">Clock.</param>
internal sealed record ReviewContext(
    ILedger Ledger, IAccessService Access, ChangeRunner Changes, ITenantPorts Tenants, IExceptionService Exceptions, ReviewSecret Secret, TimeProvider Time)
{
    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();
}
