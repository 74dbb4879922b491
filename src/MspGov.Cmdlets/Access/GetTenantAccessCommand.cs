using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access;

namespace MspGov.Cmdlets.Access;

/// <summary>Streams every path by which anybody can do anything in client tenants.</summary>
[Cmdlet(VerbsCommon.Get, "TenantAccess")]
[OutputType(typeof(AccessPath))]
public sealed class GetTenantAccessCommand : FleetCmdlet
{
    /// <summary>Only privileged roles and permissions.</summary>
    [Parameter]
    public SwitchParameter Privileged { get; set; }

    /// <summary>Only what is usable now and has no end.</summary>
    [Parameter]
    public SwitchParameter Standing { get; set; }

    /// <summary>Only these principals: ids, sign-in names or display names; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Principal { get; set; } = [];

    /// <summary>Only these roles or permissions: ids or names; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>From the last snapshot at or before this time.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? AsOf { get; set; }

    /// <summary>Saves a snapshot of each tenant.</summary>
    [Parameter]
    public SwitchParameter SaveSnapshot { get; set; }

    /// <summary>Goes on with the last run.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Stops when so many tenants failed.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? StopAfterFailures { get; set; }

    /// <inheritdoc/>
    protected override DateTimeOffset? At => AsOf;

    /// <inheritdoc/>
    protected override void ProcessAll(IReadOnlyList<string> tenantIds) => Pump<AccessPath>((output, token) => Store.Access.ReadAsync(
        new()
        {
            TenantIds = tenantIds,
            Privileged = Privileged,
            Standing = Standing,
            Principals = Principal,
            Roles = Role,
            ThrottleLimit = ThrottleLimit,
            AsOf = AsOf,
            SaveSnapshot = SaveSnapshot,
            Resume = Resume,
            StopAfterFailures = StopAfterFailures ?? 0,
            Delta = !Full,
        },
        output,
        token));
}
