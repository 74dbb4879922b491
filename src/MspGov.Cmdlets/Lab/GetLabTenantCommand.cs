using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lab;

/// <summary>Lists the lab tenants of the store.</summary>
[Cmdlet(VerbsCommon.Get, "LabTenant")]
[OutputType(typeof(LabTenant))]
public sealed class GetLabTenantCommand : SessionCmdlet
{
    /// <summary>Name or wildcard.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(LabCompleter))]
    [SupportsWildcards]
    public string Name { get; set; } = "*";

    /// <inheritdoc/>
    protected override void Process()
    {
        IReadOnlyList<LabTenant> found = Store.Labs.Get(Name);
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(Name))
        {
            throw Core.Errors.LabErrors.NotFound.With($"There is no lab tenant '{Name}' in this store. New-LabTenant creates one.").About(Name);
        }

        WriteObject(found, enumerateCollection: true);
    }
}
