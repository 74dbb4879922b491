using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Retention;

/// <summary>Erases details of ledger entries: by number, by age, of off-boarded tenants, or as the retention policies say.</summary>
[Cmdlet(VerbsCommon.Clear, "AuditDetail", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = "Entry")]
[OutputType(typeof(ErasureInfo))]
public sealed class ClearAuditDetailCommand : SessionCmdlet
{
    private readonly Dictionary<string, HashSet<long>> _named = [];

    /// <summary>Tenants by name, id or wildcard; off-boarded ones too.</summary>
    [Parameter(ParameterSetName = "Entry", Position = 0)]
    [Parameter(ParameterSetName = "Age", Position = 0)]
    [Parameter(ParameterSetName = "OffBoarded", Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = "Policy", Position = 0)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>A log by its id: a tenant id or msp.</summary>
    [Parameter(ParameterSetName = "Entry", ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "Age")]
    [Parameter(ParameterSetName = "Policy")]
    [ValidateNotNullOrEmpty]
    public string? Log { get; set; }

    /// <summary>Numbers of the entries in their log.</summary>
    [Parameter(ParameterSetName = "Entry", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, long.MaxValue)]
    public long[] Seq { get; set; } = [];

    /// <summary>Details of entries older than this.</summary>
    [Parameter(ParameterSetName = "Age", Mandatory = true)]
    [DurationTransformation]
    public TimeSpan OlderThan { get; set; }

    /// <summary>All details of tenants that were off-boarded.</summary>
    [Parameter(ParameterSetName = "OffBoarded", Mandatory = true)]
    public SwitchParameter OffBoarded { get; set; }

    /// <summary>What the retention policies ask for today.</summary>
    [Parameter(ParameterSetName = "Policy", Mandatory = true)]
    public SwitchParameter Policy { get; set; }

    /// <summary>Ticket of the request for erasure.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Ticket { get; set; } = string.Empty;

    /// <summary>Reason in words.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == "Entry")
        {
            // Entries from the pipeline that stand in one log are erased by one entry.
            Name(Log ?? OneTenant(), Seq);
            return;
        }

        IEnumerable<ErasureRequest> requests = ParameterSetName switch
        {
            "Policy" => Store.Retention.Due(Logs(), Ticket, Reason),
            "Age" => (Logs() ?? [LogIds.Msp, .. Tenants("*").Select(tenant => tenant.Id)]).Select(log => Request(log) with { Before = DateTimeOffset.UtcNow - OlderThan }),
            _ => OffBoardedTenants().Select(Request),
        };
        foreach (ErasureRequest request in requests.ToList())
        {
            Erase(request, evenNothing: false);
        }
    }

    /// <inheritdoc/>
    protected override void EndWork()
    {
        foreach ((string log, HashSet<long> seqs) in _named)
        {
            Erase(Request(log) with { Seqs = seqs }, evenNothing: true);
        }
    }

    // One log's error leaves the others to go on.
    private void Erase(ErasureRequest request, bool evenNothing)
    {
        try
        {
            ErasurePlan plan = Store.Ledger.PlanErasure(request);
            if (plan.Details > 0 || evenNothing)
            {
                Erase(request, plan);
            }
        }
        catch (GovException e)
        {
            WriteError(ErrorRecords.From(e, request.Log));
        }
    }

    private void Erase(ErasureRequest request, ErasurePlan plan)
    {
        string kept = plan.Kept > 0 ? $"; {plan.Kept} stay, because the register needs them" : "";
        if (this.Confirmed(Force, $"log {plan.Log}", $"Erase {plan.Details} details for ever ({Words(plan)}{kept})"))
        {
            WriteObject(Store.Ledger.Erase(request, Stopped));
        }
    }

    private static string Words(ErasurePlan plan)
    {
        string ranges = string.Join(", ", plan.Ranges.Take(5).Select(range => range[0] == range[1] ? $"{range[0]}" : $"{range[0]} to {range[1]}"));
        return plan.Ranges.Count switch { 0 => "none", > 5 => $"entries {ranges} and {plan.Ranges.Count - 5} more ranges", _ => $"entries {ranges}" };
    }

    private void Name(string log, IEnumerable<long> seqs)
    {
        if (!_named.TryGetValue(log, out HashSet<long>? named))
        {
            _named[log] = named = [];
        }

        named.UnionWith(seqs);
    }

    private ErasureRequest Request(string log) => new() { Log = log, Ticket = Ticket, Reason = Reason };

    private string OneTenant()
    {
        string[] ids = Logs() is { } logs ? [.. logs] : [];
        return ids.Length == 1 ? ids[0] : throw PolicyErrors.InvalidArgument.With("Numbers are of one log: name one tenant with -Tenant, or a log with -Log.");
    }

    private IReadOnlyCollection<string>? Logs() =>
        Log is not null ? [Log] : Tenant.Length == 0 ? null : [.. Tenant.SelectMany(Tenants).Select(tenant => tenant.Id).Distinct()];

    private IEnumerable<string> OffBoardedTenants()
    {
        foreach (TenantDocument tenant in Tenant.SelectMany(Tenants).DistinctBy(tenant => tenant.Id))
        {
            if (tenant.OffBoardedAt is not null)
            {
                yield return tenant.Id;
            }
            else if (!Tenant.Any(WildcardPattern.ContainsWildcardCharacters))
            {
                throw PolicyErrors.Conflict.With($"Tenant '{tenant.Name}' is not off-boarded: erase its details by number or by age.").About(tenant.Name, tenant.Id);
            }
        }
    }

    // Off-boarded tenants are what erasure is most often about.
    private IReadOnlyList<TenantDocument> Tenants(string pattern) =>
        Store.Tenants.Get(pattern, includeOffBoarded: true) is { Count: > 0 } found ? found : Store.Tenants.Resolve([pattern]);
}
