using MspGov.Core.BreakGlass;

namespace MspGov.Core.Services;

/// <summary>Emergency accounts.</summary>
public interface IBreakGlassService
{
    /// <summary>Registers an account after checking it in the tenant; what it lacks is recorded with it.</summary>
    Task<BreakGlassAccountDocument> RegisterAsync(string tenantId, string principal, string? custody, string? ticket, string? reason, CancellationToken cancellationToken);

    /// <summary>Registered accounts of the tenants.</summary>
    IReadOnlyList<BreakGlassAccountDocument> Get(IReadOnlyList<string>? tenantIds);

    /// <summary>Checks an account against the tenant and records what was found: the drill's evidence.</summary>
    /// <param name="tenantId">Tenant.</param>
    /// <param name="principal">Object id or sign-in name.</param>
    /// <param name="signInTested">True when the operator has signed in with the account and attests it.</param>
    /// <param name="ticket">Ticket.</param>
    /// <param name="reason">Reason.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<BreakGlassAccountDocument> DrillAsync(string tenantId, string principal, bool signInTested, string? ticket, string? reason, CancellationToken cancellationToken);

    /// <summary>Takes an account off the register, as long as another one works.</summary>
    void Unregister(string tenantId, string principal, string? ticket, string? reason);
}
