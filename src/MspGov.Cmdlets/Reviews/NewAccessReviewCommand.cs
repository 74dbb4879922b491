using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Opens an access review campaign.</summary>
[Cmdlet(VerbsCommon.New, "AccessReview", SupportsShouldProcess = true)]
[OutputType(typeof(ReviewProgress))]
public sealed class NewAccessReviewCommand : TenantCmdlet
{
    private readonly List<TenantDocument> _tenants = [];

    /// <summary>Name of the campaign.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Who decides.</summary>
    [Parameter(Mandatory = true)]
    public ReviewerKind Reviewer { get; set; }

    /// <summary>Who decides after that.</summary>
    [Parameter]
    public ReviewerKind? SecondReviewer { get; set; }

    /// <summary>Operator ids, where a reviewer is Operator.</summary>
    [Parameter]
    public string[] ReviewerName { get; set; } = [];

    /// <summary>Which identities.</summary>
    [Parameter]
    public ReviewPopulation Population { get; set; }

    /// <summary>Only privileged access.</summary>
    [Parameter]
    public SwitchParameter Privileged { get; set; }

    /// <summary>Only these principals.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Principal { get; set; } = [];

    /// <summary>Only these roles.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Role { get; set; } = [];

    /// <summary>How often.</summary>
    [Parameter]
    public ReviewCadence Cadence { get; set; }

    /// <summary>When decisions are due, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? Due { get; set; }

    /// <summary>Days to decide, where no due date is given and for the next of a series.</summary>
    [Parameter]
    [ValidateRange(1, 365)]
    public int Days { get; set; } = 14;

    /// <summary>What happens when nobody decides.</summary>
    [Parameter]
    public ReviewDefault Default { get; set; }

    /// <summary>Access unused for so many days is recommended for removal.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int UnusedDays { get; set; } = 60;

    /// <summary>Goes on opening a campaign that was interrupted.</summary>
    [Parameter]
    public string? ReviewId { get; set; }

    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _tenants.AddRange(ResolveTenants().Where(tenant => ShouldProcess(tenant.Name, $"Open access review '{Name}'")));

    /// <inheritdoc/>
    protected override void EndWork()
    {
        if (_tenants.Count == 0)
        {
            return;
        }

        ReviewerKind[] kinds = SecondReviewer is { } second ? [Reviewer, second] : [Reviewer];
        var request = new OpenReviewRequest
        {
            Review = ReviewId,
            TenantIds = [.. _tenants.Select(tenant => tenant.Id).Distinct()],
            Settings = new ReviewSettings
            {
                Name = Name,
                Scope = new ReviewScope { Population = Population, PrivilegedOnly = Privileged, Principals = Principal, Roles = Role },
                Stages = [.. kinds.Select(kind => new ReviewStage { Reviewer = kind, Names = kind == ReviewerKind.Operator ? ReviewerName : [] })],
                Cadence = Cadence,
                DurationDays = Days,
                Default = Default,
                UnusedDays = UnusedDays,
            },
            Due = Due,
            ThrottleLimit = ThrottleLimit,
            Ticket = Ticket,
        };
        Pump<ReviewProgress>((output, token) => Store.Reviews.OpenAsync(request, output, token));
    }
}
