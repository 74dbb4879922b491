using System.Management.Automation;
using MspGov.Cmdlets.Completion;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>
/// Base of the cmdlets that read many tenants at once: tenants from the pipeline are collected first, so that they too are read in
/// parallel. Without -Tenant, every active tenant.
/// </summary>
public abstract class FleetCmdlet : SessionCmdlet
{
    private readonly List<string> _tenants = [];

    /// <summary>Tenants: names, ids or wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Tenant { get; set; } = ["*"];

    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Reads everything again instead of what changed.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>The time whose tenants are meant; null for those of now.</summary>
    protected virtual DateTimeOffset? At => null;

    /// <summary>Does the work for all tenants.</summary>
    protected abstract void ProcessAll(IReadOnlyList<string> tenantIds);

    /// <inheritdoc/>
    protected sealed override void Process() => _tenants.AddRange(Store.Tenants.Resolve(Tenant, At).Select(tenant => tenant.Id));

    /// <inheritdoc/>
    protected sealed override void EndWork()
    {
        if (_tenants.Count > 0)
        {
            ProcessAll([.. _tenants.Distinct(StringComparer.OrdinalIgnoreCase)]);
        }
        else
        {
            WriteWarning($"No tenant that {(At is { } at ? $"was registered on {at.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "is registered")} fits {string.Join(", ", Tenant)}.");
        }
    }
}
