using MspGov.Core.Errors;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Elevation;

/// <summary>What every rule on a grant checks first.</summary>
internal static class GrantLookup
{
    /// <summary>Finds the grant that an entry is about: registered, of an active tenant, of the entry's own log and correlation.</summary>
    /// <returns>Null when all is well; otherwise the ruling.</returns>
    public static Ruling? Find(RuleContext context, string id, out ElevationGrantDocument grant)
    {
        grant = context.Register.Get<ElevationGrantDocument>(id)!;
        return grant is null ? Ruling.Conflict($"There is no elevation grant {id}.", ElevationErrors.NotFound)
            : grant.Request.Tenant != context.Entry.Log ? Ruling.Deny($"Grant {id} is of another tenant.")
            : context.Entry.Correlation.ToString("D") != id ? Ruling.Deny("Entries of a grant carry its id as correlation.")
            : TenantActions.ActiveTenant(context) is { Kind: not RulingKind.Permit } inactive ? inactive
            : null;
    }

    /// <summary>Permits when the event can happen in the grant's state.</summary>
    public static Ruling Fits(ElevationGrantDocument grant, GrantEvent happening) =>
        GrantStates.Next(grant.GrantState, happening) is not null
            ? Ruling.Permit
            : Ruling.Conflict(
                $"Grant {grant.Request.Grant} is {ElevationGrantDocument.StateOf(grant.GrantState)}: '{happening}' does not fit that.",
                ElevationErrors.StateUnfit);
}
