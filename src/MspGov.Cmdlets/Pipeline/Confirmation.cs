using System.Management.Automation;
using System.Management.Automation.Host;
using MspGov.Core.Errors;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>-Force, -WhatIf and -Confirm together, the same everywhere.</summary>
internal static class Confirmation
{
    /// <summary>
    /// Whether to go ahead: -WhatIf always only tells; -Force does not ask, unless -Confirm was given too.
    /// </summary>
    public static bool Confirmed(this PSCmdlet cmdlet, bool force, string target, string action)
    {
        if (force && !cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm") && !IsWhatIf(cmdlet))
        {
            return true;
        }

        try
        {
            return cmdlet.ShouldProcess(target, action);
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException)
        {
            throw PolicyErrors.ConfirmationNeeded.With($"{action} ({target}): this asks for confirmation, and nobody is there to answer. Add -Force to go ahead, or -WhatIf to see what would be done.", e).About(target);
        }
    }

    /// <summary>Whether -WhatIf is on, given or inherited.</summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? whatIf)
            ? whatIf is SwitchParameter { IsPresent: true } or true
            : LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference"));
}
