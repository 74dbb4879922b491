using System.Text.RegularExpressions;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Elevation;

/// <summary>Finds the policy of an elevation.</summary>
public static class ElevationPolicies
{
    /// <summary>Longest duration any policy can allow: nobody is elevated to 2037.</summary>
    public static readonly TimeSpan Ceiling = TimeSpan.FromDays(30);

    /// <summary>The policies that hold where none was set.</summary>
    public static readonly IReadOnlyList<ElevationPolicyDocument> BuiltIn =
    [
        Default(TenantTier.Standard, ElevationPolicyDocument.Privileged, hours: 4, ElevationApproval.One),
        Default(TenantTier.Standard, ElevationPolicyDocument.AnyRole, hours: 8, ElevationApproval.None),
        Default(TenantTier.HighRegulation, ElevationPolicyDocument.Privileged, hours: 4, ElevationApproval.Two),
        Default(TenantTier.HighRegulation, ElevationPolicyDocument.AnyRole, hours: 8, ElevationApproval.One),
    ];

    /// <summary>The policy that decides elevation to a target in tenants of a tier.</summary>
    public static ElevationPolicyDocument Find(IRegister register, TenantTier tier, ElevationTarget target)
    {
        foreach (string role in Roles(target))
        {
            ElevationPolicyDocument? policy =
                register.Get<ElevationPolicyDocument>(ElevationPolicyDocument.KeyOf(tier, role))
                ?? register.Get<ElevationPolicyDocument>(ElevationPolicyDocument.KeyOf(null, role))
                ?? BuiltIn.FirstOrDefault(known => known.Tier == tier && known.Role == role);
            if (policy is not null)
            {
                return policy;
            }
        }

        throw new InvalidOperationException($"No built-in elevation policy covers tier {tier}.");
    }

    /// <summary>What is wrong with a policy document, in words; null when nothing is.</summary>
    public static string? Fault(ElevationPolicyDocument policy) =>
        string.IsNullOrWhiteSpace(policy.Role) ? "A policy names a role, 'privileged' or '*'."
        : policy.MaximumDuration <= TimeSpan.Zero || policy.MaximumDuration > Ceiling ? $"The maximum duration is above zero and at most {Ceiling.TotalDays:0} days."
        : policy.DefaultDuration <= TimeSpan.Zero || policy.DefaultDuration > policy.MaximumDuration ? "The default duration is above zero and at most the maximum."
        : policy.ApproveWithin <= TimeSpan.Zero || policy.ApproveWithin > Ceiling ? $"The time for approval is above zero and at most {Ceiling.TotalDays:0} days."
        : policy.ScheduleAhead < TimeSpan.Zero || policy.ScheduleAhead > TimeSpan.FromDays(365) ? "A start lies at most 365 days ahead."
        : policy.BreakGlassMaximum < TimeSpan.Zero || policy.BreakGlassMaximum > policy.MaximumDuration ? "The break-glass maximum is at most the maximum duration."
        : policy.BreakGlassReviewWithin <= TimeSpan.Zero ? "The time for the break-glass review is above zero."
        : policy.TicketPattern is { } pattern && !IsPattern(pattern) ? $"'{pattern}' is no regular expression that can be matched without backtracking."
        : policy.Notice.Webhook is { } webhook && !IsWebhook(webhook) ? "A webhook is an https address (http only on loopback)."
        : null;

    /// <summary>Whether a ticket fits a pattern as a whole. Linear in its length, so a hostile pattern cannot stall the policy.</summary>
    public static bool TicketFits(string pattern, string? ticket) =>
        ticket is { Length: > 0 and <= 200 } && Regex.IsMatch(ticket, $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static IEnumerable<string> Roles(ElevationTarget target)
    {
        yield return target.Id;
        if (target.IsPrivileged)
        {
            yield return ElevationPolicyDocument.Privileged;
        }

        yield return ElevationPolicyDocument.AnyRole;
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern.Length <= 500;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsWebhook(string webhook) =>
        Uri.TryCreate(webhook, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static ElevationPolicyDocument Default(TenantTier tier, string role, int hours, ElevationApproval approval) => new()
    {
        Tier = tier,
        Role = role,
        MaximumDuration = TimeSpan.FromHours(hours),
        DefaultDuration = TimeSpan.FromHours(1),
        Approval = approval,
        BuiltIn = true,
    };
}
