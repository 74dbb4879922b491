using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Ledger;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Reads entries of the ledger.</summary>
[Cmdlet(VerbsCommon.Get, "AuditEntry")]
[OutputType(typeof(AuditEntry))]
public sealed class GetAuditEntryCommand : SessionCmdlet
{
    /// <summary>Tenants: names, ids or wildcards. Every log when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[]? Tenant { get; set; }

    /// <summary>A log by its id: a tenant id, msp or keys.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Log { get; set; }

    /// <summary>Operator id.</summary>
    [Parameter]
    public string? Operator { get; set; }

    /// <summary>Action, for example elevation.*.</summary>
    [Parameter]
    [SupportsWildcards]
    public string? Action { get; set; }

    /// <summary>Correlation id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Guid? Correlation { get; set; }

    /// <summary>Id of what the entry is about.</summary>
    [Parameter]
    public string? SubjectId { get; set; }

    /// <summary>Not before, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? After { get; set; }

    /// <summary>Not after, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? Before { get; set; }

    /// <summary>What the ledger held at this time, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? AsOf { get; set; }

    /// <summary>Only so many of the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var query = new EntryQuery
        {
            Logs = Logs(),
            Operator = Operator,
            Action = Action,
            Correlation = Correlation,
            SubjectId = SubjectId,
            After = After,
            Before = Before,
            AsOf = AsOf,
            First = Newest,
            Newest = Newest is not null,
        };
        foreach (EntryView entry in Store.Ledger.Query(query, Stopped))
        {
            WriteObject(new AuditEntry(entry));
        }
    }

    // An off-boarded tenant's history stays readable, so all tenants ever registered are looked at, not the active ones only.
    private List<string>? Logs()
    {
        if (Tenant is null)
        {
            return Log?.ToList();
        }

        var logs = new List<string>(Log ?? []);
        foreach (string pattern in Tenant)
        {
            string[] found = [.. Store.Tenants.Get(pattern, includeOffBoarded: true).Select(tenant => tenant.Id)];
            logs.AddRange(found.Length > 0 ? found : Store.Tenants.Resolve([pattern]).Select(tenant => tenant.Id));
        }

        return logs;
    }
}
