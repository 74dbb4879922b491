using MspGov.Core.Changes;

namespace MspGov.Engine.Changes;

/// <summary>One change to be made.</summary>
internal sealed record ChangeRequest
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>What is wanted.</summary>
    public required ITenantChange Change { get; init; }

    /// <summary>Id of the run, grant or review that asks for it.</summary>
    public required Guid Correlation { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of the subject, where the caller knows it.</summary>
    public string? SubjectName { get; init; }

    /// <summary>The change that this one undoes.</summary>
    public string? Undoes { get; init; }

    /// <summary>Reads and decides, but records and sends nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>True when it refers to something just created: "not found" is then waited out, since directories replicate (FACTS section 5).</summary>
    public bool AwaitReplication { get; init; }
}

/// <summary>How long to wait for a tenant to show what was written (FACTS section 5: seconds as a rule, for PIM up to two minutes).</summary>
internal sealed record ChangePatience
{
    /// <summary>First pause between two readings.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>All pauses together.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Age from which an intent without outcome belongs to no living run any more, and what the tenant does not show is taken for not
    /// done. Longer than any run can take between intent and outcome.
    /// </summary>
    public TimeSpan Abandoned { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Pauses in order: doubling, capped, at most <see cref="Total"/> together.</summary>
    public IEnumerable<TimeSpan> Pauses()
    {
        TimeSpan pause = First;
        for (TimeSpan spent = TimeSpan.Zero; spent < Total; spent += pause, pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            yield return pause < Total - spent ? pause : Total - spent;
        }
    }
}

/// <summary>How to run many changes.</summary>
internal sealed record ChangeRunOptions
{
    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Starts no further change after so many failures; null never stops.</summary>
    public int? StopAfterFailures { get; init; }

    /// <summary>Leaves the rest of a tenant's changes when one of them was not proven.</summary>
    public bool StopTenantOnFailure { get; init; }

    /// <summary>Called with each result as it comes; concurrent.</summary>
    public Func<ChangeResult, ValueTask>? OnResult { get; init; }
}
